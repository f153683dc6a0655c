package dev.buildrun.scaffolder.testing;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.Dialect;
import dev.buildrun.scaffolder.expression.ScaffolderFilters;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.Whitespace;
import dev.buildrun.scaffolder.template.ParameterCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders and validates for a program that compares us with others: one JSON object a line comes in, one goes out.
 *
 * <p>{@code {contexts: {name: {...}}}} once; then {@code {kind: "value" | "text" | "cookiecutter", template, context, trimBlocks,
 * lstripBlocks}} gives {@code {value}}, {@code {undefined: true}} or {@code {error}}, and {@code {kind: "schema", schema, instance}} gives
 * {@code {errors}} or {@code {error}}.
 */
public final class LanguageLines {
    /** Half of a character of two units is no UTF-8, but an escape in JSON. */
    private static final ObjectWriter WRITER = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private final TemplateEngine engine = new TemplateEngine(ScaffolderFilters.extensions(Integrations.none()));
    private final Map<String, ObjectNode> contexts = new HashMap<>();

    private LanguageLines() {}

    public static void main(String[] arguments) throws IOException {
        var lines = new LanguageLines();
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (var line = input.readLine(); line != null; line = input.readLine()) {
            output.println(WRITER.writeValueAsString(lines.answer(line)));
            if (!input.ready()) {
                output.flush();
            }
        }
        output.flush();
    }

    private ObjectNode answer(String line) {
        try {
            var question = Json.MAPPER.readTree(line);
            if (question.has("contexts")) {
                question.get("contexts")
                        .properties()
                        .forEach(entry -> contexts.put(entry.getKey(), (ObjectNode) entry.getValue()));
                return Json.object();
            }
            return question.path("kind").asString().equals("schema") ? validated(question) : rendered(question);
        } catch (ServiceException exception) {
            return Json.object().put("error", exception.getMessage());
        } catch (RuntimeException | StackOverflowError failure) {
            return Json.object().put("error", "BUG " + failure);
        }
    }

    private ObjectNode rendered(JsonNode question) {
        var template = question.get("template").asString();
        var context = contexts.getOrDefault(question.get("context").asString(), Json.object());
        if (question.path("kind").asString().equals("value")) {
            return engine.evaluate(template, context)
                    .map(value -> Json.object().set("value", value))
                    .orElseGet(() -> Json.object().put("undefined", true));
        }
        var dialect = question.path("kind").asString().equals("text") ? Dialect.STANDARD : Dialect.COOKIECUTTER;
        var whitespace = new Whitespace(
                question.path("trimBlocks").asBoolean(false),
                question.path("lstripBlocks").asBoolean(false));
        return Json.object().put("value", engine.renderText(template, context, dialect, whitespace));
    }

    private static ObjectNode validated(JsonNode question) {
        var answer = Json.object();
        var errors = answer.putArray("errors");
        ParameterCheck.check(question.get("instance"), question.get("schema"))
                .forEach(error -> errors.add(error.json()));
        return answer;
    }
}
