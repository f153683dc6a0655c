package dev.buildrun.scaffolder.http;

import static dev.buildrun.scaffolder.http.ScaffolderService.error;
import static dev.buildrun.scaffolder.http.ScaffolderService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.json.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ScaffolderPermissionsTest {
    private static final String PERMISSIONS = "/.well-known/backstage/permissions/";
    private static final String MINE = "{rule: IS_TASK_OWNER, params: {createdBy: ['user:default/ada']}}";
    private static final String TEMPLATE = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: { name: thing }
            spec:
              type: service
              parameters:
                - title: For all
                  properties: { name: { type: string } }
                - title: For the chosen
                  backstage:permissions: { tags: [chosen] }
                  required: [size]
                  properties: { size: { type: number } }
              steps:
                - action: debug:log
                  backstage:permissions: { tags: [chosen] }
                  input: { message: chosen }
                - action: debug:log
                  input: { message: "hello ${{ parameters.name }}" }
            """;

    private final Map<String, Decision> decisions = new HashMap<>();

    @TempDir
    private Path directory;

    private ScaffolderService service;

    @BeforeEach
    void start() {
        var policy = new PermissionPolicy() {
            @Override
            public Decision decide(Caller caller, Permission permission, @Nullable String resourceRef) {
                return decisions.getOrDefault(permission.name(), super.decide(caller, permission, resourceRef));
            }
        };
        service = new ScaffolderService(directory, 10, policy);
        service.addTemplate("thing", TEMPLATE);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** @param criteria YAML of the criteria, with the resource type left out */
    private void allowWhere(String permission, String criteria) {
        decisions.put(permission, new Decision.Conditional(Criteria.parse(criteria(criteria), "policy")));
    }

    private static JsonNode criteria(String yaml) {
        return dev.buildrun.json.Yaml.read(yaml.replace("{rule:", "{resourceType: it, rule:"));
    }

    @Test
    void areThoseOfTheOriginal() throws Exception {
        var metadata = json(service.get(PERMISSIONS + "metadata"));

        assertThat(metadata.path("permissions")
                        .valueStream()
                        .map(permission -> permission.path("name").asString()))
                .containsExactly(
                        "scaffolder.template.dry-run",
                        "scaffolder.template.parameter.read",
                        "scaffolder.template.step.read",
                        "scaffolder.action.execute",
                        "scaffolder.task.cancel",
                        "scaffolder.task.create",
                        "scaffolder.task.read",
                        "scaffolder.template.management");
        assertThat(metadata.path("rules")
                        .valueStream()
                        .map(rule -> rule.path("resourceType").asString() + " "
                                + rule.path("name").asString() + " "
                                + rule.path("paramsSchema")
                                        .path("required")
                                        .path(0)
                                        .asString()))
                .containsExactly(
                        "scaffolder-template HAS_TAG tag",
                        "scaffolder-action HAS_ACTION_ID actionId",
                        "scaffolder-action HAS_BOOLEAN_PROPERTY key",
                        "scaffolder-action HAS_NUMBER_PROPERTY key",
                        "scaffolder-action HAS_STRING_PROPERTY key",
                        "scaffolder-task IS_TASK_OWNER createdBy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scaffolder-template", "scaffolder-action"})
    void haveNoConditionsOfPagesStepsOrActionsThatAnybodyCouldApplyFromOutside(String type) throws Exception {
        var answer = apply(type, "a", "{rule: HAS_TAG}");

        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("NotImplementedError", type);
    }

    @Test
    void tellWhetherConditionsHoldForATask() throws Exception {
        var id = service.create("thing", "{\"size\":1}").toString();

        assertThat(apply("scaffolder-task", id, MINE).body())
                .isEqualTo("{\"items\":[{\"id\":\"1\",\"result\":\"ALLOW\"}]}");
        assertThat(apply("scaffolder-task", id, "{not: " + MINE + "}").body()).contains("DENY");
        assertThat(apply("scaffolder-task", UUID.randomUUID().toString(), "{not: " + MINE + "}")
                        .body())
                .contains("DENY");
        assertThat(apply("scaffolder-task", "no-uuid", MINE).body()).contains("DENY");
    }

    private java.net.http.HttpResponse<String> apply(String type, String ref, String criteria) throws Exception {
        var body = Json.object();
        body.putArray("items")
                .addObject()
                .put("id", "1")
                .put("resourceRef", ref)
                .put("resourceType", type)
                .set("conditions", criteria(criteria));
        return service.post(PERMISSIONS + "apply-conditions", "ci", Json.write(body));
    }

    @Test
    void leaveOutPagesWithoutAWord() throws Exception {
        allowWhere("scaffolder.template.parameter.read", "{not: {rule: HAS_TAG, params: {tag: chosen}}}");

        var schema = json(service.get("/v2/templates/default/template/thing/parameter-schema"));
        var created = service.post("/v2/tasks", "{\"templateRef\":\"thing\",\"values\":{\"size\":\"no number\"}}");

        assertThat(schema.path("steps")
                        .valueStream()
                        .map(step -> step.path("title").asString()))
                .containsExactly("For all");
        assertThat(created.statusCode()).isEqualTo(201);
    }

    @Test
    void numberTheStepsThatAreLeft() throws Exception {
        allowWhere("scaffolder.template.step.read", "{not: {rule: HAS_TAG, params: {tag: chosen}}}");

        var id = service.run("thing", "{\"name\":\"web\",\"size\":1}");

        var steps = json(service.get("/v2/tasks/" + id)).path("spec").path("steps");
        assertThat(steps).hasSize(1);
        assertThat(steps.get(0).path("id").asString()).isEqualTo("step-1");
        assertThat(service.process.messages(id)).anyMatch(message -> message.contains("hello web"));
    }

    @Test
    void showThoseTasksAloneThatConditionsHoldFor() throws Exception {
        var mine = service.create("thing", "{\"size\":1}");
        var theirs = UUID.fromString(
                json(service.post("/v2/tasks", "ci", "{\"templateRef\":\"thing\",\"values\":{\"size\":2}}"))
                        .path("id")
                        .asString());
        allowWhere("scaffolder.task.read", MINE);
        allowWhere("scaffolder.task.cancel", MINE);

        var list = json(service.get("/v2/tasks"));
        assertThat(list.path("totalTasks").asInt()).isEqualTo(1);
        assertThat(list.path("tasks").get(0).path("id").asString()).isEqualTo(mine.toString());
        assertThat(service.get("/v2/tasks/" + mine).statusCode()).isEqualTo(200);
        for (var path : List.of("", "/events", "/eventstream")) {
            assertThat(error(service.get("/v2/tasks/" + theirs + path))).startsWith("403 NotAllowedError");
        }
        assertThat(error(service.postNothing("/v2/tasks/" + theirs + "/cancel")))
                .startsWith("403 NotAllowedError");
        assertThat(error(service.post("/v2/tasks/" + theirs + "/retry", "{}"))).startsWith("403 NotAllowedError");
        assertThat(service.postNothing("/v2/tasks/" + mine + "/cancel").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {rule: IS_TASK_OWNER, params: {createdBy: []}}          | 0
            {not: {rule: IS_TASK_OWNER, params: {createdBy: []}}}   | 2
            {not: {rule: IS_TASK_OWNER, params: {createdBy: ['user:default/ada']}}} | 1
            {anyOf: [{rule: IS_TASK_OWNER, params: {createdBy: ['user:default/ada']}}, {not: {rule: IS_TASK_OWNER, params: {createdBy: ['user:default/ada']}}}]} | 2
            {allOf: [{rule: IS_TASK_OWNER, params: {createdBy: ['user:default/ada']}}, {rule: IS_TASK_OWNER, params: {createdBy: ['user:default/eve']}}]} | 0
            """)
    void listWhatASingleReadWouldShow(String criteria, int visible) throws Exception {
        service.create("thing", "{\"size\":1}");
        service.post("/v2/tasks", "ci", "{\"templateRef\":\"thing\",\"values\":{\"size\":2}}");
        var all = json(service.get("/v2/tasks"))
                .path("tasks")
                .valueStream()
                .map(task -> task.path("id").asString())
                .toList();
        allowWhere("scaffolder.task.read", criteria);

        var readable = 0;
        for (var id : all) {
            readable += service.get("/v2/tasks/" + id).statusCode() == 200 ? 1 : 0;
        }

        assertThat(json(service.get("/v2/tasks")).path("totalTasks").asInt()).isEqualTo(visible);
        assertThat(readable).isEqualTo(visible);
    }

    @Test
    void refuseAllWhereThePolicySaysNo() throws Exception {
        decisions.put("scaffolder.task.read", Decision.DENY);
        decisions.put("scaffolder.task.create", Decision.DENY);

        assertThat(error(service.get("/v2/tasks"))).startsWith("403 NotAllowedError");
        assertThat(error(service.get("/v2/tasks?limit=x"))).startsWith("400 InputError");
        assertThat(error(service.post("/v2/tasks", "{\"templateRef\":\"nope\",\"values\":{}}")))
                .startsWith("403 NotAllowedError");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {rule: HAS_ACTION_ID, params: {actionId: 'debug:log'}}                            | true
            {rule: HAS_ACTION_ID, params: {actionId: 'debug:wait'}}                           | false
            {rule: HAS_STRING_PROPERTY, params: {key: message}}                               | true
            {rule: HAS_STRING_PROPERTY, params: {key: message, value: 'hello web'}}           | true
            {rule: HAS_STRING_PROPERTY, params: {key: message, value: 'HELLO web'}}           | false
            {rule: HAS_NUMBER_PROPERTY, params: {key: message}}                               | false
            {not: {rule: HAS_BOOLEAN_PROPERTY, params: {key: listWorkspace, value: true}}}    | true
            {rule: HAS_STRING_PROPERTY, params: {key: 'a.b'}}                                 | false
            """)
    void letARunUseTheActionsThatTheRenderedInputAllows(String criteria, boolean allowed) throws Exception {
        allowWhere("scaffolder.template.step.read", "{not: {rule: HAS_TAG, params: {tag: chosen}}}");
        allowWhere("scaffolder.action.execute", criteria);

        var id = service.run("thing", "{\"name\":\"web\",\"size\":1}");

        var last = service.process.log(id).getLast().body();
        if (allowed) {
            assertThat(last.has("output")).isTrue();
        } else {
            assertThat(last.path("error").path("name").asString()).isEqualTo("NotAllowedError");
            assertThat(last.path("error").path("message").asString())
                    .isEqualTo("Unauthorized action: debug:log. The action is not allowed.");
            assertThat(service.process.messages(id)).noneMatch(message -> message.contains("hello web"));
        }
    }
}
