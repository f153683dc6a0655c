package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.scaffolder.run.Cancellation;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks, some at once, each on a virtual thread of its own. Its two turns, {@link #claim} and {@link #beat}, are taken by loops
 * that the main class starts.
 */
public final class TaskLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLoop.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final Database database;
    private final TaskStore tasks = new TaskStore();
    private final TaskWorker worker;
    private final TaskRecovery recovery;
    private final TaskConfig config;
    private final Clock clock;
    private final WakeUp wakeUp;
    private final Map<Long, RunningTask> running = new ConcurrentHashMap<>();
    private volatile boolean isClosing;

    /** @param wakeUp what the loop of {@link #claim} waits for; signalled when a run has ended and there is room for another */
    public TaskLoop(
            Database database,
            TaskWorker worker,
            TaskRecovery recovery,
            TaskConfig config,
            Clock clock,
            WakeUp wakeUp) {
        this.database = database;
        this.worker = worker;
        this.recovery = recovery;
        this.config = config;
        this.clock = clock;
        this.wakeUp = wakeUp;
    }

    /**
     * A turn: claims as many open tasks as there is room for and starts them. Returns how many; 0 also where these were the last ones, so that
     * the loop rests until it hears of others.
     */
    public int claim() {
        if (room() > 0 && room() < running.size()) {
            // Most places are taken: what ends within a moment is replaced together.
            LockSupport.parkNanos(MOMENT.toNanos());
        }
        var room = room();
        if (room <= 0 || isClosing) {
            return 0;
        }
        var now = clock.instant();
        var claimed = database.inTransaction(tx -> tasks.claim(tx, now, config.lease(), config.timeout(), room));
        for (var task : claimed) {
            start(task, new Cancellation());
        }
        return claimed.size() < room ? 0 : claimed.size();
    }

    private int room() {
        return config.concurrentTasks() - running.size();
    }

    private void start(ClaimedTask claimed, Cancellation cancellation) {
        var token = claimed.claim().token();
        var thread = Thread.ofVirtual()
                .name("task-" + claimed.claim().taskId())
                .uncaughtExceptionHandler((_, error) -> died(claimed, error))
                .unstarted(() -> run(claimed, cancellation));
        var leaseUntil = clock.instant().plus(config.lease());
        var task = new RunningTask(claimed, cancellation, thread, leaseUntil);
        running.put(token, task);
        task.start();
    }

    private void run(ClaimedTask claimed, Cancellation cancellation) {
        try {
            worker.run(claimed, cancellation);
        } finally {
            running.remove(claimed.claim().token());
            wakeUp.signal();
        }
    }

    /** Nothing is written for the task: what kills a thread may be the state of the whole process. The lease runs out. */
    private static void died(ClaimedTask claimed, Throwable error) {
        LOG.atError()
                .addKeyValue("taskId", claimed.claim().taskId())
                .setCause(error)
                .log("the thread of a run died");
    }

    /** A turn: gives a sign of life for all runs, and hears who of them is to be cancelled, or has lost its task. */
    public int beat() {
        var tokens = List.copyOf(running.keySet());
        if (tokens.isEmpty()) {
            return 0;
        }
        var now = clock.instant();
        try {
            var cancelRequests = database.inTransaction(tx -> {
                tasks.renew(tx, tokens, now, config.lease());
                return tasks.cancelRequests(tx, tokens);
            });
            tokens.forEach(token -> heed(running.get(token), cancelRequests.get(token), now));
        } catch (RuntimeException exception) {
            // Without a word from the database for so long, others may have the tasks by now.
            running.values().stream().filter(task -> task.isLeaseOver(now)).forEach(RunningTask::stop);
            throw exception;
        }
        return 0;
    }

    private void heed(@Nullable RunningTask task, @Nullable Boolean cancelRequest, Instant now) {
        if (task == null) {
            return;
        }
        if (cancelRequest == null) {
            task.stop();
            return;
        }
        task.renewed(now.plus(config.lease()));
        if (cancelRequest) {
            task.cancel();
        }
        if (task.isOutOfTime(now)) {
            recovery.expire(task.claim());
            task.stop();
        }
    }

    /** How many tasks this process runs now. */
    public int running() {
        return running.size();
    }

    /**
     * Ends the runs and gives their tasks back for another process to go on with. Waits ten seconds; a run that takes longer keeps its
     * task until the lease is over.
     */
    @Override
    public void close() {
        isClosing = true;
        running.values().forEach(RunningTask::stop);
        var deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        try {
            for (var task : running.values()) {
                if (!task.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                    LOG.atWarn().addKeyValue("taskId", task.claim().taskId()).log("a run did not stop in time");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
