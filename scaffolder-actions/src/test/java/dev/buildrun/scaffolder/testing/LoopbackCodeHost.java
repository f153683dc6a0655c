package dev.buildrun.scaffolder.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for GitHub, GitLab, Gitea, Bitbucket, Azure and Gerrit: {@code git http-backend}, so a real server of Git's smart protocol,
 * at the addresses that each of them has for cloning. It takes the last name of such an address for that of a bare repository, and
 * whatever comes before it as it is, so it shows what a reader asks for, not what the real host would make of it.
 */
public final class LoopbackCodeHost implements AutoCloseable {
    private final Path root;
    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable String authorization;
    private volatile Trouble trouble = Trouble.NONE;
    private volatile String elsewhere = "";

    /** What goes wrong from now on. */
    public enum Trouble {
        NONE,
        /** Never answers a fetch. */
        SILENCE,
        /** Ends in the middle of a pack. */
        CUT,
        /** Answers with a page for signing in, as Azure does. */
        SIGN_IN_PAGE,
        /** Answers with a page, as any web server does. */
        PAGE,
        /** Leads to the address that was given. */
        REDIRECT,
        /** Does not know the newer protocol. */
        OLD_PROTOCOL,
        /** Answers status 503. */
        DOWN
    }

    /**
     * A request.
     *
     * @param what {@code advertise}, {@code ls-refs} or {@code fetch}
     * @param authorization null where none was sent
     */
    public record Asked(String what, String path, @Nullable String authorization) {}

    /** Serves the bare repositories of a directory to everybody. */
    public LoopbackCodeHost(Path root) throws IOException {
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on only requests with this value of the header are answered; null for all. */
    public void require(@Nullable String value) {
        authorization = value;
    }

    public void trouble(Trouble next) {
        trouble = next;
    }

    /** From now on every request is sent to the same path of another host. */
    public void redirectTo(URI host) {
        elsewhere = host.toString();
        trouble = Trouble.REDIRECT;
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** How many requests of a kind there were. */
    public long count(String what) {
        return asked.stream().filter(one -> one.what().equals(what)).count();
    }

    public void forget() {
        asked.clear();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var sent = exchange.getRequestHeaders().getFirst("Authorization");
            var what = what(exchange, body);
            asked.add(new Asked(what, exchange.getRequestURI().getPath(), sent));
            if (trouble == Trouble.REDIRECT) {
                exchange.getResponseHeaders().add("Location", elsewhere + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
            } else if (trouble == Trouble.DOWN) {
                exchange.sendResponseHeaders(503, -1);
            } else if (trouble == Trouble.PAGE || trouble == Trouble.SIGN_IN_PAGE) {
                exchange.getResponseHeaders().add("Content-Type", "text/html");
                exchange.sendResponseHeaders(trouble == Trouble.PAGE ? 200 : 203, 0);
            } else if (authorization != null && !authorization.equals(sent)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"code\"");
                exchange.sendResponseHeaders(sent == null ? 401 : 403, -1);
            } else {
                serve(exchange, what, body);
            }
        }
    }

    private static String what(HttpExchange exchange, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            return "advertise";
        }
        var isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        var plain = isZipped ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
        return new String(plain, StandardCharsets.ISO_8859_1).contains("command=ls-refs") ? "ls-refs" : "fetch";
    }

    private void serve(HttpExchange exchange, String what, byte[] body) throws IOException {
        if (trouble == Trouble.SILENCE && what.equals("fetch")) {
            awaitClosing();
            return;
        }
        var names = exchange.getRequestURI().getPath().split("/", -1);
        var isAdvertisement = what.equals("advertise");
        var service = isAdvertisement ? "/info/refs" : "/git-upload-pack";
        var name = names[names.length - (isAdvertisement ? 3 : 2)];
        var directory = name.endsWith(".git") ? name : name + ".git";
        if (!root.resolve(directory).toFile().isDirectory()) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        var builder = new ProcessBuilder("git", "http-backend");
        var environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", "/" + directory + service);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("QUERY_STRING", isAdvertisement ? "service=git-upload-pack" : "");
        environment.put("CONTENT_TYPE", "application/x-git-upload-pack-request");
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        if (encoding != null) {
            environment.put("HTTP_CONTENT_ENCODING", encoding);
        }
        var protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null && trouble != Trouble.OLD_PROTOCOL) {
            environment.put("GIT_PROTOCOL", protocol);
        }
        answer(exchange, what, output(builder, body));
    }

    /** What git refuses, it ends with a failure of its own; what it says is the answer all the same. */
    private static byte[] output(ProcessBuilder builder, byte[] body) throws IOException {
        var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(body);
        }
        return process.getInputStream().readAllBytes();
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String what, byte[] output) throws IOException {
        var text = new String(output, StandardCharsets.ISO_8859_1);
        var end = text.indexOf("\r\n\r\n");
        Arrays.stream(text.substring(0, end).split("\r\n", -1))
                .map(line -> line.split(": ", 2))
                .forEach(header -> exchange.getResponseHeaders().add(header[0], header[1]));
        var length = output.length - end - 4;
        exchange.sendResponseHeaders(200, length);
        var sent = trouble == Trouble.CUT && what.equals("fetch") ? length / 2 : length;
        new ByteArrayInputStream(output, end + 4, sent).transferTo(exchange.getResponseBody());
    }
}
