package dev.buildrun.testing;

import dev.buildrun.access.Authenticator;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.http.HttpConfig;
import dev.buildrun.http.HttpEdge;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Readiness;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The real HTTP edge on a free port of the loopback interface, ready, with a client for it that checks every exchange. */
public final class TestEdge implements AutoCloseable {
    private final HttpClient client = CheckedHttpClient.create();
    private final HttpEdge edge;

    public TestEdge(List<Mount> mounts, Authenticator authenticator) {
        this(mounts, authenticator, 0);
    }

    /** On a port that the test has chosen, for routes that must know their own address. */
    public TestEdge(List<Mount> mounts, Authenticator authenticator, int port) {
        var readiness = new Readiness();
        readiness.ready();
        this.edge = HttpEdge.start(HttpConfig.loopback(port), mounts, authenticator, readiness);
    }

    /**
     * A port that is free now. The system gives it to nobody by itself until the caller takes it: connections and sockets that don't mind
     * get one above.
     */
    public static int freePort() throws IOException {
        while (true) {
            try (var socket =
                    new ServerSocket(20_000 + ThreadLocalRandom.current().nextInt(10_000))) {
                return socket.getLocalPort();
            } catch (BindException _) {
                // Somebody has it.
            }
        }
    }

    public int port() {
        return edge.port();
    }

    /** A request to build on, without a token. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    public HttpRequest.Builder request(String path, String token) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    public HttpRequest.Builder post(String path, String token, String json) {
        return request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        edge.close();
        client.close();
    }
}
