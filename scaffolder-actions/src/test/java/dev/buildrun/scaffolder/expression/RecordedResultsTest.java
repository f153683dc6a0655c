package dev.buildrun.scaffolder.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders our own cases and compares with what the engine of Backstage 1.55 gave for them. {@code oracle/README.md} says how
 * the results were recorded; {@code oracle/differences.json} lists where we differ on purpose, with the reason.
 */
final class RecordedResultsTest {
    private static final ObjectNode CONTEXT = (ObjectNode) read("context");
    private static final JsonNode DIFFERENCES = read("differences");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cookiecutter",
                "filters-choice",
                "filters-markup",
                "filters-number",
                "filters-order",
                "filters-sequence",
                "filters-text",
                "globals",
                "methods-array",
                "methods-number",
                "methods-text",
                "operators",
                "tags",
                "tests",
                "text",
                "whitespace"
            })
    void rendersAsBackstagesEngine(String family) {
        var differences = new ArrayList<String>();

        for (var row : read(family)) {
            var expected = expected(row);
            var actual = render(row);
            if (!actual.equals(expected)) {
                differences.add(row.get("template") + row.path("options").toString() + "\n    expected " + expected
                        + row.path("error").asString("") + "\n    actual   " + actual);
            }
        }

        assertThat(differences).isEmpty();
    }

    private static String expected(JsonNode row) {
        var accepted = DIFFERENCES.get(row.get("template").stringValue());
        var outcome = accepted == null ? row : accepted;
        if (outcome.has("error")) {
            return "error";
        }
        return outcome.has("undefined") ? "undefined" : outcome.get("value").toString();
    }

    private static String render(JsonNode row) {
        var source = row.get("template").stringValue();
        var options = row.path("options");
        var engine = new TemplateEngine(TemplateExtensions.none());
        try {
            if (options.isMissingNode()) {
                return engine.evaluate(source, CONTEXT).map(JsonNode::toString).orElse("undefined");
            }
            return Json.write(sole(engine, source, options));
        } catch (ServiceException exception) {
            return "error";
        }
    }

    /** Options exist for texts only, where the recorded value of a single expression is not its text. */
    private static JsonNode sole(TemplateEngine engine, String source, JsonNode options) {
        var dialect = options.path("cookiecutterCompat").asBoolean(false) ? Dialect.COOKIECUTTER : Dialect.STANDARD;
        var whitespace = new Whitespace(
                options.path("trimBlocks").asBoolean(false),
                options.path("lstripBlocks").asBoolean(false));
        var text = engine.renderText(source, CONTEXT, dialect, whitespace);
        return Json.MAPPER.valueToTree(text);
    }

    private static JsonNode read(String name) {
        try (var stream = RecordedResultsTest.class.getResourceAsStream("oracle/" + name + ".json")) {
            return Json.read(Objects.requireNonNull(stream, name).readAllBytes());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
