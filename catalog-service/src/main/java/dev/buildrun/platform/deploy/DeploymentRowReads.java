package dev.buildrun.platform.deploy;

import static dev.buildrun.database.schema.Tables.DEPLOYMENTS;

import dev.buildrun.platform.deploy.Deployment.Action;
import dev.buildrun.platform.deploy.Deployment.Beginning;
import dev.buildrun.platform.deploy.Deployment.Place;
import dev.buildrun.platform.deploy.Deployment.Status;
import dev.buildrun.platform.dora.Delivery.Starter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Makes a deployment of a row. */
final class DeploymentRowReads {
    private DeploymentRowReads() {}

    static Deployment deployment(Record row) {
        return new Deployment(
                row.get(DEPLOYMENTS.ID),
                row.get(DEPLOYMENTS.COMPONENT),
                row.get(DEPLOYMENTS.OWNER),
                row.get(DEPLOYMENTS.ENVIRONMENT),
                row.get(DEPLOYMENTS.IS_PRODUCTION),
                new Place(
                        row.get(DEPLOYMENTS.CLUSTER),
                        row.get(DEPLOYMENTS.NAMESPACE),
                        row.get(DEPLOYMENTS.WORKLOAD_KIND),
                        row.get(DEPLOYMENTS.WORKLOAD),
                        row.get(DEPLOYMENTS.CONTAINER)),
                Action.valueOf(upper(row.get(DEPLOYMENTS.ACTION))),
                row.get(DEPLOYMENTS.IMAGE),
                row.get(DEPLOYMENTS.IMAGE_BEFORE),
                row.get(DEPLOYMENTS.REPLICAS),
                row.get(DEPLOYMENTS.REPLICAS_BEFORE),
                row.get(DEPLOYMENTS.FROM_ENVIRONMENT),
                row.get(DEPLOYMENTS.TAKES_BACK),
                new Beginning(
                        row.get(DEPLOYMENTS.STARTED_BY),
                        Starter.valueOf(upper(row.get(DEPLOYMENTS.STARTER))),
                        row.get(DEPLOYMENTS.REASON),
                        row.get(DEPLOYMENTS.COMMIT_ID),
                        instant(row.get(DEPLOYMENTS.COMMIT_AT))),
                Status.valueOf(upper(row.get(DEPLOYMENTS.STATUS))),
                row.get(DEPLOYMENTS.MESSAGE),
                row.get(DEPLOYMENTS.GENERATION),
                row.get(DEPLOYMENTS.REQUESTED_AT).toInstant(),
                instant(row.get(DEPLOYMENTS.APPLIED_AT)),
                instant(row.get(DEPLOYMENTS.DEADLINE_AT)),
                instant(row.get(DEPLOYMENTS.FINISHED_AT)),
                row.get(DEPLOYMENTS.OBSERVED_KEY),
                row.get(DEPLOYMENTS.FENCE));
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
