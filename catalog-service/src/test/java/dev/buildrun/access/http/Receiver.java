package dev.buildrun.access.http;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** Follows what it is told over real HTTP, for each user on a path of its own. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, List<JsonNode>> events = new LinkedHashMap<>();

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        GeneratedWorld.USERS.forEach(user -> events.put(user, new CopyOnWriteArrayList<>()));
        server.createContext("/", exchange -> {
            try (exchange) {
                of(exchange.getRequestURI().getPath().substring(1))
                        .add(Json.read(exchange.getRequestBody().readAllBytes()));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    String url(String user) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/"
                + URLEncoder.encode(user, StandardCharsets.UTF_8);
    }

    void awaitTold(Reader reader) throws InterruptedException {
        AuthorityWorld.await(() -> left(reader).equals(reader.seen.keySet()));
    }

    private List<JsonNode> of(String user) {
        return requireNonNull(events.get(user));
    }

    /** What a receiver has in the end that does as it is told: to read everything anew where it is told that. */
    Set<String> left(Reader reader) {
        var known = new TreeSet<String>();
        for (var event : of(reader.name)) {
            if (event.path("type").asString().endsWith("relist")) {
                known.clear();
                known.addAll(reader.seen.keySet());
            } else {
                PathsToOne.follow(known, event);
            }
        }
        return known;
    }

    /** Of what it was told the text. */
    List<String> bodies(String user) {
        return of(user).stream()
                .filter(event -> event.path("data").has("entity"))
                .map(event -> event.path("subject").asString())
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
