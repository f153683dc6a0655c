package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Compares the search fields with those that Backstage's own code gave for 400 generated entities. How they were recorded, and how to
 * record them again, stands in {@code record-search-fields.cjs} beside the recording.
 */
class RecordedSearchFieldsTest {
    private static final String RECORDING = "/recorded/search-fields.jsonl";
    private static final int RECORDED = 400;

    private static List<JsonNode> recording() throws IOException {
        try (var stream = Objects.requireNonNull(RecordedSearchFieldsTest.class.getResourceAsStream(RECORDING))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::read)
                    .toList();
        }
    }

    private static List<String> expected(JsonNode rows) {
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var original = row.size() > 2 ? row.get(2) : row.get(1);
            lines.add(row.get(0) + " = " + row.get(1) + " " + original);
        }
        return lines;
    }

    private static List<String> actual(Entity entity) {
        return SearchFields.of(entity).stream()
                .map(field -> json(field.key()) + " = " + json(field.value()) + " " + json(field.originalValue()))
                .toList();
    }

    private static String json(@Nullable String text) {
        return text == null ? "null" : StringNode.valueOf(text).toString();
    }

    @Test
    void areThoseOfBackstageForEveryRecordedEntity() throws IOException {
        var compared = 0;

        var softly = new SoftAssertions();
        for (var line : recording()) {
            var entity = Entity.of((ObjectNode) line.get("entity"));
            var fault = SearchFields.keysThatDifferOnlyInCase(entity).map(EntityError::toString);
            if (line.has("error")) {
                softly.assertThat(fault)
                        .as(entity.toString())
                        .hasValue(line.path("error").asString());
            } else {
                softly.assertThat(fault).as(entity.toString()).isEmpty();
                softly.assertThat(actual(entity))
                        .as(line.get("entity").toString())
                        .containsExactlyInAnyOrderElementsOf(expected(line.get("rows")));
            }
            compared++;
        }
        softly.assertAll();
        assertThat(compared).isEqualTo(RECORDED);
    }
}
