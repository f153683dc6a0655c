package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.RunningService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One who reads, what single reads give to them, and the comparisons with it. */
final class Reader {
    static final String CATALOG = "/api/catalog";
    static final String ENTITIES = CATALOG + "/entities";
    static final String BUILDRUN = "/api/buildrun";

    final GeneratedWorld world;
    final String name;
    final String token;
    /** What may be read, by single reads; with the bodies. */
    final Map<String, JsonNode> seen = new LinkedHashMap<>();

    private int compared;

    /** Asks for everything singly. */
    Reader(GeneratedWorld world, String name, String token) {
        this.world = world;
        this.name = name;
        this.token = token;
        for (var ref : world.refs()) {
            var answer = world.service().get(token, ENTITIES + "/by-name/" + path(ref));
            if (answer.status() == 200) {
                seen.put(ref, answer.json());
            } else {
                assertThat(answer.error()).startsWith("404 NotFoundError");
            }
        }
    }

    boolean seesSome() {
        return !seen.isEmpty() && seen.size() < world.refs().size();
    }

    int compared() {
        return compared;
    }

    /** For messages. */
    String describe(String way) {
        return way + " for " + name + " who reads what is " + world.conditions.get(name.replace("token of ", ""));
    }

    static String path(String ref) {
        return ref.replace(':', '/');
    }

    /** No answer may have a text of an entity that is hidden. */
    RunningService.Answer get(String path) {
        return checked(path, world.service().get(token, path));
    }

    RunningService.Answer post(String path, String body) {
        return checked(path, world.service().send(token, "POST", path, body));
    }

    RunningService.Answer checked(String path, RunningService.Answer answer) {
        check(path, answer.body());
        return answer;
    }

    void check(String path, String told) {
        for (var ref : world.refs()) {
            if (!seen.containsKey(ref)) {
                assertThat(told).as(describe(path) + " tells of " + ref).doesNotContain(GeneratedWorld.mark(name(ref)));
            }
        }
    }

    static String name(String ref) {
        return ref.substring(ref.indexOf('/') + 1);
    }

    void same(String way, Iterable<String> refs) {
        compared++;
        assertThat(refs).as(describe(way)).containsExactlyInAnyOrderElementsOf(seen.keySet());
    }

    void among(String way, Iterable<String> refs) {
        compared++;
        assertThat(seen.keySet()).as(describe(way)).containsAll(refs);
    }

    void equal(String way, Object found, Object expected) {
        compared++;
        assertThat(found).as(describe(way)).isEqualTo(expected);
    }

    static List<String> refs(JsonNode entities) {
        return entities.valueStream()
                .filter(each -> !each.isNull())
                .map(Reader::ref)
                .toList();
    }

    static String ref(JsonNode entity) {
        return entity.path("kind").asString().toLowerCase(Locale.ROOT) + ":"
                + entity.at("/metadata/namespace").asString("default") + "/"
                + entity.at("/metadata/name").asString();
    }

    void status(String way, String path, int expected) {
        compared++;
        assertThat(get(path).status()).as(describe(way)).isEqualTo(expected);
    }
}
