package dev.buildrun.platform.event;

import static dev.buildrun.database.schema.Tables.PLATFORM_EVENTS;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.notification.Notifier;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of events. Rows are added, and deleted when they are old. */
public final class EventStore {
    private static final Duration KEPT = Duration.ofDays(400);
    private static final int MOST_DELETED = 10_000;

    private final Notifier notifier;

    /** For who only reads: nobody is told of what is added. */
    public EventStore() {
        this(Notifier.SILENT);
    }

    /** @param notifier takes what people are to be told of events */
    public EventStore(Notifier notifier) {
        this.notifier = notifier;
    }

    /**
     * An event with its place in the list.
     *
     * @param id grows from one to the next, with gaps
     */
    public record Listed(long id, PlatformEvent event) {}

    /** Adds those that were not told before, and tells people of them, all with the commit of the transaction. */
    public void add(Tx tx, Collection<PlatformEvent> events) {
        for (var event : events) {
            if (insert(tx, event)) {
                EventNotices.of(event).ifPresent(notice -> notifier.tell(tx, notice));
            }
        }
    }

    /** False where it is there already. Another transaction that is adding the same is waited for. */
    private static boolean insert(Tx tx, PlatformEvent event) {
        return tx.jooq()
                        .insertInto(PLATFORM_EVENTS)
                        .set(PLATFORM_EVENTS.AT, event.at().atOffset(ZoneOffset.UTC))
                        .set(PLATFORM_EVENTS.TYPE, event.type())
                        .set(PLATFORM_EVENTS.SUBJECT, event.subject())
                        .set(PLATFORM_EVENTS.AUDIENCE, event.audience())
                        .set(PLATFORM_EVENTS.DATA, Json.write(event.data()))
                        .set(PLATFORM_EVENTS.KEY, event.key())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /**
     * The newest first.
     *
     * @param audience only what concerns this group; null for all
     * @param before only those with a smaller id; null for all
     */
    public List<Listed> list(
            Tx tx, @Nullable String audience, @Nullable String type, @Nullable Long before, int limit) {
        return tx.jooq()
                .selectFrom(PLATFORM_EVENTS)
                .where(audience == null ? DSL.noCondition() : PLATFORM_EVENTS.AUDIENCE.eq(audience))
                .and(type == null ? DSL.noCondition() : PLATFORM_EVENTS.TYPE.eq(type))
                .and(before == null ? DSL.noCondition() : PLATFORM_EVENTS.ID.lt(before))
                .orderBy(PLATFORM_EVENTS.ID.desc())
                .limit(limit)
                .fetch(EventStore::listed);
    }

    private static Listed listed(Record row) {
        return new Listed(
                row.get(PLATFORM_EVENTS.ID),
                new PlatformEvent(
                        row.get(PLATFORM_EVENTS.AT).toInstant(),
                        row.get(PLATFORM_EVENTS.TYPE),
                        row.get(PLATFORM_EVENTS.SUBJECT),
                        row.get(PLATFORM_EVENTS.AUDIENCE),
                        (ObjectNode) Json.read(row.get(PLATFORM_EVENTS.DATA)),
                        row.get(PLATFORM_EVENTS.KEY)));
    }

    /** Forgets what is more than a year old, some at a time. */
    public int deleteOld(Tx tx, Instant now) {
        var old = DSL.select(PLATFORM_EVENTS.ID)
                .from(PLATFORM_EVENTS)
                .where(PLATFORM_EVENTS.AT.lt(now.minus(KEPT).atOffset(ZoneOffset.UTC)))
                .orderBy(PLATFORM_EVENTS.AT)
                .limit(MOST_DELETED);
        return tx.jooq()
                .deleteFrom(PLATFORM_EVENTS)
                .where(PLATFORM_EVENTS.ID.in(old))
                .execute();
    }
}
