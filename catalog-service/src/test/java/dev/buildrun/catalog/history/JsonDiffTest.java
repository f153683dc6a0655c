package dev.buildrun.catalog.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.flipkart.zjsonpatch.Jackson3JsonPatch;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is computed here is applied by a library that knows nothing of it. */
class JsonDiffTest {
    private static final int PAIRS = 2_000;

    private static ArrayNode patch(JsonNode from, JsonNode to) {
        var patch = Json.array();
        JsonDiff.between(from, to).forEach(operation -> patch.add(operation.json()));
        return patch;
    }

    private static String patch(String from, String to) {
        return Json.write(patch(Json.read(from), Json.read(to)));
    }

    private static void checkApplied(JsonNode from, JsonNode to) {
        var patch = patch(from, to);

        var applied = Jackson3JsonPatch.apply(patch, from.deepCopy());

        assertThat(applied).as("%s to %s by %s", from, to, patch).isEqualTo(to);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void leadsFromAnyValueToAnyOther(long seed) {
        var random = new Random(seed);
        for (var pair = 0; pair < PAIRS; pair++) {
            checkApplied(value(random, 4), value(random, 4));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void leadsFromAValueToOneThatIsAlike(long seed) {
        var random = new Random(seed);
        for (var pair = 0; pair < PAIRS; pair++) {
            var from = value(random, 4);
            var to = from.deepCopy();
            for (var edit = 0; edit < 3; edit++) {
                alter(to, random);
            }
            checkApplied(from, to);
        }
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 -> Json.read(Integer.toString(random.nextInt(3)));
            case 1 -> Json.text("t" + random.nextInt(3));
            case 2 -> Json.read("null");
            case 3 -> Json.read(random.nextBoolean() ? "true" : "1.5");
            case 4, 5 -> object(random, depth);
            default -> list(random, depth);
        };
    }

    private static JsonNode object(Random random, int depth) {
        var object = Json.object();
        for (var i = random.nextInt(5); i > 0; i--) {
            object.set(key(random), value(random, depth - 1));
        }
        return object;
    }

    private static String key(Random random) {
        return List.of("a", "b", "c/d", "e~f", "", "0", "-", "~1").get(random.nextInt(8));
    }

    private static JsonNode list(Random random, int depth) {
        var list = Json.array();
        for (var i = random.nextInt(6); i > 0; i--) {
            list.add(value(random, depth - 1));
        }
        return list;
    }

    /** Somewhere inside, something comes, goes or changes. */
    private static void alter(JsonNode value, Random random) {
        if (value instanceof ArrayNode list) {
            if (!list.isEmpty() && random.nextInt(3) > 0) {
                alter(list.get(random.nextInt(list.size())), random);
            } else if (!list.isEmpty() && random.nextBoolean()) {
                list.remove(random.nextInt(list.size()));
            } else {
                list.insert(random.nextInt(list.size() + 1), value(random, 2));
            }
        } else if (value instanceof ObjectNode object) {
            if (!object.isEmpty() && random.nextInt(3) > 0) {
                alter(object.values().iterator().next(), random);
            } else if (random.nextBoolean()) {
                object.remove(key(random));
            } else {
                object.set(key(random), value(random, 2));
            }
        }
    }

    @Test
    void saysNothingOfWhatIsEqual() {
        assertThat(patch("{\"a\":[1,{\"b\":2}]}", "{\"a\":[1,{\"b\":2}]}")).isEqualTo("[]");
    }

    @Test
    void namesOnlyThePlaceThatChanged() {
        assertThat(patch("{\"spec\":{\"owner\":\"a\",\"type\":\"x\"}}", "{\"spec\":{\"owner\":\"b\",\"type\":\"x\"}}"))
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/spec/owner\",\"value\":\"b\"}]");
    }

    @Test
    void findsTheItemThatCameInTheMiddleOfAList() {
        assertThat(patch("[1,2,4,5]", "[1,2,3,4,5]")).isEqualTo("[{\"op\":\"add\",\"path\":\"/2\",\"value\":3}]");
    }

    @Test
    void findsTheItemsThatWent() {
        assertThat(patch("[1,2,3,4,5]", "[2,4,5]"))
                .isEqualTo("[{\"op\":\"remove\",\"path\":\"/0\"},{\"op\":\"remove\",\"path\":\"/1\"}]");
    }

    @Test
    void escapesWhatHasAMeaningInAPointer() {
        assertThat(patch("{}", "{\"a/b~c\":1}")).isEqualTo("[{\"op\":\"add\",\"path\":\"/a~1b~0c\",\"value\":1}]");
    }

    @Test
    void replacesAWholeEntityThatWasRemoved() {
        assertThat(patch("{\"a\":1}", "null")).isEqualTo("[{\"op\":\"replace\",\"path\":\"\",\"value\":null}]");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void doesNotTakeForEverForLongListsThatHaveLittleInCommon() {
        checkApplied(numbers(0, 50_000, 2), numbers(1, 45_000, 3));
    }

    private static ArrayNode numbers(int from, int count, int step) {
        var list = Json.array();
        IntStream.range(0, count).forEach(i -> list.add(from + i * step));
        return list;
    }

    @Test
    void tellsPeopleOneLineForEachPlace() {
        var from = Json.read(
                "{\"spec\":{\"owner\":\"a\",\"tags\":[\"x\"]},\"metadata\":{\"etag\":\"1\",\"labels\":{\"a/b\":\"1\"}}}");
        var to = Json.read(
                "{\"spec\":{\"owner\":\"b\",\"tags\":[\"x\",\"y\"]},\"metadata\":{\"etag\":\"2\",\"labels\":{}}}");

        var lines = DiffText.lines(JsonDiff.between(from, to));

        assertThat(lines)
                .containsExactly(
                        "~ spec.owner: \"a\" → \"b\"", "+ spec.tags[1]: \"y\"", "- metadata.labels[\"a/b\"]: \"1\"");
    }

    @Test
    void cutsLongValuesAndLongLists() {
        var from = Json.object();
        var to = Json.object();
        IntStream.range(0, 600).forEach(i -> to.put("k" + i, "\uD83D\uDE00".repeat(300)));

        var lines = DiffText.lines(JsonDiff.between(from, to));

        assertThat(lines).hasSize(501);
        assertThat(lines.getFirst()).isEqualTo("+ k0: \"" + "\uD83D\uDE00".repeat(199) + "…");
        assertThat(lines.getLast()).isEqualTo("… and 100 more");
    }
}
