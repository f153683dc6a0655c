package dev.buildrun.catalog.process;

import static dev.buildrun.database.schema.Tables.PROCESSING_REPLICAS;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import dev.buildrun.database.Tx;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jooq.types.DayToSecond;

/** The table of the processes that process entities. All times in it are PostgreSQL's. */
final class ReplicaStore {
    /** Gives a sign of life; also where others have taken this one for dead. */
    void seen(Tx tx, UUID id, String version) {
        tx.jooq()
                .insertInto(PROCESSING_REPLICAS)
                .set(PROCESSING_REPLICAS.ID, id)
                .set(PROCESSING_REPLICAS.VERSION, version)
                .onConflict(PROCESSING_REPLICAS.ID)
                .doUpdate()
                .set(PROCESSING_REPLICAS.SEEN_AT, currentOffsetDateTime())
                .execute();
    }

    /** Takes out those that have given no sign of life for so long; returns their versions. Of several callers one gets each. */
    Set<String> takeOut(Tx tx, Duration silence) {
        return tx.jooq()
                .deleteFrom(PROCESSING_REPLICAS)
                .where(PROCESSING_REPLICAS.SEEN_AT.lt(currentOffsetDateTime().minus(DayToSecond.valueOf(silence))))
                .returning(PROCESSING_REPLICAS.VERSION)
                .fetchSet(PROCESSING_REPLICAS.VERSION);
    }

    /** Lets the next one that looks take this one out. */
    void leave(Tx tx, UUID id, Duration silence) {
        tx.jooq()
                .update(PROCESSING_REPLICAS)
                .set(
                        PROCESSING_REPLICAS.SEEN_AT,
                        currentOffsetDateTime().minus(DayToSecond.valueOf(silence.multipliedBy(2))))
                .where(PROCESSING_REPLICAS.ID.eq(id))
                .execute();
    }
}
