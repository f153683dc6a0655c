package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_KEPT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SelectConditionStep;
import org.jooq.SelectSeekStep1;
import org.jspecify.annotations.Nullable;

/** The versions of single entities; the one place that knows how the log keeps them. Refs are full and in lower case. */
public final class VersionReads {
    private static final long BYTES_PER_READ = 4L << 20;
    private static final int ROWS_PER_FETCH = 20;
    private static final String BEGINS_LATE = "begins_late";

    /**
     * How far back versions are complete.
     *
     * @param head the position of the newest row
     * @param floor up to this position only the newest version of each entity is kept
     * @param since the time of that; null while nothing was forgotten for its age
     */
    public record Kept(long head, long floor, @Nullable Instant since) {}

    /** Makes all that is read see one moment; must be the first call in its transaction. */
    public void begin(Tx tx) {
        tx.jooq().execute("set transaction isolation level repeatable read, read only");
    }

    public Kept kept(Tx tx) {
        return tx.jooq()
                .select(CHANGE_LOG_HEAD.SEQ, CHANGE_LOG_KEPT.HISTORY_FLOOR, CHANGE_LOG_KEPT.HISTORY_SINCE)
                .from(CHANGE_LOG_HEAD)
                .crossJoin(CHANGE_LOG_KEPT)
                .fetchSingle(row -> new Kept(
                        row.value1(),
                        row.value2(),
                        row.value3() == null ? null : row.value3().toInstant()));
    }

    /**
     * The newest versions before a position, the newest first: at most {@code limit}, and no more than begin within 4 MiB, but one at
     * least where there is any.
     */
    public List<Version> before(Tx tx, String ref, long position, int limit) {
        var versions = new ArrayList<Version>();
        var bytes = 0L;
        try (var rows = newestFirst(tx, ref, CHANGE_LOG.SEQ.lt(position))
                .limit(limit)
                .fetchSize(ROWS_PER_FETCH)
                .fetchLazy()) {
            for (var row : rows) {
                if (bytes >= BYTES_PER_READ) {
                    break;
                }
                bytes += length(row.get(CHANGE_LOG.BODY)) + length(row.get(CHANGE_LOG.RELATIONS));
                versions.add(version(row));
            }
        }
        return versions;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** The version that began at exactly this position. */
    public Optional<Version> at(Tx tx, String ref, long position) {
        return first(newestFirst(tx, ref, CHANGE_LOG.SEQ.eq(position)).limit(1));
    }

    /** The version that was there when the log had reached a position. */
    public Optional<Version> asOf(Tx tx, String ref, long position) {
        return first(newestFirst(tx, ref, CHANGE_LOG.SEQ.le(position)).limit(1));
    }

    /** The version that was there at a time. */
    public Optional<Version> asOf(Tx tx, String ref, Instant time) {
        var moment = OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
        // Positions have the order of times, so that this skips, in one step, whatever came later.
        var later = coalesce(
                field(select(CHANGE_LOG.SEQ)
                        .from(CHANGE_LOG)
                        .where(CHANGE_LOG.AT.gt(moment))
                        .orderBy(CHANGE_LOG.AT)
                        .limit(1)),
                inline(Long.MAX_VALUE));
        return first(newestFirst(tx, ref, CHANGE_LOG.SEQ.lt(later).and(CHANGE_LOG.AT.le(moment)))
                .limit(1));
    }

    /** The next version after a position. */
    public Optional<Version> after(Tx tx, String ref, long position) {
        return first(all(tx, ref, CHANGE_LOG.SEQ.gt(position))
                .orderBy(CHANGE_LOG.SEQ)
                .limit(1));
    }

    /** The oldest version that is kept. */
    public Optional<Version> oldest(Tx tx, String ref) {
        return first(all(tx, ref, noCondition()).orderBy(CHANGE_LOG.SEQ).limit(1));
    }

    private static SelectSeekStep1<Record, Long> newestFirst(Tx tx, String ref, Condition condition) {
        return all(tx, ref, condition).orderBy(CHANGE_LOG.SEQ.desc());
    }

    private static SelectConditionStep<Record> all(Tx tx, String ref, Condition condition) {
        return tx.jooq()
                .select(CHANGE_LOG.fields())
                .select(field(condition(CHANGE_LOG.CUT)
                                .or(CHANGE_LOG.SEQ.le(
                                        select(CHANGE_LOG_KEPT.HISTORY_FLOOR).from(CHANGE_LOG_KEPT))))
                        .as(BEGINS_LATE))
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.ENTITY_REF.eq(ref))
                .and(condition);
    }

    private static Optional<Version> first(ResultQuery<Record> query) {
        return query.fetchOptional(VersionReads::version);
    }

    private static Version version(Record row) {
        var removed = row.get(CHANGE_LOG.WHAT).equals(ChangeStore.REMOVED);
        return new Version(
                row.get(CHANGE_LOG.SEQ),
                row.get(CHANGE_LOG.AT).toInstant(),
                row.get(CHANGE_LOG.ENTITY_REF),
                row.get(CHANGE_LOG.ENTITY_ID),
                new Cause(row.get(CHANGE_LOG.CAUSE), row.get(CHANGE_LOG.ACTOR)),
                row.get(BEGINS_LATE, Boolean.class),
                removed ? null : EntityStateReads.parse(row));
    }
}
