package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.contract.Coverage;
import dev.buildrun.api.contract.Operation;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Runs after all other tests of the module ({@code junit-platform.properties}) and asks whether they have left out anything that the
 * documents promise. Alone it fails, as it should: nothing has been asked for then.
 */
@Order(Integer.MAX_VALUE)
class EveryOperationTest {
    /** Documented, and not served yet. What is served must not stand here. */
    private static final Set<String> NOT_YET = Set.of(
            "buildrun ExplainEntity (GET /api/buildrun/explain/{kind}/{namespace}/{name})",
            "buildrun GetProvider (GET /api/buildrun/providers/{provider})",
            "buildrun ListProviders (GET /api/buildrun/providers)",
            "buildrun PushChanges (PATCH /api/buildrun/providers/{provider}/entities)",
            "buildrun PushEntities (PUT /api/buildrun/providers/{provider}/entities)",
            "buildrun TakeBackEntities (DELETE /api/buildrun/providers/{provider}/entities)",
            "buildrun TakeBackEntity (DELETE /api/buildrun/providers/{provider}/entities/{kind}/{namespace}/{name})",
            "catalog ApplyPermissionConditions (POST /api/catalog/.well-known/backstage/permissions/apply-conditions)",
            "catalog CancelScheduledTask (POST /api/catalog/.backstage/scheduler/v1/tasks/{id}/cancel)",
            "catalog DeleteUnprocessedEntity (DELETE /api/catalog/entities/unprocessed/delete/{entity_id})",
            "catalog GetFailedEntities (GET /api/catalog/entities/unprocessed/failed)",
            "catalog GetPendingEntities (GET /api/catalog/entities/unprocessed/pending)",
            "catalog GetPermissionMetadata (GET /api/catalog/.well-known/backstage/permissions/metadata)",
            "catalog InvokePluginAction (POST /api/catalog/.backstage/actions/v1/actions/{id}/invoke)",
            "catalog InvokePluginActionWithSecrets (POST /api/catalog/.backstage/actions/v2/actions/{id}/invoke)",
            "catalog ListPluginActions (GET /api/catalog/.backstage/actions/v1/actions)",
            "catalog ListScheduledTasks (GET /api/catalog/.backstage/scheduler/v1/tasks)",
            "scaffolder GetPermissionMetadata (GET /api/scaffolder/.well-known/backstage/permissions/metadata)",
            "catalog TriggerScheduledTask (POST /api/catalog/.backstage/scheduler/v1/tasks/{id}/trigger)");

    @Test
    void hasBeenAnsweredWithSuccess() {
        var missing = Coverage.missing().stream().map(Operation::toString).toList();

        assertThat(missing).containsExactlyInAnyOrderElementsOf(NOT_YET);
    }
}
