package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Tables.TASK_EVENTS;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of events. Whoever appends holds the lock of the task's row, so that ids of one task become visible in order. */
final class TaskEventStore {
    private static final String APPEND = """
            insert into task_events (task_id, event_type, body, created_at)
            select task_id, event_type, body, created_at
            from unnest({0}, {1}, {2}, {3}) with ordinality as line (task_id, event_type, body, created_at, number)
            order by number""";

    private static final String COMPLETION = "completion";
    private static final String CANCELLED = "cancelled";
    private static final String RECOVERED = "recovered";

    void append(Tx tx, UUID taskId, String type, ObjectNode body, Instant at) {
        tx.jooq()
                .insertInto(TASK_EVENTS)
                .set(TASK_EVENTS.TASK_ID, taskId)
                .set(TASK_EVENTS.EVENT_TYPE, type)
                .set(TASK_EVENTS.BODY, Json.write(body))
                .set(TASK_EVENTS.CREATED_AT, at.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** An event to be appended. */
    record Row(UUID taskId, String type, String body, OffsetDateTime at) {
        static Row of(UUID taskId, RunLines.Line line) {
            return of(taskId, line.event().type(), line.event().body(), line.at());
        }

        static List<Row> of(UUID taskId, List<RunLines.Line> lines) {
            return lines.stream().map(line -> of(taskId, line)).toList();
        }

        static Row of(UUID taskId, String type, ObjectNode body, Instant at) {
            return new Row(taskId, type, Json.write(body), at.atOffset(ZoneOffset.UTC));
        }
    }

    /** The same for several, in their order: one statement that is the same however many there are. */
    void append(Tx tx, List<Row> rows) {
        if (!rows.isEmpty()) {
            tx.jooq()
                    .execute(
                            APPEND,
                            val(rows.stream().map(Row::taskId).toArray(UUID[]::new)),
                            val(rows.stream().map(Row::type).toArray(String[]::new)),
                            val(rows.stream().map(Row::body).toArray(String[]::new)),
                            val(rows.stream().map(Row::at).toArray(OffsetDateTime[]::new)));
        }
    }

    /**
     * Events with a higher id, and completions of any id, in order.
     *
     * @param after 0 for all
     */
    List<TaskEvent> after(Tx tx, UUID taskId, long after, int limit) {
        return tx.jooq()
                .selectFrom(TASK_EVENTS)
                .where(TASK_EVENTS.TASK_ID.eq(taskId))
                .and(TASK_EVENTS.ID.gt(after).or(TASK_EVENTS.EVENT_TYPE.eq(COMPLETION)))
                .orderBy(TASK_EVENTS.ID)
                .limit(limit)
                .fetch()
                .map(row -> new TaskEvent(
                        row.get(TASK_EVENTS.ID),
                        row.get(TASK_EVENTS.TASK_ID),
                        row.get(TASK_EVENTS.EVENT_TYPE),
                        (ObjectNode) Json.read(row.get(TASK_EVENTS.BODY)),
                        row.get(TASK_EVENTS.CREATED_AT).toInstant()));
    }

    /** The id of the last {@code recovered} event, 0 where there is none. */
    long lastRecovery(Tx tx, UUID taskId) {
        var id = tx.jooq()
                .select(max(TASK_EVENTS.ID))
                .from(TASK_EVENTS)
                .where(TASK_EVENTS.TASK_ID.eq(taskId))
                .and(TASK_EVENTS.EVENT_TYPE.eq(RECOVERED))
                .fetchSingle()
                .value1();
        return id == null ? 0 : id;
    }

    /** The highest id of each of these tasks; those without an event are left out. */
    Map<UUID, Long> newest(Tx tx, Collection<UUID> taskIds) {
        var newest = new HashMap<UUID, Long>();
        tx.jooq()
                .select(TASK_EVENTS.TASK_ID, max(TASK_EVENTS.ID))
                .from(TASK_EVENTS)
                .where(TASK_EVENTS.TASK_ID.in(taskIds))
                .groupBy(TASK_EVENTS.TASK_ID)
                .forEach(row -> newest.put(row.value1(), row.value2()));
        return newest;
    }

    /** The step that the newest event with a step names; null where no event names one. */
    @Nullable
    String newestStep(Tx tx, UUID taskId) {
        return tx.jooq()
                .select(TASK_EVENTS.BODY)
                .from(TASK_EVENTS)
                .where(TASK_EVENTS.TASK_ID.eq(taskId))
                .and(TASK_EVENTS.BODY.contains("\"stepId\":"))
                .orderBy(TASK_EVENTS.ID.desc())
                .limit(1)
                .fetchOptional()
                .map(row -> Json.read(row.value1()).path("stepId").asString())
                .orElse(null);
    }

    /** The steps whose last word is that they have begun, in the order in which they did. */
    Set<String> unfinishedSteps(Tx tx, UUID taskId) {
        var steps = new LinkedHashSet<String>();
        tx.jooq()
                .select(TASK_EVENTS.BODY)
                .from(TASK_EVENTS)
                .where(TASK_EVENTS.TASK_ID.eq(taskId))
                .and(TASK_EVENTS.EVENT_TYPE.eq("log"))
                .and(TASK_EVENTS.BODY.contains("\"status\":"))
                .orderBy(TASK_EVENTS.ID)
                .forEach(row -> {
                    var body = Json.read(row.value1());
                    var step = body.path("stepId").asString("");
                    if (body.path("status").asString("").equals("processing")) {
                        steps.add(step);
                    } else if (body.has("status")) {
                        steps.remove(step);
                    }
                });
        return steps;
    }

    /** Takes back that a task has ended or was cancelled, before it is tried again. */
    void removeOutcome(Tx tx, UUID taskId) {
        tx.jooq()
                .deleteFrom(TASK_EVENTS)
                .where(TASK_EVENTS.TASK_ID.eq(taskId))
                .and(TASK_EVENTS.EVENT_TYPE.in(COMPLETION, CANCELLED))
                .execute();
    }
}
