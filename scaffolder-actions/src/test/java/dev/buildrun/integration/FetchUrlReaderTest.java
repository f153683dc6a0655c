package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.UrlReader.Content;
import dev.buildrun.integration.UrlReader.Matches;
import dev.buildrun.integration.UrlReader.NotModified;
import dev.buildrun.integration.UrlReader.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FetchUrlReaderTest {
    private static final ReadLimits LIMITS = new ReadLimits(1_000, 10_000, 10, Duration.ofMinutes(1));
    private static final ReadLimits IMPATIENT = new ReadLimits(1_000, 10_000, 10, Duration.ofSeconds(1));

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private HttpServer elsewhere;
    private String host;

    @BeforeEach
    void start() throws IOException {
        server = serve();
        elsewhere = serve();
        host = "127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/file", exchange -> answer(exchange, 200, "hello"));
        server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(1_001)));
        server.createContext("/broken", exchange -> answer(exchange, 503, "sorry"));
        server.createContext("/slow", this::answerNever);
        server.createContext("/endless", this::answerEndlessly);
        server.createContext("/loop", exchange -> redirect(exchange, "/loop"));
        server.createContext("/moved", exchange -> redirect(exchange, "/file"));
        server.createContext("/away", exchange -> redirect(exchange, elsewhere("/secret")));
        server.createContext("/to-file", exchange -> redirect(exchange, "file:///etc/passwd"));
        server.createContext(
                "/whoami",
                exchange -> answer(
                        exchange,
                        200,
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        elsewhere.createContext("/secret", exchange -> answer(exchange, 200, "secret"));
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        elsewhere.stop(0);
    }

    @Test
    void readsAFileOfAnAllowedHost() {
        var read = reader().read(url("/file"), Options.NONE);

        assertThat(read).isInstanceOfSatisfying(Content.class, content -> {
            assertThat(content.bytes()).asString().isEqualTo("hello");
            assertThat(content.etag()).isEqualTo("\"v1\"");
        });
    }

    @Test
    void saysNotModifiedWhereTheHostDoes() {
        assertThat(reader().read(url("/file"), Options.unlessChanged("\"v1\""))).isEqualTo(new NotModified());
    }

    @Test
    void followsARedirectWithinTheAllowedHosts() {
        assertThat(reader().read(url("/moved"), Options.NONE)).isInstanceOf(Content.class);
    }

    @Test
    void refusesARedirectToAHostThatIsNotAllowed() {
        refuses(
                "/away",
                ErrorKind.NOT_ALLOWED,
                "Reading from '" + elsewhere("/secret") + "' is not allowed. You may"
                        + " need to configure an integration for the target host, or add it to the configured list of allowed"
                        + " hosts at 'backend.reading.allow'");
    }

    @Test
    void refusesARedirectToAFile() {
        refuses("/to-file", ErrorKind.NOT_ALLOWED, "Reading from 'file:///etc/passwd' is not allowed.");
    }

    @Test
    void stopsAfterFiveRedirects() {
        refuses("/loop", ErrorKind.INPUT, "more than 5 redirects");
    }

    @Test
    void refusesAFileThatIsTooLarge() {
        refuses("/large", ErrorKind.INPUT, "is too large: expected at most 1000 bytes");
    }

    @Test
    void givesUpOnAHostThatDoesNotAnswer() {
        refuses(IMPATIENT, "/slow", ErrorKind.SERVICE_UNAVAILABLE, "no answer within 1 s");
    }

    @Test
    void givesUpOnABodyThatNeverEnds() {
        refuses(IMPATIENT, "/endless", ErrorKind.SERVICE_UNAVAILABLE, "no answer within 1 s");
    }

    @Test
    void tellsTheStatusOfAFailure() {
        refuses("/broken", ErrorKind.INTERNAL, "could not read " + url("/broken") + ", 503");
        refuses("/missing", ErrorKind.NOT_FOUND, "could not read " + url("/missing") + ", 404 Not Found");
    }

    @Test
    void sendsATokenToItsOwnHostOnly() {
        elsewhere.createContext(
                "/whoami-too",
                exchange -> answer(
                        exchange,
                        200,
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        server.createContext("/whoami-away", exchange -> redirect(exchange, elsewhere("/whoami-too")));
        var both = new FetchUrlReader(
                List.of(allow(host), allow("127.0.0.1:" + elsewhere.getAddress().getPort())), LIMITS);

        assertThat(text(both.read(url("/whoami"), new Options(null, "t0ken")))).isEqualTo("Bearer t0ken");
        assertThat(text(both.read(url("/whoami-away"), new Options(null, "t0ken"))))
                .isEqualTo("null");
    }

    @Test
    void findsOneFileOrNoneAndTakesNoWildcard() {
        assertThat(reader().search(url("/file"), Options.NONE))
                .isInstanceOfSatisfying(
                        Matches.class, found -> assertThat(found.files()).hasSize(1));
        assertThat(reader().search(url("/missing"), Options.NONE))
                .isInstanceOfSatisfying(
                        Matches.class, found -> assertThat(found.files()).isEmpty());
        assertThatThrownBy(() -> reader().search(url("/*"), Options.NONE)).hasMessage("Unsupported search pattern URL");
    }

    @Test
    void readsNothingByDefault() {
        var readers = new UrlReaders(List.of(new FetchUrlReader(List.of(), LIMITS)));

        assertThatThrownBy(() -> readers.read(url("/file").toString(), Options.NONE))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED))
                .hasMessage("Reading from '" + url("/file") + "' is not allowed. You may need to configure an"
                        + " integration for the target host, or add it to the configured list of allowed hosts at"
                        + " 'backend.reading.allow'");
    }

    private void refuses(String path, ErrorKind kind, String message) {
        refuses(LIMITS, path, kind, message);
    }

    private void refuses(ReadLimits limits, String path, ErrorKind kind, String message) {
        assertThatThrownBy(() -> new FetchUrlReader(List.of(allow(host)), limits).read(url(path), Options.NONE))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private FetchUrlReader reader() {
        return new FetchUrlReader(List.of(allow(host)), LIMITS);
    }

    private static ReadingAllow allow(String host) {
        return new ReadingAllow(host, List.of());
    }

    private URI url(String path) {
        return URI.create("http://" + host + path);
    }

    private String elsewhere(String path) {
        return "http://127.0.0.1:" + elsewhere.getAddress().getPort() + path;
    }

    private static String text(UrlReader.Read read) {
        return new String(((Content) read).bytes(), StandardCharsets.UTF_8);
    }

    private static HttpServer serve() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("ETag", "\"v1\"");
            if ("\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            exchange.sendResponseHeaders(status, body.length());
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Location", location);
            exchange.sendResponseHeaders(302, -1);
        }
    }

    private void answerNever(HttpExchange exchange) {
        waitForTheEnd();
        exchange.close();
    }

    private void answerEndlessly(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
        waitForTheEnd();
    }

    private void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }
}
