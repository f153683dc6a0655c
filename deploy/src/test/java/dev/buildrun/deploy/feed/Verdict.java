package dev.buildrun.deploy.feed;

import dev.buildrun.deploy.feed.Expected.Event;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a consumer was told what it had to be told. */
record Verdict(List<String> problems, int repeated) {
    private static final int SHOWN = 10;

    /**
     * Compares event by event.
     *
     * @param mayRepeat whether the last event may come again, under the same id, before the next comes
     */
    static Verdict on(List<Told> journal, List<Event> expected, boolean mayRepeat) {
        var problems = new ArrayList<String>();
        var seen = new HashSet<String>();
        var next = 0;
        var repeated = 0;
        var last = "";
        for (var told : journal.stream().filter(Told::isEvent).toList()) {
            if (!seen.add(told.id())) {
                repeated++;
                if (!mayRepeat || !told.id().equals(last)) {
                    problems.add("told again: " + told.summary() + ", the last was " + last);
                }
            } else if (next >= expected.size() || !told.summary().equals(expected.get(next))) {
                problems.add("expected " + (next < expected.size() ? expected.get(next) : "nothing more")
                        + ", was told " + told.summary());
                return new Verdict(problems, repeated);
            } else {
                next++;
            }
            last = told.id();
        }
        if (next < expected.size()) {
            problems.add("was not told " + (expected.size() - next) + " events, the first is " + expected.get(next));
        }
        return new Verdict(problems.stream().limit(SHOWN).toList(), repeated);
    }

    /** The entities that a consumer has who does what it is told, by reference. */
    static Map<String, Told> mirror(List<Told> journal) {
        var mirror = new TreeMap<String, Told>();
        for (var told : journal.stream().filter(Told::isEvent).toList()) {
            switch (told.what()) {
                case "created", "changed" -> mirror.put(told.ref(), told);
                case "removed", "left" -> mirror.remove(told.ref());
                default -> throw new IllegalArgumentException("No such event: " + told.event());
            }
        }
        return mirror;
    }

    /**
     * Compares what a consumer has with what the catalog serves, but for etags.
     *
     * @param served by reference
     * @param isWhole whether the consumer has the whole catalog, so that it knows all relations
     */
    static List<String> ofMirror(Map<String, Told> mirror, Map<String, ObjectNode> served, boolean isWhole) {
        var problems = new ArrayList<String>();
        if (!mirror.keySet().equals(served.keySet())) {
            var missing = new TreeSet<>(served.keySet());
            missing.removeAll(mirror.keySet());
            var surplus = new TreeSet<>(mirror.keySet());
            surplus.removeAll(served.keySet());
            problems.add("the mirror lacks " + missing + " and has too much: " + surplus);
        }
        var relations = relations(mirror);
        mirror.forEach((ref, told) -> {
            var entity = served.get(ref);
            var copy = (ObjectNode) told.event().path("data").path("entity").deepCopy();
            if (isWhole) {
                copy.set("relations", relations.getOrDefault(ref, Json.array()));
            }
            if (entity != null && !comparable(copy, isWhole).equals(comparable(entity, isWhole))) {
                problems.add(
                        "the mirror has " + comparable(copy, isWhole) + ", the catalog " + comparable(entity, isWhole));
            }
        });
        return problems.stream().limit(SHOWN).toList();
    }

    /** All that is stated of an entity by any other, as it is served. */
    private static Map<String, JsonNode> relations(Map<String, Told> mirror) {
        var edges = new HashMap<String, TreeSet<String>>();
        mirror.values()
                .forEach(told -> told.event()
                        .path("data")
                        .path("stated")
                        .forEach(edge -> edges.computeIfAbsent(
                                        edge.path("sourceRef").asString(), _ -> new TreeSet<>())
                                .add(edge.path("type").asString() + "\0"
                                        + edge.path("targetRef").asString())));
        var relations = new HashMap<String, JsonNode>();
        edges.forEach((ref, texts) -> {
            var list = Json.array();
            texts.forEach(text -> list.addObject()
                    .put("type", text.substring(0, text.indexOf('\0')))
                    .put("targetRef", text.substring(text.indexOf('\0') + 1)));
            relations.put(ref, list);
        });
        return relations;
    }

    private static JsonNode comparable(ObjectNode entity, boolean isWhole) {
        var copy = entity.deepCopy();
        copy.withObject("/metadata").remove("etag");
        if (!isWhole) {
            copy.remove("relations");
        }
        return copy;
    }
}
