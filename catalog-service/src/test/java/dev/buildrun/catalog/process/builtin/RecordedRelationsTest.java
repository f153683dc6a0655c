package dev.buildrun.catalog.process.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityRelations;
import dev.buildrun.catalog.entity.KindCheck;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares what is made of 400 generated entities of the built-in kinds with what Backstage's own processor made of them. How they were
 * recorded, and how to record them again, stands in {@code record-relations.cjs} beside the recording.
 */
class RecordedRelationsTest {
    private static final String RECORDING = "/recorded/relations.jsonl";
    private static final int RECORDED = 400;

    private final KindsProcessor processor = new KindsProcessor();

    private static List<JsonNode> recording() throws IOException {
        try (var stream = Objects.requireNonNull(RecordedRelationsTest.class.getResourceAsStream(RECORDING))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::read)
                    .toList();
        }
    }

    private String valid(Entity entity) {
        return switch (processor.checkKind(entity)) {
            case KindCheck.Valid() -> "true";
            case KindCheck.Foreign() -> "false";
            case KindCheck.Invalid(var error) -> error.toString();
        };
    }

    private static String relations(Entity entity) {
        try {
            var lines = new TreeSet<String>();
            EntityRelations.of(entity)
                    .forEach(each -> lines.add(each.sourceRef() + " " + each.type() + " " + each.targetRef()));
            return lines.toString();
        } catch (EntityRelations.InvalidReference invalid) {
            return invalid.error().toString();
        }
    }

    private static String expected(JsonNode line) {
        if (line.has("error")) {
            return line.path("error").asString();
        }
        var lines = new TreeSet<String>();
        line.path("relations").forEach(each -> lines.add(each.asString()));
        return lines.toString();
    }

    @Test
    void areThoseOfBackstageForEveryRecordedEntity() throws IOException {
        var compared = 0;
        var good = 0;

        var softly = new SoftAssertions();
        for (var line : recording()) {
            var entity = SortedTexts.in(Entity.of((ObjectNode) line.get("entity")), KindsProcessor.SORTED);
            softly.assertThat(entity.spec()).as("spec of " + line).isEqualTo(line.path("spec"));
            softly.assertThat(valid(entity))
                    .as("kind of " + line)
                    .isEqualTo(line.path("valid").asString());
            // Backstage asks for the relations of good entities only.
            if (line.path("valid").isBoolean() && line.path("valid").booleanValue()) {
                softly.assertThat(relations(entity)).as("relations of " + line).isEqualTo(expected(line));
                good++;
            }
            compared++;
        }
        softly.assertAll();
        assertThat(compared).isEqualTo(RECORDED);
        assertThat(good).isGreaterThan(150);
    }
}
