package dev.buildrun;

import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.scaffolder.task.Approvals;
import dev.buildrun.scaffolder.task.Callbacks;
import dev.buildrun.scaffolder.task.TaskEvents;
import dev.buildrun.scaffolder.task.Vault;
import dev.buildrun.scaffolder.task.WaitTurns;
import dev.buildrun.scaffolder.wait.WaitRoutes;
import dev.buildrun.signal.Signal;
import dev.buildrun.signal.Signals;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What tasks wait for: who is told, who answers. */
record WaitParts(Database database, TaskEvents events, Vault vault, Clock clock) {
    /** On this channel approvers hear that something waits for them. */
    private static final String CHANNEL = "buildrun:approvals";
    /** A signal is bounded. */
    private static final int REFS_PER_SIGNAL = 20;

    private static final Pace EVERY_SECOND =
            new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5));

    Mount start(CatalogUsers users, PermissionPolicy policy, Signals signals, Closing closing) {
        Approvals.Owners owners = users::owners;
        var turns = new WaitTurns(database, events, owners, bell(signals), clock);
        closing.add(ClaimLoop.start("task-waits", turns::turn, new WakeUp(), EVERY_SECOND));
        var routes = new WaitRoutes(
                new Approvals(database, owners, clock), new Callbacks(database, vault, clock), policy, clock);
        return Mount.plugin("buildrun", routes.routes());
    }

    private static WaitTurns.Bell bell(Signals signals) {
        return (tx, refs, message) -> {
            for (var from = 0; from < refs.size(); from += REFS_PER_SIGNAL) {
                var some = refs.subList(from, Math.min(refs.size(), from + REFS_PER_SIGNAL));
                signals.publish(tx, new Signal(Optional.of(some), CHANNEL, message));
            }
        };
    }
}
