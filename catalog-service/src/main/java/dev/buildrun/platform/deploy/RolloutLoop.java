package dev.buildrun.platform.deploy;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.conformance.ConformanceStore;
import dev.buildrun.platform.deploy.Deployment.Action;
import dev.buildrun.platform.deploy.Deployment.Status;
import dev.buildrun.platform.workload.ClusterApi;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.Observation;
import dev.buildrun.platform.workload.Rollout;
import dev.buildrun.work.ClaimLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Brings deployments to their end: applies what a process that died has left, and looks at rollouts until they are complete or have failed. No
 * thread waits for one; a row says when it is looked at next, and any replica does.
 */
public final class RolloutLoop implements ClaimLoop.Turn {
    private static final int BATCH = 10;
    /** As long as a look may take with a cluster that does not answer, for a whole batch. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Database database;
    private final DeploymentStore store = new DeploymentStore();
    private final AuditStore audit = new AuditStore();
    private final ConformanceStore conformance = new ConformanceStore();
    private final Environments environments;
    private final Applying applying;
    private final DeployConfig config;
    private final Clock clock;

    public RolloutLoop(Database database, Environments environments, DeployConfig config, Clock clock) {
        this.database = database;
        this.environments = environments;
        this.applying = new Applying(database, environments, config, clock);
        this.config = config;
        this.clock = clock;
    }

    @Override
    public int take() throws InterruptedException {
        var due = database.inTransaction(tx -> store.claim(tx, LEASE, BATCH));
        for (var one : due) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            look(one);
        }
        return due.size();
    }

    private void look(Deployment one) {
        try {
            if (one.status() == Status.PENDING) {
                applying.run(one);
            } else {
                follow(one);
            }
        } catch (ServiceException exception) {
            unavailable(one, exception.getMessage());
        }
    }

    private void unavailable(Deployment one, String why) {
        var now = clock.instant();
        if (one.status() == Status.PENDING
                && one.requestedAt().plus(config.applyWithin()).isBefore(now)) {
            applying.giveUp(one, "Given up after " + config.applyWithin().toMinutes() + " min: " + why);
        } else if (one.status() == Status.ROLLING
                && deadline(one).plus(config.applyWithin()).isBefore(now)) {
            finish(one, Status.FAILED, "Nobody could say how it went: " + why);
        } else {
            later(one, why);
        }
    }

    private Instant deadline(Deployment one) {
        return one.deadlineAt() == null ? one.requestedAt().plus(config.rolloutWithin()) : one.deadlineAt();
    }

    private void follow(Deployment one) {
        var place = one.place();
        var cluster = environments.clusters().get(place.cluster());
        if (cluster == null) {
            finish(one, Status.FAILED, "The cluster " + place.cluster() + " is not configured any more");
            return;
        }
        var workload = cluster.find(place.path());
        if (workload.isEmpty()) {
            finish(one, Status.FAILED, place + " is not there any more");
            return;
        }
        var image = image(workload.get(), place.container());
        if (isOfImage(one) && !image.equals(one.image())) {
            finish(one, Status.SUPERSEDED, "The image was changed to " + image + " before it was done");
            return;
        }
        judge(one, seen(cluster, one, workload.get()));
    }

    private static boolean isOfImage(Deployment one) {
        return one.action() != Action.SCALE && one.action() != Action.RESTART;
    }

    static String image(JsonNode workload, @Nullable String container) {
        return workload.path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .valueStream()
                .filter(each -> each.path("name").asString("").equals(container))
                .map(each -> each.path("image").asString(""))
                .findFirst()
                .orElse("");
    }

    private static Rollout seen(ClusterApi cluster, Deployment one, JsonNode workload) {
        var label = workload.path("metadata")
                .path("labels")
                .path(Environments.COMPONENT_LABEL)
                .asString("");
        var selector = label.isEmpty() ? "" : Environments.COMPONENT_LABEL + "=" + label;
        return Observation.of(cluster, one.place().namespace(), selector).rollout(workload, one.appliedAt());
    }

    private void judge(Deployment one, Rollout rollout) {
        switch (rollout) {
            case Rollout.Complete(var message) -> finish(one, Status.SUCCEEDED, message);
            case Rollout.Failed(var message) -> finish(one, Status.FAILED, message);
            case Rollout.Progressing(var message)
            when deadline(one).isBefore(clock.instant()) -> finish(one, Status.FAILED, "Not done in time: " + message);
            case Rollout.Progressing(var message) -> later(one, message);
        }
    }

    private void finish(Deployment one, Status status, String message) {
        var now = clock.instant();
        database.transact(tx -> {
            if (store.finish(tx, one, status, message, now)) {
                var outcome = status == Status.SUCCEEDED ? AuditEntry.Outcome.SUCCEEDED : AuditEntry.Outcome.FAILED;
                var what = Applying.what(one);
                audit.write(
                        tx,
                        new AuditEntry(now, null, "deployment.end", what, outcome, message, List.of(one.component())));
            }
            // Rules ask who deploys.
            conformance.touch(tx, List.of(one.component()), now);
        });
    }

    private void later(Deployment one, String message) {
        var isYoung = one.requestedAt().plus(YOUNG).isAfter(clock.instant());
        database.inTransaction(tx -> store.later(tx, one, message, isYoung ? SOON : LATER));
    }
}
