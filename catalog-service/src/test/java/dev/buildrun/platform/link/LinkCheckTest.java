package dev.buildrun.platform.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.integration.ReadingAllow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final CountDownLatch slow = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> strangersAsked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private HttpServer stranger;
    private LinkCheck check;

    @BeforeEach
    void start() throws IOException {
        server = server(this::answer);
        stranger = server(exchange -> {
            strangersAsked.add(exchange.getRequestURI().getPath());
            send(exchange, 200);
        });
        check = check(TIMEOUT);
    }

    @AfterEach
    void stop() {
        slow.countDown();
        check.close();
        server.stop(0);
        stranger.stop(0);
    }

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static HttpServer server(Answering answering) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", answering::answer);
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://" + host(server);
    }

    private static String host(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private LinkCheck check(Duration timeout) {
        var allowed = List.of(
                new ReadingAllow(host(server), List.of()),
                new ReadingAllow("127.0.0.1:1", List.of()),
                new ReadingAllow("nowhere.invalid", List.of()));
        return new LinkCheck(new LinkConfig(allowed, timeout, Duration.ofHours(1)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var isHead = exchange.getRequestMethod().equals("HEAD");
        asked.add(exchange.getRequestMethod() + " " + path);
        if (path.startsWith("/to/")) {
            exchange.getResponseHeaders().add("Location", path.substring(3));
            send(exchange, 302);
        } else if (path.startsWith("/strangers/")) {
            exchange.getResponseHeaders().add("Location", url(stranger) + "/login");
            send(exchange, 302);
        } else if (path.startsWith("/metadata/")) {
            exchange.getResponseHeaders().add("Location", "file:///etc/passwd");
            send(exchange, 302);
        } else if (path.startsWith("/loop")) {
            exchange.getResponseHeaders().add("Location", "/loop");
            send(exchange, 301);
        } else if (path.startsWith("/no-head/")) {
            send(exchange, isHead ? Integer.parseInt(path.substring("/no-head/".length())) : 200);
        } else if (path.startsWith("/slow")) {
            await();
            send(exchange, 200);
        } else if (path.startsWith("/endless")) {
            exchange.sendResponseHeaders(isHead ? 405 : 200, isHead ? -1 : 0);
            if (!isHead) {
                exchange.getResponseBody().write(new byte[1 << 16]);
                exchange.getResponseBody().flush();
                await();
            }
            exchange.close();
        } else {
            send(exchange, Integer.parseInt(path.substring(1)));
        }
    }

    private void await() {
        try {
            slow.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private Looked look(String path) throws InterruptedException {
        return check.look(url(server) + path);
    }

    @ParameterizedTest
    @CsvSource({"/200", "/204", "/no-head/405", "/no-head/404", "/no-head/501", "/to/200", "/to/to/200", "/endless"})
    void somebodyAnswers(String path) throws InterruptedException {
        assertThat(look(path)).isEqualTo(new Looked.Answers());
    }

    @ParameterizedTest
    @CsvSource({
        "/404, it answered 404",
        "/410, it answered 410",
        "/500, it answered 500",
        "/to/404, it answered 404",
        "/304, it answered 304",
        "/loop, it redirects more than 5 times",
        "/metadata/, it redirects to something that is no http or https address",
    })
    void nobodyAnswersWithWhatWasAskedFor(String path, String reason) throws InterruptedException {
        assertThat(look(path)).isEqualTo(new Looked.Fails(reason));
    }

    @ParameterizedTest
    @CsvSource({"/401", "/403", "/429"})
    void whatIsKeptFromStrangersIsUnknown(String path) throws InterruptedException {
        assertThat(look(path))
                .isInstanceOfSatisfying(
                        Looked.Unknown.class,
                        unknown -> assertThat(unknown.reason()).startsWith("it answered " + path.substring(1)));
    }

    @Test
    void whoTakesTooLongDoesNotAnswer() throws InterruptedException {
        try (var impatient = check(Duration.ofMillis(300))) {
            assertThat(impatient.look(url(server) + "/slow")).isEqualTo(new Looked.Fails("no answer within 300 ms"));
        }
    }

    @Test
    void whoIsNotThereDoesNotAnswer() throws InterruptedException {
        assertThat(check.look("http://127.0.0.1:1/")).isEqualTo(new Looked.Fails("nobody takes the connection"));
        assertThat(check.look("http://nowhere.invalid/")).isEqualTo(new Looked.Fails("there is no such host"));
    }

    @Test
    void nobodyIsAskedWhomTheOperatorHasNotAllowed() throws InterruptedException {
        var looked = check.look(url(stranger) + "/");

        assertThat(looked)
                .isEqualTo(new Looked.Unknown("nobody looks at " + host(stranger)
                        + ", which the operator can allow with buildrun.platform.links.allow"));
        assertThat(strangersAsked).isEmpty();
    }

    @Test
    void aRedirectToOthersIsAnAnswerAndNotFollowed() throws InterruptedException {
        assertThat(look("/strangers/")).isEqualTo(new Looked.Answers());
        assertThat(strangersAsked).isEmpty();
    }

    @Test
    void asksForNoMoreThanTheHead() throws InterruptedException {
        look("/200");

        assertThat(asked).containsExactly("HEAD /200");
    }
}
