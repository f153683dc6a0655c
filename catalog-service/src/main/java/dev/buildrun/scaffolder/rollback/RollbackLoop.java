package dev.buildrun.scaffolder.rollback;

import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.action.Compensation.Undoing;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import dev.buildrun.scaffolder.action.Undone;
import dev.buildrun.scaffolder.task.ClaimedRollback;
import dev.buildrun.scaffolder.task.Rollback;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.scaffolder.task.TaskRollbacks;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes tasks, a few at once, each on a virtual thread of its own. Each effect is settled before the next one is begun, so that a run that
 * dies costs nothing but the look at one effect. Its two turns, {@link #claim} and {@link #beat}, are taken by loops that the main class
 * starts.
 */
public final class RollbackLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RollbackLoop.class);
    private static final int AT_ONCE = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final TaskRollbacks rollbacks;
    private final Compensations compensations;
    private final TaskConfig config;
    private final WakeUp wakeUp;
    private final Map<Long, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean isClosing;

    /** @param wakeUp what the loop of {@link #claim} waits for; signalled when there is room for another */
    public RollbackLoop(TaskRollbacks rollbacks, Actions actions, TaskConfig config, WakeUp wakeUp) {
        this.rollbacks = rollbacks;
        this.compensations = new Compensations(actions);
        this.config = config;
        this.wakeUp = wakeUp;
    }

    /** A turn: claims as many rollbacks as there is room for and starts them. Returns how many. */
    public int claim() {
        var room = AT_ONCE - running.size();
        if (room <= 0 || isClosing || config.concurrentTasks() == 0) {
            return 0;
        }
        var claimed = rollbacks.claim(config.lease(), room);
        for (var rollback : claimed) {
            var thread =
                    Thread.ofVirtual().name("rollback-" + rollback.taskId()).unstarted(() -> run(rollback));
            running.put(rollback.token(), thread);
            thread.start();
        }
        return claimed.size();
    }

    /** A turn: gives a sign of life for all runs. */
    public int beat() {
        var tokens = List.copyOf(running.keySet());
        if (!tokens.isEmpty()) {
            rollbacks.renew(tokens, config.lease());
        }
        return 0;
    }

    /** How many tasks this process undoes now. */
    public int running() {
        return running.size();
    }

    private void run(ClaimedRollback rollback) {
        try {
            attempt(rollback);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException exception) {
            // The database is away, or somebody else goes on with it; either way the lease runs out.
            LOG.atInfo()
                    .addKeyValue("taskId", rollback.taskId())
                    .log("a rollback was left as it is: {}", exception.getMessage());
        } finally {
            running.remove(rollback.token());
            wakeUp.signal();
        }
    }

    private void attempt(ClaimedRollback rollback) throws InterruptedException {
        if (rollback.interruptions() > config.maxInterruptions()) {
            giveUp(rollback);
            return;
        }
        var failures = 0;
        for (var entry : rollbacks.pending(rollback)) {
            if (isClosing) {
                rollbacks.postpone(rollback, false, Duration.ZERO);
                return;
            }
            failures += undo(rollback, entry) ? 0 : 1;
        }
        if (failures == 0) {
            rollbacks.end(rollback, Rollback.Status.DONE);
        } else {
            var doublings = Math.min(MOST_DOUBLINGS, rollback.interruptions());
            rollbacks.postpone(rollback, true, FIRST_PAUSE.multipliedBy(1L << doublings));
        }
    }

    /** Returns false when it has failed and is to be tried again. */
    private boolean undo(ClaimedRollback rollback, Entry entry) throws InterruptedException {
        Undone undone;
        try {
            undone = compensations.undo(new Undoing(rollback.taskId().toString(), entry, rollback.requestedBy()));
        } catch (RuntimeException exception) {
            LOG.atWarn()
                    .addKeyValue("taskId", rollback.taskId())
                    .setCause(exception)
                    .log("undoing {} failed", entry.effect());
            if (rollback.interruptions() < config.maxInterruptions()) {
                return false;
            }
            undone = leftOver(
                    entry,
                    "undoing it has failed " + (rollback.interruptions() + 1) + " times, the last time with: "
                            + exception.getMessage());
        }
        rollbacks.settle(rollback, entry, undone);
        return true;
    }

    private void giveUp(ClaimedRollback rollback) {
        var why = "the rollback was interrupted " + rollback.interruptions() + " times before it came to it";
        for (var entry : rollbacks.pending(rollback)) {
            rollbacks.settle(rollback, entry, leftOver(entry, why));
        }
        rollbacks.end(rollback, Rollback.Status.GIVEN_UP);
    }

    private static Undone leftOver(Entry entry, String why) {
        var effect = entry.effect();
        return new Undone.LeftOver(
                "the " + effect.kind() + " " + effect.key(),
                effect.key(),
                why,
                "ask for the rollback again, or see whether it is there and remove it");
    }

    /** Lets each run come to the end of the effect that it is at; another process goes on. */
    @Override
    public void close() {
        isClosing = true;
        var deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        try {
            for (var thread : running.values()) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
