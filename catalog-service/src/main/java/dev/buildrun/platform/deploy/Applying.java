package dev.buildrun.platform.deploy;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.deploy.Deployment.Action;
import dev.buildrun.platform.deploy.Deployment.Status;
import dev.buildrun.platform.workload.Annotations;
import dev.buildrun.platform.workload.Environments;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Has a cluster take a deployment that is in the table and leased. It looks first and changes second, so it may be tried again after a crash at
 * any moment. What came of it is committed with its audit row in one transaction.
 */
final class Applying {
    private static final int USUAL_PROGRESS_SECONDS = 600;
    private static final Duration AFTER_PROGRESS = Duration.ofSeconds(60);

    private final Database database;
    private final DeploymentStore store = new DeploymentStore();
    private final AuditStore audit = new AuditStore();
    private final Environments environments;
    private final DeployConfig config;
    private final Clock clock;

    Applying(Database database, Environments environments, DeployConfig config, Clock clock) {
        this.database = database;
        this.environments = environments;
        this.config = config;
        this.clock = clock;
    }

    /** What the cluster made of it. */
    sealed interface Outcome {
        record Applied(JsonNode workload) implements Outcome {}

        /** It was not changed, and to try again would not help. */
        record Refused(String why) implements Outcome {}
    }

    /**
     * Tries once.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE where the cluster does not answer; nothing is committed then
     */
    Outcome run(Deployment leased) {
        var outcome = attempt(leased);
        database.transact(tx -> commit(tx, leased, outcome));
        return outcome;
    }

    private void commit(Tx tx, Deployment leased, Outcome outcome) {
        var now = clock.instant();
        var isHeld = switch (outcome) {
            case Outcome.Applied(var workload) ->
                store.applied(tx, leased, generation(workload), now, now.plus(deadline(workload)));
            case Outcome.Refused(var why) -> store.finish(tx, leased, Status.REFUSED, why, now);
        };
        if (isHeld) {
            switch (outcome) {
                case Outcome.Applied _ ->
                    write(
                            tx,
                            leased,
                            AuditEntry.Outcome.SUCCEEDED,
                            leased.beginning().reason());
                case Outcome.Refused(var why) -> write(tx, leased, AuditEntry.Outcome.FAILED, why);
            }
        }
    }

    private void write(Tx tx, Deployment one, AuditEntry.Outcome outcome, @Nullable String reason) {
        audit.write(
                tx,
                new AuditEntry(
                        clock.instant(),
                        one.beginning().startedBy(),
                        action(one.action()),
                        what(one),
                        outcome,
                        reason));
    }

    static String action(Action action) {
        return "deployment." + action.name().toLowerCase(Locale.ROOT);
    }

    /** As rows of the audit name it. */
    static String what(Deployment one) {
        return one.component() + " in " + one.environment() + ", deployment:" + one.id();
    }

    /** It could not be tried for too long. */
    void giveUp(Deployment leased, String why) {
        database.transact(tx -> commit(tx, leased, new Outcome.Refused(why)));
    }

    private Outcome attempt(Deployment one) {
        var place = one.place();
        var cluster = environments.clusters().get(place.cluster());
        if (cluster == null) {
            return new Outcome.Refused("The cluster " + place.cluster() + " is not configured any more");
        }
        var found = cluster.find(place.path());
        if (found.isEmpty()) {
            return new Outcome.Refused(place + " is not there any more");
        }
        var workload = found.get();
        if (isDone(one, workload)) {
            return new Outcome.Applied(workload);
        }
        var declared = new FieldOwners(config.gitops()).whoDeclares(workload, path(one));
        if (declared.isPresent()) {
            return new Outcome.Refused(conflict(one, declared.get()));
        }
        try {
            var patch = Patches.of(one, workload, clock.instant());
            return new Outcome.Applied(cluster.patch(place.path(), patch, FieldOwners.OURS));
        } catch (IllegalArgumentException exception) {
            return new Outcome.Refused(place + ": " + exception.getMessage());
        } catch (ServiceException exception) {
            if (exception.kind() == ErrorKind.SERVICE_UNAVAILABLE) {
                throw exception;
            }
            return new Outcome.Refused(
                    place + " was not changed, somebody may have changed it meanwhile: " + exception.getMessage());
        }
    }

    private static boolean isDone(Deployment one, JsonNode workload) {
        return workload.path("metadata")
                .path("annotations")
                .path(Annotations.DEPLOYMENT)
                .asString("")
                .equals(one.id().toString());
    }

    private static List<String> path(Deployment one) {
        return switch (one.action()) {
            case DEPLOY, PROMOTE, ROLLBACK ->
                FieldOwners.imagePath(String.valueOf(one.place().container()));
            case SCALE -> FieldOwners.REPLICAS_PATH;
            case RESTART ->
                List.of("f:spec", "f:template", "f:metadata", "f:annotations", "f:kubectl.kubernetes.io/restartedAt");
        };
    }

    private static String conflict(Deployment one, FieldOwners.Owner owner) {
        var field = switch (one.action()) {
            case DEPLOY, PROMOTE, ROLLBACK ->
                "The image of container " + one.place().container();
            case SCALE -> "The number of replicas";
            case RESTART -> "The time of the last restart";
        };
        return field + " of " + one.place() + " belongs to the field manager '" + owner.manager() + "' ("
                + owner.operation() + "). It would take the change back: make it in the Git repository that it deploys"
                + " from";
    }

    private static long generation(JsonNode workload) {
        return workload.path("metadata").path("generation").asLong(0);
    }

    /** A little later than the cluster's own, which says more of the reason. */
    private Duration deadline(JsonNode workload) {
        if (!workload.path("kind").asString("").equals("Deployment")) {
            return config.rolloutWithin();
        }
        var seconds = workload.path("spec").path("progressDeadlineSeconds").asLong(USUAL_PROGRESS_SECONDS);
        return Duration.ofSeconds(seconds).plus(AFTER_PROGRESS);
    }
}
