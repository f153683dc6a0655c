package dev.buildrun.scaffolder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.ActionExample;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an example finds and leaves: {@code before} and {@code after} are files by path (null for one that is gone), {@code output} is
 * what the step gives. Kept beside this class in {@code examples/<action>.yaml}, by the example's description.
 *
 * @param json null members are not checked
 */
public record ExampleExpectation(JsonNode json) {
    /** Fails when nobody has said what is to come of the example. */
    public static ExampleExpectation of(String actionId, ActionExample example) {
        var file = "examples/" + actionId.replace(':', '-') + ".yaml";
        try (var stream = Objects.requireNonNull(
                ExampleExpectation.class.getResourceAsStream(file), () -> "Expected the file " + file)) {
            var all = Yaml.read(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(all.propertyNames()).describedAs(file).contains(example.description());
            return new ExampleExpectation(all.path(example.description()));
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
    }

    public void prepare(Workspace workspace) {
        json.path("before")
                .properties()
                .forEach(entry -> workspace.write(
                        entry.getKey(), entry.getValue().stringValue().getBytes(StandardCharsets.UTF_8), false));
    }

    public void check(Workspace workspace, Map<String, ObjectNode> outputs) {
        json.path("after").properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                assertThat(workspace.exists(entry.getKey()))
                        .describedAs(entry.getKey())
                        .isFalse();
            } else {
                assertThat(new String(workspace.read(entry.getKey(), 1 << 20), StandardCharsets.UTF_8))
                        .describedAs(entry.getKey())
                        .isEqualTo(entry.getValue().stringValue());
            }
        });
        if (json.has("output")) {
            var text = Json.write(outputs.values().iterator().next());
            assertThat(Json.read(text.replace(workspace.root().toString(), "WORKSPACE")))
                    .isEqualTo(json.path("output"));
        }
    }
}
