package dev.buildrun.deploy.tasks;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.deploy.replicas.Replica;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls to whichever replica answers. */
final class TaskCalls {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final List<Replica> replicas;

    TaskCalls(List<Replica> replicas) {
        this.replicas = replicas;
    }

    /** Sends until a replica answers with something else than that it is not ready. */
    HttpResponse<String> send(String method, String path, @Nullable JsonNode body) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (var replica : replicas) {
                try {
                    var answer = replica.send(method, path, body, Map.of());
                    if (answer.statusCode() != 503) {
                        return answer;
                    }
                } catch (IOException _) {
                    // Killed, or not up yet.
                }
            }
            Thread.sleep(50);
        }
        throw new CrashFailure("no replica answers " + method + " " + path);
    }

    JsonNode get(String path) throws InterruptedException {
        var answer = send("GET", path, null);
        if (answer.statusCode() != 200) {
            throw new CrashFailure(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return Json.read(answer.body());
    }

    void awaitEntity(String ref) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        var path = "/api/catalog/entities/by-name/" + ref.replace(':', '/');
        while (send("GET", path, null).statusCode() != 200) {
            if (System.nanoTime() > end) {
                throw new CrashFailure("the catalog does not show " + ref);
            }
            Thread.sleep(50);
        }
    }

    /** One answer may be lost with its replica, and then nobody knows whether there is a task; so only the database tells. */
    HttpResponse<String> create(Replica replica, String template, JsonNode values)
            throws IOException, InterruptedException {
        return replica.send("POST", "/api/scaffolder/v2/tasks", body(template, values), Map.of());
    }

    private static JsonNode body(String template, JsonNode values) {
        var body = Json.object().put("templateRef", "template:default/" + template);
        body.set("values", values);
        return body;
    }

    /** Creates a task while nobody is killed, and waits until its last event has come. */
    String run(String template, JsonNode values) throws InterruptedException {
        var answer = send("POST", "/api/scaffolder/v2/tasks", body(template, values));
        if (answer.statusCode() != 201) {
            throw new CrashFailure("could not create a task of " + template + ": " + answer.body());
        }
        var id = Json.read(answer.body()).path("id").asString();
        awaitCompletion(id);
        return id;
    }

    void awaitCompletion(String id) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (get("/api/scaffolder/v2/tasks/" + id + "/events")
                .valueStream()
                .noneMatch(event -> event.path("type").asString().equals("completion"))) {
            if (System.nanoTime() > end) {
                throw new CrashFailure(
                        "the task " + id + " does not end: " + get("/api/scaffolder/v2/tasks/" + id + "/events"));
            }
            Thread.sleep(20);
        }
    }

    /** Asks for a rollback and waits for its report. */
    JsonNode rollBack(String id) throws InterruptedException {
        var answer = send("POST", "/api/buildrun/tasks/" + id + "/rollback", null);
        if (answer.statusCode() != 202) {
            throw new CrashFailure("a rollback was answered " + answer.statusCode() + ": " + answer.body());
        }
        return awaitRollback(id);
    }

    JsonNode awaitRollback(String id) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var report = get("/api/buildrun/tasks/" + id + "/rollback");
            if (!report.path("endedAt").isNull()) {
                return report;
            }
            if (System.nanoTime() > end) {
                throw new CrashFailure("the rollback of " + id + " does not end: " + report);
            }
            Thread.sleep(20);
        }
    }
}
