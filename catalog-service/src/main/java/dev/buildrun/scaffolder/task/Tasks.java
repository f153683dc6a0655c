package dev.buildrun.scaffolder.task;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.task.TaskStore.NewTask;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a caller may do with tasks: create, look, cancel, retry. Who may do what is decided before. */
public final class Tasks {
    /** PostgreSQL's channel on which every process hears that there are tasks to claim. */
    public static final String CHANNEL = TaskStore.CHANNEL;

    /** The secret under which a task has its initiator's own token, as in Backstage. */
    public static final String BACKSTAGE_TOKEN = "backstageToken";

    private final Database database;
    private final TaskStore store = new TaskStore();
    private final TaskLookup lookup;
    private final TaskReads reads = new TaskReads();
    private final RollbackStore rollbacks = new RollbackStore();
    private final TaskEventStore eventStore = new TaskEventStore();
    private final TaskEvents events;
    private final SecretsCipher cipher;
    private final Clock clock;
    private final WakeUp wakeUp;
    private final JointWrites<NewTask> created;

    /** @param wakeUp signalled when there is a task to claim */
    public Tasks(Database database, TaskEvents events, SecretsCipher cipher, Clock clock, WakeUp wakeUp) {
        this.database = database;
        this.lookup = new TaskLookup(database);
        this.events = events;
        this.cipher = cipher;
        this.clock = clock;
        this.wakeUp = wakeUp;
        this.created = new JointWrites<>(some -> {
            database.transact(tx -> store.insert(tx, some));
            return Map.of();
        });
    }

    /**
     * Creates a task; a loop of some process runs it soon.
     *
     * @param spec kept as it is from now on
     * @param createdBy full reference of the user; null for a service
     * @throws ServiceException of kind INPUT when the spec is nested more deeply than can be read back, or wants something unknown when
     *     it fails
     */
    public UUID create(ObjectNode spec, TaskSecrets secrets, @Nullable String createdBy) {
        Json.read(Json.write(spec));
        OnFailure.of(spec);
        var task = new Task(UUID.randomUUID(), spec, TaskStatus.OPEN, createdBy, clock.instant(), null);
        created.write(new NewTask(task, cipher.encrypt(task.id(), secrets)));
        wakeUp.signal();
        return task.id();
    }

    /**
     * One task.
     *
     * @param id as it came; one that is no UUID is the id of no task
     * @throws ServiceException of kind NOT_FOUND
     */
    public Task get(String id) {
        return lookup.find(id).orElseThrow(() -> notFound(id));
    }

    public TaskPage list(TaskQuery query) {
        return database.inTransaction(tx -> reads.list(tx, query));
    }

    /** The same as below, for the service itself. */
    public void cancel(String id) {
        cancel(id, null);
    }

    /**
     * Asks the task's run to end; it hears of it within about a second. A task that is open ends as soon as it is claimed. One that
     * has ended only gets the event.
     *
     * @param actor who asks, for the audit
     * @throws ServiceException of kind NOT_FOUND
     */
    public void cancel(String id, @Nullable String actor) {
        var uuid = uuid(id);
        database.transact(tx -> {
            if (store.lockForCaller(tx, uuid).isEmpty()) {
                throw notFound(id);
            }
            AuditStore.actAs(tx, actor);
            store.requestCancel(tx, uuid);
            eventStore.append(tx, uuid, "cancelled", cancelled(eventStore.newestStep(tx, uuid)), clock.instant());
        });
        events.signal(uuid);
    }

    /** Where no event names a step, Backstage names the number 0. */
    private static ObjectNode cancelled(@Nullable String step) {
        var body = new RunEvent.Cancelled(step == null ? "0" : step).body();
        return step == null ? body.put("stepId", 0) : body;
    }

    /** The same as below, for the service itself. */
    public void retry(String id, TaskSecrets secrets) {
        retry(id, secrets, null);
    }

    /**
     * Runs a task that has ended once more, from its first step; what it has done to the world outside and its checkpoints are
     * remembered, so that its actions need not do it again.
     *
     * @param secrets in the place of those that were erased
     * @param actor who asks, for the audit
     * @throws ServiceException of kind NOT_FOUND, or CONFLICT when the task has not ended or is being rolled back
     */
    public void retry(String id, TaskSecrets secrets, @Nullable String actor) {
        var uuid = uuid(id);
        database.transact(tx -> {
            var task = store.lockForCaller(tx, uuid).orElseThrow(() -> notFound(id));
            if (!task.status().isEnd()) {
                throw ServiceException.conflict("Task with taskId " + id + " cannot be retried");
            }
            if (rollbacks
                    .find(tx, uuid)
                    .filter(found -> !found.status().isEnd())
                    .isPresent()) {
                throw ServiceException.conflict(
                        "Task with taskId " + id + " cannot be retried while it is being rolled back");
            }
            AuditStore.actAs(tx, actor);
            store.startAgain(tx, uuid, cipher.encrypt(uuid, secrets), clock.instant());
            eventStore.removeOutcome(tx, uuid);
            events.append(tx, uuid, new RunEvent.Recovered(task.recoverStrategy()));
        });
        events.signal(uuid);
        wakeUp.signal();
    }

    private static UUID uuid(String id) {
        return TaskLookup.uuid(id).orElseThrow(() -> notFound(id));
    }

    private static ServiceException notFound(String id) {
        return ServiceException.notFound("No task with id '" + id + "' found");
    }
}
