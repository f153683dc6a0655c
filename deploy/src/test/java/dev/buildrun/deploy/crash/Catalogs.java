package dev.buildrun.deploy.crash;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Waits until catalogs are at rest, and compares them. */
public final class Catalogs {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> QUESTIONS = List.of(
            "by-query?limit=100&filter=kind=component&orderField=metadata.name,asc",
            "by-query?limit=100&filter=kind=component,spec.type=service&orderField=metadata.title,desc",
            "by-query?limit=100&filter=kind=api,spec.lifecycle=production&orderField=spec.owner,asc",
            "by-query?limit=100&filter=relations.ownedBy=group:default/team-orders&orderField=metadata.name,asc",
            "by-query?limit=100&filter=relations.dependencyOf&orderField=metadata.name,desc",
            "by-query?limit=100&filter=relations.hasPart&orderField=metadata.name,desc",
            "by-query?limit=100&filter=metadata.tags=pci&orderField=metadata.name,asc",
            "by-query?limit=100&filter=kind=location&orderField=metadata.name,asc",
            "by-query?limit=100&filter=metadata.annotations.backstage.io/orphan&orderField=metadata.name,asc",
            "by-query?limit=100&fullTextFilterTerm=renamed&fullTextFilterFields=metadata.name&orderField=metadata.name,asc",
            "by-query?limit=100&filter=kind=user&fullTextFilterTerm=7&fullTextFilterFields=metadata.name"
                    + "&orderField=metadata.name,asc");
    private static final String FACETS = "/api/catalog/entity-facets?facet=kind&facet=spec.type&facet=spec.lifecycle"
            + "&facet=metadata.tags&facet=relations.ownedBy&facet=relations.partOf";

    private Catalogs() {}

    /**
     * Waits until everything has been read since the call, no matter what was going on before, and there is nothing left to do.
     * Twice, since what was being processed at the call may have been read before it.
     *
     * @param interval after which processing reads a source again, or up to half as long again
     */
    static void settle(KillableBuildrun service, Duration interval)
            throws IOException, SQLException, InterruptedException {
        try (var connection = service.connect()) {
            connection.setAutoCommit(true);
            settle(connection, interval);
        }
    }

    /** The same for any connection that sees what is committed at each select. */
    public static void settle(java.sql.Connection connection, Duration interval)
            throws SQLException, InterruptedException {
        for (var pass = 0; pass < 2; pass++) {
            var start = new String[1];
            StoredState.each(
                    connection,
                    "select now() + interval '" + interval.toMillis() * 3 / 2 + " milliseconds'",
                    row -> start[0] = row.getString(1));
            var unfinished = "select entity_ref, next_update_at, claim from refresh_state where claim is not null"
                    + " or next_update_at <= '" + start[0] + "' or orphaned_at is not null";
            var end = System.nanoTime() + PATIENCE.toNanos();
            var left = left(connection, unfinished);
            while (!left.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("The catalog does not come to rest: " + left.size()
                            + " entities, for instance " + left.subList(0, Math.min(5, left.size())));
                }
                Thread.sleep(20);
                left = left(connection, unfinished);
            }
        }
    }

    private static List<String> left(java.sql.Connection connection, String sql) throws SQLException {
        var left = new ArrayList<String>();
        StoredState.each(
                connection, sql, row -> left.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3)));
        return left;
    }

    static StoredState stored(KillableBuildrun service) throws IOException, SQLException {
        try (var connection = service.connect()) {
            return StoredState.read(connection);
        }
    }

    /** What may differ between the two. */
    static Ambiguity ambiguity(Landscape landscape, StoredState... states) {
        var reachedTwice = new HashSet<String>();
        for (var state : states) {
            state.desired().keySet().stream()
                    .filter(ref -> state.parents(ref).size() > 1)
                    .forEach(reachedTwice::add);
        }
        return new Ambiguity(landscape.contested(), reachedTwice);
    }

    /** Every entity as it is served, by its ref, as its one text. */
    static Map<String, String> served(KillableBuildrun service) throws IOException, InterruptedException {
        var served = new TreeMap<String, String>();
        for (var json : service.get("/api/catalog/entities")) {
            if (served.put(ref(json), CanonicalJson.write(json)) != null) {
                throw new IllegalStateException("Served twice: " + ref(json));
            }
        }
        return served;
    }

    /** The same as the tables can tell, which know nothing of etags. */
    static Map<String, String> withoutEtags(Map<String, String> served) {
        var without = new TreeMap<String, String>();
        served.forEach((ref, text) -> {
            var json = Json.read(text);
            ((ObjectNode) json.path("metadata")).remove("etag");
            without.put(ref, CanonicalJson.write(json));
        });
        return without;
    }

    private static String ref(JsonNode json) {
        return Entity.of((ObjectNode) json).ref().toString();
    }

    /** The same without what may differ between two catalogs. */
    static Map<String, String> comparable(Map<String, String> served, Ambiguity ambiguity) {
        var comparable = new TreeMap<String, String>();
        served.forEach((ref, text) -> {
            var json = Json.read(text);
            ((ObjectNode) json.path("metadata")).remove("uid");
            comparable.put("served " + ref, ambiguity.text(ref, json));
        });
        return comparable;
    }

    /** The answers to a number of questions. */
    static Map<String, String> answers(KillableBuildrun service) throws IOException, InterruptedException {
        var answers = new TreeMap<String, String>();
        for (var question : QUESTIONS) {
            var refs = new ArrayList<String>();
            var page = service.get("/api/catalog/entities/" + question);
            var total = page.path("totalItems").asString();
            while (true) {
                page.path("items").forEach(item -> refs.add(ref(item)));
                var next = page.path("pageInfo").path("nextCursor").asString("");
                if (next.isEmpty()) {
                    break;
                }
                page = service.get("/api/catalog/entities/by-query?limit=100&cursor=" + next);
            }
            // Entities that are equal in what orders them stand in the order of their uids.
            refs.sort(null);
            answers.put("answer " + question, total + " " + refs);
        }
        var facets = service.get(FACETS).path("facets");
        facets.propertyNames().forEach(name -> {
            var counts = new TreeMap<String, String>();
            facets.path(name)
                    .forEach(each -> counts.put(
                            each.path("value").asString(), each.path("count").asString()));
            answers.put("facet " + name, counts.toString());
        });
        return answers;
    }
}
