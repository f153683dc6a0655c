package dev.buildrun.access.elsewhere;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * In place of Backstage's permission backend, over real HTTP: it allows all but what a test says otherwise, and can fail in every way. That the real
 * one takes what it is asked is proven by {@code ./dev frontdoor}.
 */
public final class StandInPermissionBackend implements AutoCloseable {
    /** The names of the permissions of each question, in the order in which the questions came. */
    public final List<List<String>> asked = new CopyOnWriteArrayList<>();

    /** The claims of the token that came last. */
    public volatile JsonNode claims = Json.object();

    private final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile CountDownLatch mayAnswer = new CountDownLatch(0);
    private volatile int status = 200;
    private volatile @Nullable String wholeAnswer;

    public StandInPermissionBackend() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/permission/authorize", this::authorize);
        server.start();
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/permission");
    }

    /** @param answer what stands beside the id */
    public void answer(String permission, String answer) {
        answers.put(permission, (ObjectNode) Json.read(answer));
    }

    public void deny(String permission) {
        answer(permission, "{\"result\":\"DENY\"}");
    }

    /** Lets what entities are owned by somebody be done by them alone. */
    public void allowOwners(String permission, String... claims) {
        var answer = Json.object().put("result", "CONDITIONAL").put("pluginId", "catalog");
        answer.put("resourceType", "catalog-entity");
        var rule = answer.putObject("conditions").put("rule", "IS_ENTITY_OWNER").put("resourceType", "catalog-entity");
        var list = rule.putObject("params").putArray("claims");
        List.of(claims).forEach(list::add);
        answers.put(permission, answer);
    }

    /** Answers all from now on with a status; 200 for as it should. */
    public void fail(int with) {
        status = with;
    }

    /** @param body of every answer from now on; null for as it should be */
    public void answerAll(@Nullable String body) {
        wholeAnswer = body;
    }

    /** Lets tasks be seen by those who have started them. */
    public void allowInitiators(String permission, String... users) {
        var answer = Json.object().put("result", "CONDITIONAL").put("pluginId", "scaffolder");
        answer.put("resourceType", "scaffolder-task");
        var rule = answer.putObject("conditions").put("rule", "IS_TASK_OWNER").put("resourceType", "scaffolder-task");
        var list = rule.putObject("params").putArray("createdBy");
        List.of(users).forEach(list::add);
        answers.put(permission, answer);
    }

    /** Allows all again, and answers. */
    public void reset() {
        answers.clear();
        status = 200;
        wholeAnswer = null;
        mayAnswer.countDown();
        asked.clear();
    }

    /** Takes questions and does not answer any more. */
    public void hold() {
        mayAnswer = new CountDownLatch(1);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var items = Json.read(exchange.getRequestBody().readAllBytes()).path("items");
        var token = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Authorization"));
        claims = Json.read(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
        asked.add(StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("permission").path("name").asString())
                .toList());
        try {
            mayAnswer.await();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IOException(exception);
        }
        var whole = wholeAnswer;
        var body = (whole == null ? Json.write(answer(items)) : whole).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode answer(JsonNode items) {
        var answer = Json.object();
        var array = answer.putArray("items");
        for (var item : items) {
            var known = answers.get(item.path("permission").path("name").asString());
            array.add((known == null ? Json.object().put("result", "ALLOW") : known.deepCopy())
                    .put("id", item.path("id").asString()));
        }
        return answer;
    }

    @Override
    public void close() {
        mayAnswer.countDown();
        server.stop(0);
    }
}
