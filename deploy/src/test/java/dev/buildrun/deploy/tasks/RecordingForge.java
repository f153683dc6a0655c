package dev.buildrun.deploy.tasks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Git host over HTTP that loses, delays and repeats requests, and remembers what it did. Repositories and issues:
 *
 * <pre>
 * POST   /api/repos                  {owner, repo, branch, madeBy}; 409 when it is there
 * GET    /api/repos/{owner}/{repo}   {madeBy, refs, issues}; 404
 * DELETE /api/repos/{owner}/{repo}   {refs, issues} as they were seen; 409 when they have changed
 * POST   /api/issues                 {repo, text}; makes another one each time
 * GET    /api/issues?{owner}/{repo}  [text]
 * DELETE /api/issues                 {repo, text}; 404 when there is none
 * *      /git/{owner}/{repo}.git/    Git's smart HTTP
 * </pre>
 */
final class RecordingForge implements AutoCloseable {
    private final Path root;
    private final HttpServer server;
    private final Chaos chaos;
    private final Map<String, List<String>> issues = new TreeMap<>();
    private final Map<String, Integer> created = new ConcurrentSkipListMap<>();
    private final Map<String, String> madeBy = new ConcurrentSkipListMap<>();

    /** @param root of the bare repositories, {@code {owner}/{repo}.git} */
    RecordingForge(Path root, Chaos chaos) throws IOException {
        this.root = Files.createDirectories(root);
        this.chaos = chaos;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** An answer that has not been sent yet. */
    private record Answer(int status, Map<String, String> headers, byte[] body) {
        static Answer of(int status, @Nullable JsonNode json) {
            return new Answer(
                    status,
                    Map.of("Content-Type", "application/json"),
                    json == null ? new byte[0] : Json.writeBytes(json));
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath();
            // To open an issue is not idempotent, so no honest proxy sends it twice.
            switch (chaos.next(!path.equals("/api/issues"))) {
                case SERVED -> send(exchange, perform(exchange, body));
                case DELAYED -> {
                    pause();
                    send(exchange, perform(exchange, body));
                }
                case LOST -> {
                    // Nothing is performed, and closing without an answer breaks the connection.
                }
                case ANSWER_LOST -> perform(exchange, body);
                case REPEATED -> {
                    perform(exchange, body);
                    send(exchange, perform(exchange, body));
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(chaos.delayMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private Answer perform(HttpExchange exchange, byte[] body) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (path.startsWith("/git/")) {
            return git(exchange, path.substring("/git".length()), body);
        }
        var request = body.length == 0 ? Json.object() : (ObjectNode) Json.read(body);
        synchronized (this) {
            return switch (exchange.getRequestMethod() + (path.startsWith("/api/repos/") ? " repo" : " " + path)) {
                case "POST /api/repos" -> create(request);
                case "GET repo" -> look(path.substring("/api/repos/".length()));
                case "DELETE repo" -> remove(path.substring("/api/repos/".length()), request);
                case "POST /api/issues" -> open(request);
                case "DELETE /api/issues" -> close(request);
                case "GET /api/issues" -> issuesOf(exchange.getRequestURI().getQuery());
                default -> Answer.of(404, null);
            };
        }
    }

    private Answer create(ObjectNode request) throws IOException {
        var name = request.path("owner").asString() + "/" + request.path("repo").asString();
        if (Files.exists(directory(name))) {
            return Answer.of(409, null);
        }
        Git.run(
                root,
                "init",
                "--bare",
                "--initial-branch=" + request.path("branch").asString(),
                directory(name).toString());
        Git.run(directory(name), "config", "http.receivepack", "true");
        madeBy.put(name, request.path("madeBy").asString());
        created.merge(name, 1, Integer::sum);
        return Answer.of(201, Json.object());
    }

    private Answer look(String name) throws IOException {
        if (!Files.exists(directory(name))) {
            return Answer.of(404, null);
        }
        var json = Json.object().put("madeBy", madeBy.get(name));
        var refs = json.putObject("refs");
        refs(name).forEach(refs::put);
        var list = json.putArray("issues");
        issues.getOrDefault(name, List.of()).forEach(list::add);
        return Answer.of(200, json);
    }

    private Answer remove(String name, ObjectNode request) throws IOException {
        if (!Files.exists(directory(name))) {
            return Answer.of(404, null);
        }
        var refs = Json.object();
        refs(name).forEach(refs::put);
        var list = Json.array();
        issues.getOrDefault(name, List.of()).forEach(list::add);
        if (!request.path("refs").equals(refs) || !request.path("issues").equals(list)) {
            return Answer.of(409, null);
        }
        delete(directory(name));
        issues.remove(name);
        madeBy.remove(name);
        return Answer.of(204, null);
    }

    private Answer open(ObjectNode request) {
        var name = request.path("repo").asString();
        if (!Files.exists(directory(name))) {
            return Answer.of(404, null);
        }
        issues.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(request.path("text").asString());
        return Answer.of(201, Json.object());
    }

    private Answer issuesOf(String name) {
        var list = Json.array();
        issues.getOrDefault(name, List.of()).forEach(list::add);
        return Answer.of(200, list);
    }

    private Answer close(ObjectNode request) {
        var list = issues.getOrDefault(request.path("repo").asString(), new ArrayList<>());
        return Answer.of(list.remove(request.path("text").asString()) ? 204 : 404, null);
    }

    /** Somebody who has nothing to do with any task opens an issue. */
    synchronized void openByStranger(String name, String text) {
        issues.computeIfAbsent(name, _ -> new ArrayList<>()).add(text);
    }

    private Answer git(HttpExchange exchange, String path, byte[] body) throws IOException {
        var repository = root.resolve(path.substring(1, path.indexOf(".git") + 4));
        if (!Files.exists(repository)) {
            return Answer.of(404, null);
        }
        var output = Git.serve(root, exchange, path, body);
        var text = new String(output, StandardCharsets.ISO_8859_1);
        var end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return Answer.of(500, null);
        }
        var status = 200;
        var headers = new TreeMap<String, String>();
        for (var line : text.substring(0, end).split("\r\n", -1)) {
            var colon = line.indexOf(':');
            var value = line.substring(colon + 1).strip();
            if (line.startsWith("Status:")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                headers.put(line.substring(0, colon), value);
            }
        }
        var content = new ByteArrayOutputStream();
        content.write(output, end + 4, output.length - end - 4);
        return new Answer(status, headers, content.toByteArray());
    }

    /** What is there: each repository with its branches, tags and issues. */
    synchronized Map<String, String> world() throws IOException {
        var world = new TreeMap<String, String>();
        try (var paths = Files.walk(root, 2)) {
            for (var path : paths.filter(each -> each.getFileName().toString().endsWith(".git"))
                    .toList()) {
                var name = root.relativize(path).toString().replaceFirst("\\.git$", "");
                world.put(name, refs(name) + " " + issues.getOrDefault(name, List.of()));
            }
        }
        return world;
    }

    /** How often each repository has been made; those that were removed again count. */
    Map<String, Integer> created() {
        return created;
    }

    /** Whose a repository is. */
    @Nullable
    String madeBy(String name) {
        return madeBy.get(name);
    }

    synchronized List<String> issues(String name) {
        return List.copyOf(issues.getOrDefault(name, List.of()));
    }

    Map<String, String> refs(String name) throws IOException {
        var refs = new TreeMap<String, String>();
        Git.run(directory(name), "for-each-ref", "--format=%(refname) %(objectname)")
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(words -> refs.put(words[0], words[1]));
        return refs;
    }

    Path directory(String name) {
        return root.resolve(name + ".git");
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
