package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What there is beside the entity itself: where it comes from, what it was, what depends on it, what changes, and the tasks of templates. */
final class PathsToOne {
    private static final String TASKS = "/api/scaffolder/v2/tasks";

    private final Reader reader;

    PathsToOne(Reader reader) {
        this.reader = reader;
    }

    /** @param tasks by id, the template that each comes from */
    void compare(Map<String, String> tasks) {
        perEntity();
        feed();
        tasks(tasks);
        others();
    }

    private void perEntity() {
        var machine = GuardedService.MACHINE;
        for (var ref : reader.world.refs()) {
            var isSeen = reader.seen.containsKey(ref);
            var whole = reader.world
                    .service()
                    .get(machine, Reader.ENTITIES + "/by-name/" + Reader.path(ref))
                    .json();
            var uid = whole.at("/metadata/uid").asString();
            reader.status("by-uid " + ref, Reader.ENTITIES + "/by-uid/" + uid, isSeen ? 200 : 404);
            reader.status(
                    "ancestry " + ref,
                    Reader.ENTITIES + "/by-name/" + Reader.path(ref) + "/ancestry",
                    isSeen ? 200 : 403);
            reader.status("history " + ref, Reader.BUILDRUN + "/history/" + Reader.path(ref), isSeen ? 200 : 404);
            var position = reader.world
                    .service()
                    .get(machine, Reader.BUILDRUN + "/history/" + Reader.path(ref))
                    .json()
                    .at("/items/0/position")
                    .asString();
            var history = Reader.BUILDRUN + "/history/" + Reader.path(ref);
            reader.status("version " + ref, history + "/versions/" + position, isSeen ? 200 : 404);
            reader.status("diff " + ref, history + "/diff?from=" + position + "&to=" + position, isSeen ? 200 : 404);
            reader.status("as of " + ref, history + "?asOf=" + position, isSeen ? 200 : 404);
            reader.status("by entity " + ref, Reader.CATALOG + "/locations/by-entity/" + Reader.path(ref), 404);
            var explained =
                    reader.get(Reader.BUILDRUN + "/explain/" + Reader.path(ref)).json();
            assertThat(explained.has("entity"))
                    .as(reader.describe("explanation of " + ref))
                    .isEqualTo(isSeen);
            assertThat(explained.path("served").asBoolean()).isEqualTo(isSeen);
            var impact = reader.get(Reader.BUILDRUN + "/impact/" + Reader.path(ref));
            assertThat(impact.status()).as(reader.describe("impact of " + ref)).isEqualTo(isSeen ? 200 : 404);
            platform(ref, isSeen);
            if (isSeen) {
                assertThat(reader.seen.get(ref))
                        .as(reader.describe("body of " + ref))
                        .isEqualTo(whole);
                reader.among("impact of " + ref, hit(impact.json()));
            }
        }
    }

    /** What the platform knows of a component, and whether it knows it. */
    private void platform(String ref, boolean isSeen) {
        for (var below : List.of("environments", "workspaces", "bindings", "conformance")) {
            var path = Reader.BUILDRUN + "/platform/components/" + Reader.path(ref) + "/" + below;
            var isThere = reader.get(path).status() != 404;
            if (ref.startsWith("component:")) {
                reader.equal(below + " of " + ref, isThere, isSeen);
            }
        }
        reader.status(
                "who is on call for " + ref,
                Reader.BUILDRUN + "/platform/who-is-on-call/" + Reader.path(ref),
                isSeen ? 200 : 404);
    }

    private List<String> hit(JsonNode impact) {
        var known = new HashSet<>(reader.world.refs());
        return impact.path("items")
                .valueStream()
                .map(item -> item.path("entityRef").asString())
                .filter(known::contains)
                .toList();
    }

    private long head() {
        return reader.get(Reader.BUILDRUN + "/feed?after=now")
                .json()
                .path("position")
                .asLong();
    }

    /** Who follows the feed from its beginning has in the end what single reads give, and was never given the text of anything else. */
    private void feed() {
        var known = new TreeSet<String>();
        var position = 0L;
        var head = head();
        while (position < head) {
            var page = reader.get(Reader.BUILDRUN + "/feed?body=true&limit=500&after=" + position)
                    .json();
            page.path("events").forEach(event -> follow(known, event));
            position = page.path("position").asLong();
        }
        reader.same("feed", known);
        reader.same("stream", streamed(head));
    }

    /** The same as server-sent events; what comes after the newest has a comment behind it. */
    private Set<String> streamed(long head) {
        var known = new TreeSet<String>();
        var path = Reader.BUILDRUN + "/feed?body=true&after=0";
        try (var lines = reader.world.service().lines(reader.token, path, "text/event-stream")) {
            var position = 0L;
            for (var line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("id: ")) {
                    position = Long.parseLong(line.substring(4));
                } else if (line.startsWith("data: ")) {
                    reader.check(path, line);
                    follow(known, Json.read(line.substring(6)));
                } else if (line.equals(":") && position >= head) {
                    return known;
                }
            }
        }
        throw new AssertionError("the stream ended");
    }

    static void follow(Set<String> known, JsonNode event) {
        var ref = event.path("subject").asString();
        switch (event.path("type").asString().replaceFirst(".*\\.", "")) {
            case "created", "changed" -> known.add(ref);
            default -> {
                assertThat(event.path("data").has("entity")).as(ref).isFalse();
                known.remove(ref);
            }
        }
    }

    private void tasks(Map<String, String> tasks) {
        var listed = reader.get(TASKS + "?limit=500").json();
        var ids = listed.path("tasks")
                .valueStream()
                .map(task -> task.path("id").asString())
                .collect(Collectors.toSet());
        assertThat(listed.path("totalTasks").asInt()).isEqualTo(ids.size());
        tasks.forEach((id, template) -> {
            var isGone = !reader.world.refs().contains(template);
            var isSeen = isGone || reader.seen.containsKey(template);
            assertThat(ids.contains(id))
                    .as(reader.describe("list of tasks of " + template))
                    .isEqualTo(isSeen);
            for (var below : List.of("", "/events", "/eventstream")) {
                reader.status("task" + below + " of " + template, TASKS + "/" + id + below, isSeen ? 200 : 403);
            }
        });
    }

    private void others() {
        for (var path : List.of("/failed", "/pending")) {
            reader.get(Reader.ENTITIES + "/unprocessed" + path)
                    .json()
                    .path("entities")
                    .forEach(row -> assertThat(reader.seen)
                            .containsKey(row.path("entity_ref").asString()));
        }
        var audit = reader.world.service().get(reader.token, Reader.BUILDRUN + "/audit?limit=500");
        // A token that is good for less sees none of it.
        if (audit.status() == 200) {
            audit.json()
                    .path("items")
                    .forEach(row -> row.path("entityRefs")
                            .forEach(ref -> assertThat(hidden(ref.asString()))
                                    .as(reader.describe("audit of " + ref))
                                    .isFalse()));
        }
        for (var path : List.of(
                "/api/notifications/notifications", Reader.BUILDRUN + "/providers", Reader.CATALOG + "/locations")) {
            reader.get(path);
        }
    }

    private boolean hidden(String ref) {
        return reader.world.refs().contains(ref) && !reader.seen.containsKey(ref);
    }
}
