package dev.buildrun.deploy.replicas;

import dev.buildrun.deploy.crash.Catalogs;
import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.deploy.crash.Differences;
import dev.buildrun.deploy.crash.StoreChecks;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds all replicas against each other and against what must be there, once there is nothing left to do. */
final class Agreement {
    private static final List<String> QUESTIONS = List.of(
            "/api/catalog/entities",
            "/api/catalog/entity-facets?facet=kind&facet=spec.type&facet=spec.owner&facet=relations.ownedBy",
            "/api/catalog/entities?filter=kind=component,spec.type=service",
            "/api/catalog/entities/by-query?limit=7&orderField=metadata.name,asc",
            "/api/catalog/entities/by-query?limit=7&orderField=spec.owner,desc&filter=kind=component",
            "/api/catalog/entities/by-query?limit=7&orderField=metadata.name,desc&fullTextFilterTerm=page",
            "/api/catalog/locations");

    private final Cluster cluster;
    private int compared;

    Agreement(Cluster cluster) {
        this.cluster = cluster;
    }

    /** How many answers and entities were compared. */
    int compared() {
        return compared;
    }

    /** @param model by the names of all components that must be there: their descriptions */
    void check(Map<String, String> model) throws IOException, SQLException, InterruptedException {
        try (var connection = cluster.connect()) {
            Catalogs.settle(connection, Cluster.INTERVAL);
            var problems = StoreChecks.problems(connection);
            if (!problems.isEmpty()) {
                throw new CrashFailure("in the tables\n    " + String.join("\n    ", problems));
            }
        }
        var first = answers(cluster.replicas().getFirst());
        for (var replica : cluster.replicas()) {
            var other = answers(replica);
            hold(Differences.between(cluster.replicas().getFirst().name(), first, replica.name(), other));
        }
        hold(Differences.between(
                "written", model, "served", served(cluster.replicas().getFirst())));
    }

    private void hold(Differences differences) {
        compared += differences.compared();
        if (differences.count() > 0) {
            throw new CrashFailure("answers differ in " + differences.count() + " things\n    "
                    + String.join("\n    ", differences.shown()));
        }
    }

    private static Map<String, String> served(Replica replica) throws IOException, InterruptedException {
        var served = new TreeMap<String, String>();
        for (var entity : replica.get("/api/catalog/entities?filter=kind=component")) {
            var metadata = entity.path("metadata");
            served.put(
                    metadata.path("name").asString(),
                    metadata.path("description").asString());
        }
        return served;
    }

    /** All answers of one replica, with their positions and their pages to the last. */
    private Map<String, String> answers(Replica replica) throws IOException, InterruptedException {
        var position = head();
        var answers = new TreeMap<String, String>();
        for (var question : QUESTIONS) {
            var answer = ask(replica, question, position);
            answers.put(question, answer.body());
            answers.put(question + " position", Replica.ofPosition(answer).toString());
            for (var page = 1; question.contains("by-query") && next(answer).length() > 0; page++) {
                answer = ask(replica, "/api/catalog/entities/by-query?limit=7&cursor=" + next(answer), position);
                answers.put(question + " page " + page, answer.body());
            }
        }
        for (var entity : Json.read(answers.getOrDefault("/api/catalog/entities", "[]"))) {
            var path = "/api/catalog/entities/by-name/" + entity.path("kind").asString() + "/default/"
                    + entity.path("metadata").path("name").asString();
            answers.put(path, ask(replica, path, position).body());
        }
        return answers;
    }

    private static String next(HttpResponse<String> page) {
        return Json.read(page.body()).path("pageInfo").path("nextCursor").asString("");
    }

    private static HttpResponse<String> ask(Replica replica, String path, String position)
            throws IOException, InterruptedException {
        var answer = replica.send("GET", path, null, Map.of(Replica.POSITION, position, "Prefer", "wait=30"));
        if (answer.statusCode() != 200) {
            throw new CrashFailure(
                    replica.name() + " answered " + path + " with " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private String head() throws IOException {
        var rows = new ArrayList<String>();
        try (var connection = cluster.connect()) {
            dev.buildrun.deploy.crash.StoredState.each(
                    connection, "select seq from change_log_head", row -> rows.add(row.getString(1)));
            return rows.getFirst();
        } catch (SQLException exception) {
            throw new IOException(exception);
        }
    }
}
