package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import dev.buildrun.scaffolder.action.Undone;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The rollbacks of tasks, as they are stored, claimed and told of in the task's log. What undoing means is decided elsewhere. */
public final class TaskRollbacks {
    private final Database database;
    private final TaskStore tasks = new TaskStore();
    private final TaskEventStore eventStore = new TaskEventStore();
    private final EffectStore effects = new EffectStore();
    private final RollbackStore store = new RollbackStore();
    private final TaskEvents events;
    private final Clock clock;
    private final WakeUp wakeUp;

    /** @param wakeUp signalled when there is a rollback to claim */
    public TaskRollbacks(Database database, TaskEvents events, Clock clock, WakeUp wakeUp) {
        this.database = database;
        this.events = events;
        this.clock = clock;
        this.wakeUp = wakeUp;
    }

    /**
     * Asks for a rollback. To ask again changes nothing while it goes on and after it has undone everything; what was left over is tried
     * once more.
     *
     * @param actor who asks
     * @throws ServiceException of kind CONFLICT when the task has not ended
     */
    public Rollback request(Task task, @Nullable String actor) {
        var found = database.inTransaction(tx -> {
            var now = tasks.lockForCaller(tx, task.id()).orElseThrow();
            if (!now.status().isEnd()) {
                throw ServiceException.conflict("Task " + now.id() + " is "
                        + now.status().wireName() + "; expected it to have ended. Cancel it first, or wait.");
            }
            var before = read(tx, task.id());
            if (before.isEmpty()
                    || (before.get().status().isEnd() && before.get().hasLeftovers())) {
                effects.forgetLeftovers(tx, task.id());
                store.request(tx, task.id(), actor, null, clock.instant());
                log(tx, task.id(), "Rollback requested by " + (actor == null ? "nobody in particular" : actor), null);
            }
            return read(tx, task.id()).orElseThrow();
        });
        events.signal(task.id());
        wakeUp.signal();
        return found;
    }

    /** Empty when nobody has asked for one. */
    public Optional<Rollback> find(Task task) {
        return database.inTransaction(tx -> read(tx, task.id()));
    }

    private Optional<Rollback> read(Tx tx, UUID taskId) {
        return store.find(tx, taskId)
                .map(found -> new Rollback(
                        taskId,
                        found.status(),
                        found.requestedBy(),
                        found.requestedAt(),
                        found.endedAt(),
                        effects.list(tx, taskId)));
    }

    /** Takes rollbacks to run, at most so many. */
    public List<ClaimedRollback> claim(Duration lease, int limit) {
        return database.inTransaction(tx -> store.claim(tx, clock.instant(), lease, limit));
    }

    /** Gives a sign of life for the runs with these tokens. */
    public void renew(Collection<Long> tokens, Duration lease) {
        database.transact(tx -> store.renew(tx, tokens, clock.instant(), lease));
    }

    /** What is still to be undone, the last effect first. */
    public List<Entry> pending(ClaimedRollback claimed) {
        return database.inTransaction(tx -> effects.list(tx, claimed.taskId())).reversed().stream()
                .filter(RollbackEffect::isPending)
                .map(RollbackEffect::entry)
                .toList();
    }

    /**
     * Keeps what became of an effect, with a line in the task's log.
     *
     * @throws ServiceException of kind CONFLICT when the rollback was given to another run
     */
    public void settle(ClaimedRollback claimed, Entry entry, Undone undone) {
        write(claimed, (tx, taskId) -> {
            var isUndone = switch (undone) {
                case Undone.Removed _, Undone.NothingThere _ -> true;
                case Undone.LeftOver _ -> false;
            };
            effects.settle(tx, taskId, entry.effect(), isUndone, report(undone), clock.instant());
            var step = entry.detail().path("stepId").asString(null);
            log(tx, taskId, undone.sentence(), step);
        });
    }

    private static ObjectNode report(Undone undone) {
        var report = Json.object().put("sentence", undone.sentence());
        return switch (undone) {
            case Undone.Removed(var what) -> report.put("what", what);
            case Undone.NothingThere(var what) -> report.put("what", what);
            case Undone.LeftOver(var what, var where, var why, var remedy) ->
                report.put("what", what).put("where", where).put("why", why).put("remedy", remedy);
        };
    }

    /** Another run goes on after a pause, and it counts unless the service is stopping. */
    public void postpone(ClaimedRollback claimed, boolean counts, Duration pause) {
        write(
                claimed,
                (tx, _) -> store.postpone(
                        tx, claimed, counts ? 1 : 0, clock.instant().plus(pause)));
    }

    /** The rollback is over; where the task's last event was waiting for that, it comes now. */
    public void end(ClaimedRollback claimed, Rollback.Status status) {
        write(claimed, (tx, taskId) -> {
            var all = effects.list(tx, taskId);
            var left = all.stream().filter(effect -> !effect.isUndone()).count();
            log(tx, taskId, "Rollback finished: " + (all.size() - left) + " undone, " + left + " left over", null);
            tasks.forgetState(tx, taskId);
            store.end(tx, claimed, status, clock.instant())
                    .ifPresent(completion -> eventStore.append(tx, taskId, "completion", completion, clock.instant()));
        });
    }

    private void write(ClaimedRollback claimed, BiConsumer<Tx, UUID> work) {
        database.transact(tx -> {
            tasks.lockForCaller(tx, claimed.taskId());
            store.lock(tx, claimed);
            work.accept(tx, claimed.taskId());
        });
        events.signal(claimed.taskId());
    }

    private void log(Tx tx, UUID taskId, String message, @Nullable String stepId) {
        events.append(tx, taskId, new RunEvent.Log(message, stepId, null));
    }
}
