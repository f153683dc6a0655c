package dev.buildrun.deploy.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The files of a folder and the pages of a web server on the loopback interface, both of which may change at any time. */
public final class Sources implements AutoCloseable {
    private final Path folder;
    private final HttpServer server;
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    private Sources(Path folder, HttpServer server) {
        this.folder = folder;
        this.server = server;
    }

    public static Sources open(Path folder) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var sources = new Sources(Files.createDirectories(folder), server);
        server.createContext("/", sources::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return sources;
    }

    /** Host and port of the web server. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public String url(String page) {
        return "http://" + host() + "/" + page;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** A reader sees the old text or the new one, never half of it. */
    void putFile(String name, String text) {
        try {
            var file = file(name);
            Files.createDirectories(file.getParent());
            var written = Files.writeString(folder.resolve("being-written"), text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    void removeFile(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    public void putPage(String name, String text) {
        pages.put(name, text);
    }

    /** Answers with the status instead of the page, or with the page again for 200. */
    public void answerWith(String page, int status) {
        if (status == 200) {
            failures.remove(page);
        } else {
            failures.put(page, status);
        }
    }

    /**
     * A page whose next reader gets it as it was when it asked, but not before it is released.
     *
     * @param asked counted down when somebody has asked for it
     * @param released counted down by the caller
     * @param answered counted down when the reader has been sent everything
     */
    public record Hold(CountDownLatch asked, CountDownLatch released, CountDownLatch answered) {}

    /** Lets the next reader of a page wait. */
    public Hold hold(String page) {
        var hold = new Hold(new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1));
        holds.put(page, hold);
        return hold;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var page = exchange.getRequestURI().getPath().substring(1);
        var text = pages.get(page);
        var hold = holds.remove(page);
        try {
            if (hold != null) {
                hold.asked().countDown();
                hold.released().await();
            }
            answer(exchange, page, text);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        } finally {
            if (hold != null) {
                hold.answered().countDown();
            }
        }
    }

    private void answer(HttpExchange exchange, String page, @Nullable String text) throws IOException {
        try (exchange) {
            var status = failures.getOrDefault(page, text == null ? 404 : 200);
            if (text == null || status != 200) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            var etag = "\"" + Integer.toHexString(text.hashCode()) + "-" + text.length() + "\"";
            exchange.getResponseHeaders().set("ETag", etag);
            if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
