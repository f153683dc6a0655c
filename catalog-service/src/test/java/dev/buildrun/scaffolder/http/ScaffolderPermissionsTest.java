package dev.buildrun.scaffolder.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.http.PluginPermissionRoutes;
import dev.buildrun.json.Json;
import dev.buildrun.testing.TestEdge;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaffolderPermissionsTest {
    private static final String PATH = "/api/scaffolder/.well-known/backstage/permissions/";

    private final TestEdge edge = new TestEdge(
            List.of(new PluginPermissionRoutes(ScaffolderPermissions.ALL, ScaffolderPermissions.RESOURCES)
                    .mount("scaffolder")),
            (_, _) -> new Caller.Service("external:test"));

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void areThoseOfTheOriginal() throws Exception {
        var metadata = Json.read(edge.send(edge.request(PATH + "metadata")).body());

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
    @ValueSource(strings = {"scaffolder-template", "scaffolder-action", "scaffolder-task"})
    void haveNoConditionsThatAnybodyCouldApplyHere(String type) throws Exception {
        var item = "{\"id\":\"1\",\"resourceRef\":\"a\",\"resourceType\":\"" + type
                + "\",\"conditions\":{\"rule\":\"HAS_TAG\",\"resourceType\":\"" + type + "\"}}";

        var answer = edge.send(edge.post(PATH + "apply-conditions", "token", "{\"items\":[" + item + "]}"));

        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("NotImplementedError", type);
    }
}
