package dev.buildrun.scaffolder.http;

import static dev.buildrun.scaffolder.http.ScaffolderService.error;
import static dev.buildrun.scaffolder.http.ScaffolderService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.integration.Integrations;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.ScaffolderFilters;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TemplateRoutesTest {
    @TempDir
    private Path directory;

    private ScaffolderService service;

    @BeforeEach
    void start() {
        service = new ScaffolderService(directory, 10);
        service.addTemplate("form", """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: { name: form, description: Makes a form, "ui:options": { a: 1 } }
                spec:
                  type: service
                  presentation: { buttonLabels: { backButtonText: Return } }
                  parameters:
                    title: Only page
                    properties:
                      name: { type: string, "ui:autofocus": true, default: "${{ kept }}" }
                  steps:
                    - action: debug:log
                """);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void givesTheFormOfATemplateUnrendered() throws Exception {
        var response = service.get("/v2/templates/default/Template/form/parameter-schema");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response)).isEqualTo(Json.read("""
                        {"title": "form", "presentation": {"buttonLabels": {"backButtonText": "Return"}},
                         "description": "Makes a form", "ui:options": {"a": 1},
                         "steps": [{"title": "Only page", "schema": {"title": "Only page", "properties": {
                           "name": {"type": "string", "ui:autofocus": true, "default": "${{ kept }}"}}}}]}
                        """));
    }

    @Test
    void refusesWhatIsNoTemplate() throws Exception {
        assertThat(error(service.get("/v2/templates/default/template/nope/parameter-schema")))
                .isEqualTo("404 NotFoundError: Template template:default/nope not found");
        assertThat(error(service.get("/v2/templates/default/component/web/parameter-schema")))
                .isEqualTo("400 InputError: Invalid kind, only 'Template' kind is supported");
    }

    @Test
    void listsTheActionsByName() throws Exception {
        var actions = json(service.get("/v2/actions"));

        assertThat(actions.valueStream().map(action -> action.path("id").asString()))
                .containsExactly("debug:log", "debug:wait", "fetch:template");
        assertThat(actions.get(0).path("schema").path("input").path("type").asString())
                .isEqualTo("object");
    }

    @Test
    void describesTheFiltersThatThereAre() throws Exception {
        var extensions = json(service.get("/v2/templating-extensions"));

        assertThat(extensions.path("filters").propertyNames())
                .containsExactlyInAnyOrderElementsOf(ScaffolderFilters.extensions(Integrations.none())
                        .filters()
                        .keySet());
        assertThat(extensions.path("filters").valueStream())
                .allSatisfy(filter ->
                        assertThat(filter.path("description").asString()).isNotEmpty());
    }

    @Test
    void hasNobodyToAskForSuggestions() throws Exception {
        assertThat(error(service.post("/v2/autocomplete/github/owners", "{\"token\":\"t\",\"context\":{}}")))
                .isEqualTo("400 InputError: Unsupported provider: github");
        assertThat(error(service.post("/v2/autocomplete/github/owners", "{\"context\":{}}")))
                .isEqualTo("400 InputError: request/body must have required property 'token'");
    }

    private JsonNode dryRun(String steps, String values, String contents) throws Exception {
        return json(service.post("/v2/dry-run", """
                {"template": {"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template", "metadata": {"name": "dry"},
                  "spec": {"type": "service", "parameters": {"required": ["name"]}, "steps": %s,
                    "output": {"n": "${{ parameters.name }}"}}},
                 "values": %s, "secrets": {"s": "open sesame"}, "directoryContents": %s}
                """.formatted(steps, values, contents)));
    }

    @Test
    void triesATemplateWithoutATrace() throws Exception {
        var outcome = dryRun(
                """
                [{"id": "f", "name": "Fetch", "action": "fetch:template",
                  "input": {"url": "./content", "values": {"name": "${{ parameters.name }}"}}},
                 {"action": "debug:log", "input": {"message": "hi ${{ secrets.s }}"}}]
                """,
                "{\"name\": \"abc\"}",
                "[{\"path\": \"content/${{ values.name }}.txt\", \"base64Content\": \"eA==\"}]");

        assertThat(outcome.propertyNames()).containsExactly("log", "directoryContents", "output", "steps");
        assertThat(outcome.path("directoryContents"))
                .isEqualTo(Json.read("[{\"path\":\"abc.txt\",\"executable\":false,\"base64Content\":\"eA==\"}]"));
        assertThat(outcome.path("output")).isEqualTo(Json.object().put("n", "abc"));
        assertThat(outcome.path("steps").get(1).path("id").asString()).isEqualTo("step-2");
        assertThat(outcome.path("log").valueStream())
                .contains(
                        Json.read(
                                "{\"body\":{\"stepId\":\"step-2\",\"status\":\"completed\",\"message\":\"Finished step debug:log\"}}"));
        assertThat(outcome.path("log").toString())
                .contains("\"message\":\"\\u001B[32minfo\\u001B[39m: ***\"")
                .doesNotContain("sesame");
        assertThat(service.process.count("tasks")).isZero();
        assertThat(directory.resolve("dry-runs")).isEmptyDirectory();
    }

    @Test
    void answersADryRunThatFailsWithItsError() throws Exception {
        assertThat(dryRun("[{\"action\": \"no:such\"}]", "{\"name\": \"a\"}", "[]")
                        .path("error")
                        .path("name")
                        .asString())
                .isEqualTo("NotFoundError");
        assertThat(dryRun("[]", "{}", "[]").path("errors").get(0).path("stack").asString())
                .isEqualTo("instance requires property \"name\"");
        assertThat(dryRun("[]", "{\"name\": \"a\"}", "[{\"path\": \"../x\", \"base64Content\": \"eA==\"}]")
                        .path("error")
                        .path("name")
                        .asString())
                .isEqualTo("NotAllowedError");
        assertThat(
                        error(
                                service.post(
                                        "/v2/dry-run",
                                        "{\"template\":{\"apiVersion\":\"x/v1\",\"kind\":\"X\",\"metadata\":{\"name\":\"x\"},\"spec\":{\"type\":\"x\",\"steps\":[]}},\"values\":{},\"directoryContents\":[]}")))
                .isEqualTo("400 InputError: Input template is not a template");
        assertThat(directory.resolve("dry-runs")).isEmptyDirectory();
    }

    @Test
    void triesNothingThatTheCatalogWouldNotTakeForATemplate() throws Exception {
        assertThat(error(service.post("/v2/dry-run", """
                        {"template": {"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template", "metadata": {"name": "dry"},
                          "spec": {"type": "service", "steps": [], "output": {"resp": null}}},
                         "values": {}, "directoryContents": []}
                        """)))
                .isEqualTo("400 InputError: /spec/output/resp must be string - type: string");
    }
}
