package dev.buildrun.scaffolder.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class TemplateTest {
    private static final String ENTITY = """
            {"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template",
             "metadata": {"name": "My-Template", "title": "Mine", "description": "what it does",
               "annotations": {"backstage.io/managed-by-location": "url:https://git.example/t/template.yaml"}},
             "spec": {"type": "service", "presentation": {"buttonLabels": {"createButtonText": "Go"}},
               "parameters": [{"title": "First", "description": "about it", "properties": {"a": {"ui:field": "X"}}},
                              {"backstage:permissions": {"tags": ["secret"]}}],
               "steps": [{"action": "debug:log", "if": "${{ a }}", "input": {"message": "hi"}, "unknown": 1},
                         {"id": "b", "name": "Second", "action": "x", "backstage:permissions": {"tags": ["secret"]}},
                         {"action": "debug:wait"}],
               "output": {"links": []}}}""";

    @Test
    void answersTheParameterSchemaAsBackstage() {
        assertThat(template().parameterSchema()).hasToString(json("""
                {"title": "Mine", "presentation": {"buttonLabels": {"createButtonText": "Go"}}, "description": "what it does",
                 "steps": [
                   {"title": "First", "description": "about it",
                    "schema": {"title": "First", "description": "about it", "properties": {"a": {"ui:field": "X"}}}},
                   {"title": "Please enter the following information",
                    "schema": {"backstage:permissions": {"tags": ["secret"]}}}]}"""));
    }

    @Test
    void freezesTheSpecInBackstagesShape() {
        var spec =
                TaskSpec.freeze(template(), (ObjectNode) Json.read("{\"a\": 1}"), new TaskUser("user:default/x", null));

        assertThat(spec.json()).hasToString(json("""
                {"apiVersion": "scaffolder.backstage.io/v1beta3",
                 "steps": [
                   {"action": "debug:log", "if": "${{ a }}", "input": {"message": "hi"}, "unknown": 1,
                    "id": "step-1", "name": "debug:log"},
                   {"id": "b", "name": "Second", "action": "x", "backstage:permissions": {"tags": ["secret"]}},
                   {"action": "debug:wait", "id": "step-3", "name": "debug:wait"}],
                 "output": {"links": []}, "parameters": {"a": 1}, "user": {"ref": "user:default/x"},
                 "templateInfo": {"entityRef": "template:default/my-template",
                   "baseUrl": "https://git.example/t/template.yaml",
                   "entity": {"metadata": {"name": "My-Template", "title": "Mine", "description": "what it does",
                     "annotations": {"backstage.io/managed-by-location": "url:https://git.example/t/template.yaml"}}}}}"""));
    }

    @Test
    void numbersStepsAfterHidingThoseThatTheCallerMayNotRead() {
        var visible = template()
                .visible(page -> page.tags().isEmpty(), step -> step.tags().isEmpty());

        var spec = TaskSpec.freeze(visible, Json.object(), TaskUser.NONE);

        assertThat(spec.json()
                        .path("steps")
                        .valueStream()
                        .map(step -> step.path("id").asString()))
                .containsExactly("step-1", "step-2");
        assertThat(visible.pages()).hasSize(1);
    }

    @Test
    void takesOneObjectForOnePage() {
        var entity = (ObjectNode) Json.read(ENTITY);
        ((ObjectNode) entity.get("spec")).set("parameters", Json.object().put("title", "only"));

        assertThat(Template.of(entity).pages()).extracting(ParameterPage::title).containsExactly("only");
    }

    @Test
    void refusesAnotherApiVersion() {
        var entity = ((ObjectNode) Json.read(ENTITY)).put("apiVersion", "backstage.io/v1beta2");

        assertThatThrownBy(() -> Template.of(entity))
                .hasMessage("Unsupported apiVersion field in schema entity, backstage.io/v1beta2");
    }

    private static Template template() {
        return Template.of((ObjectNode) Json.read(ENTITY));
    }

    private static String json(String text) {
        return Json.read(text).toString();
    }
}
