package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Tables.FINAL_ENTITIES;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What is desired and yet not served, or not as it should be. Takes no lock. */
public final class UnprocessedReads {
    private static final int MAX_ROWS = 5_000;
    private static final String NO_ERRORS = "[]";

    /**
     * A row as it is stored; JSON stays text.
     *
     * @param processedEntity what is served all the same; null for nothing
     * @param nextUpdateAt null where nothing makes it due
     */
    public record Row(
            UUID uid,
            String ref,
            String unprocessedEntity,
            String unprocessedHash,
            @Nullable String processedEntity,
            String resultHash,
            String cache,
            @Nullable Instant nextUpdateAt,
            String errors,
            @Nullable String locationKey) {}

    /** Entities that were never good yet, by ref; at most 5,000. */
    List<Row> pending(Tx tx) {
        return read(tx, FINAL_ENTITIES.ENTITY_ID.isNull());
    }

    /** Entities whose last processing failed, by ref, those included that are still served as they were; at most 5,000. */
    List<Row> failed(Tx tx) {
        return read(tx, REFRESH_STATE.ERRORS.ne(NO_ERRORS));
    }

    private static List<Row> read(Tx tx, Condition condition) {
        return tx.jooq()
                .select(REFRESH_STATE.fields())
                .select(FINAL_ENTITIES.BODY)
                .from(REFRESH_STATE)
                .leftJoin(FINAL_ENTITIES)
                .on(FINAL_ENTITIES.ENTITY_ID.eq(REFRESH_STATE.ENTITY_ID))
                .where(condition)
                .orderBy(REFRESH_STATE.ENTITY_REF)
                .limit(MAX_ROWS)
                .fetch(UnprocessedReads::row);
    }

    private static Row row(Record row) {
        return new Row(
                row.get(REFRESH_STATE.ENTITY_ID),
                row.get(REFRESH_STATE.ENTITY_REF),
                row.get(REFRESH_STATE.UNPROCESSED_ENTITY),
                row.get(REFRESH_STATE.UNPROCESSED_HASH),
                row.get(FINAL_ENTITIES.BODY),
                row.get(REFRESH_STATE.RESULT_HASH),
                row.get(REFRESH_STATE.CACHE),
                finite(row.get(REFRESH_STATE.NEXT_UPDATE_AT)),
                row.get(REFRESH_STATE.ERRORS),
                row.get(REFRESH_STATE.LOCATION_KEY));
    }

    /** The driver turns infinity into a year that no clock shows. */
    private static @Nullable Instant finite(OffsetDateTime time) {
        return time.getYear() > 9999 ? null : time.toInstant();
    }
}
