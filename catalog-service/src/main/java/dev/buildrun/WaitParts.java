package dev.buildrun;

import dev.buildrun.access.Caller;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.scaffolder.task.Approvals;
import dev.buildrun.scaffolder.task.Callbacks;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskEvents;
import dev.buildrun.scaffolder.task.Vault;
import dev.buildrun.scaffolder.task.WaitTurns;
import dev.buildrun.scaffolder.wait.WaitRoutes;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiPredicate;

/** What tasks wait for: who is told, who answers. */
record WaitParts(Database database, TaskEvents events, Vault vault, Clock clock) {
    private static final Pace EVERY_SECOND =
            new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5));

    /** @param mayRead whether a caller may read a task */
    Mount start(
            CatalogUsers users,
            PermissionPolicy policy,
            BiPredicate<Caller, Task> mayRead,
            WaitTurns.Bell bell,
            Closing closing) {
        Approvals.Owners owners = users::owners;
        var turns = new WaitTurns(database, events, owners, bell, clock);
        closing.add(ClaimLoop.start("task-waits", turns::turn, new WakeUp(), EVERY_SECOND));
        var routes = new WaitRoutes(
                new Approvals(database, owners, clock), new Callbacks(database, vault, clock), policy, mayRead, clock);
        return Mount.plugin("buildrun", routes.routes());
    }
}
