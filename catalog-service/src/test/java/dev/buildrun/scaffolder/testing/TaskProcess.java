package dev.buildrun.scaffolder.testing;

import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.run.ActionPermits;
import dev.buildrun.scaffolder.run.RunSettings;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.scaffolder.task.TaskEvent;
import dev.buildrun.scaffolder.task.TaskEvents;
import dev.buildrun.scaffolder.task.TaskLoop;
import dev.buildrun.scaffolder.task.TaskRecovery;
import dev.buildrun.scaffolder.task.TaskWorker;
import dev.buildrun.scaffolder.task.Tasks;
import dev.buildrun.scaffolder.task.Vault;
import dev.buildrun.seal.Seal;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One process of the service as far as tasks go, with connections and workspaces of its own. Turns are taken by the test, until it
 * starts the loops.
 */
public final class TaskProcess implements AutoCloseable {
    public static final Vault VAULT = new Vault(
            Seal.of("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "key"), URI.create("http://localhost:7007"));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public final Database database;
    public final TaskEvents events;
    public final Tasks tasks;
    public final TaskRecovery recovery;
    public final TaskLoop loop;
    public final Actions actions;
    public final TaskRunner runner;

    private final WakeUp wakeUp = new WakeUp();
    private final List<ClaimLoop> loops = new ArrayList<>();

    public TaskProcess(
            DatabaseConfig database,
            Path directory,
            Clock clock,
            TaskConfig config,
            List<? extends Action<?, ?>> actions) {
        this(database, directory, clock, config, actions, ActionPermits.ALL);
    }

    public TaskProcess(
            DatabaseConfig database,
            Path directory,
            Clock clock,
            TaskConfig config,
            List<? extends Action<?, ?>> actions,
            ActionPermits permits) {
        this.database = Database.open(database);
        this.actions = new Actions(actions);
        this.events = new TaskEvents(this.database, clock);
        this.tasks = new Tasks(this.database, events, VAULT.cipher(), clock, wakeUp);
        this.recovery = new TaskRecovery(this.database, events, config, clock, wakeUp);
        this.runner = new TaskRunner(this.actions, TemplateExtensions.none(), RunSettings.USUAL, permits);
        var worker = new TaskWorker(this.database, events, recovery, VAULT, runner, directory, clock);
        this.loop = new TaskLoop(this.database, worker, recovery, config, clock, wakeUp);
    }

    /** From now on turns are taken as in the real service. */
    public void startLoops() {
        var pace = new Pace(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofSeconds(1));
        loops.add(ClaimLoop.start("tasks", loop::claim, wakeUp, pace));
        loops.add(ClaimLoop.start("task-heartbeat", loop::beat, new WakeUp(), pace));
        loops.add(ClaimLoop.start("task-recovery", recovery::recover, new WakeUp(), pace));
        loops.add(ClaimLoop.start("task-events", events::lookAround, new WakeUp(), pace));
    }

    /** Waits until the task has ended, and gives it back. */
    public Task awaitEnd(UUID id) throws InterruptedException {
        awaitEvent(id, "completion", "");
        return task(id);
    }

    /** Waits until an event of this type has come whose body contains the text. */
    public void awaitEvent(UUID id, String type, String text) throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var watch = events.watch(id)) {
            while (log(id).stream()
                    .noneMatch(event ->
                            event.type().equals(type) && event.body().toString().contains(text))) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Expected an event " + type + " with \"" + text + "\", found " + log(id));
                }
                watch.await(Duration.ofSeconds(1));
            }
        }
    }

    /** A run whose thread has died says nothing; this waits until the loop has seen that no run is left. */
    public void awaitNoRuns() {
        while (loop.running() > 0) {
            Thread.onSpinWait();
        }
    }

    public Task task(UUID id) {
        return tasks.get(id.toString());
    }

    /** All events of a task that a client may see. */
    public List<TaskEvent> log(UUID id) {
        return events.after(task(id), 0, 100_000);
    }

    /** The texts of the events; of those without one, the type. */
    public List<String> messages(UUID id) {
        return log(id).stream()
                .map(event -> event.body().path("message").asString(event.type()))
                .toList();
    }

    public void execute(String sql) {
        database.transact(tx -> tx.jooq().execute(sql));
    }

    /** How many rows a query finds. */
    public int count(String sql) {
        return database.inTransaction(tx -> tx.jooq().fetchSingle("select count(*)::int from " + sql))
                .get(0, Integer.class);
    }

    @Override
    public void close() {
        loops.forEach(ClaimLoop::close);
        events.close();
        loop.close();
        database.close();
    }
}
