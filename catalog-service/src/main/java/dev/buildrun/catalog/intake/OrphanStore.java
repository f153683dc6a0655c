package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Tables.REFRESH_STATE;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_REFERENCES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.unnest;

import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.types.DayToSecond;

/**
 * Which entities are orphans: those that nothing leads to, and those that lead to each other in a ring with no way into it from a
 * provider. The first is seen at once. The second takes a walk through all that lies above, which {@link #resolveDoubts} makes in a
 * transaction of its own: two that each cut one of the last two ways into a ring do not see each other, but who walks later sees both.
 */
final class OrphanStore {
    /** Notes which of the entities nothing refers to any more, and which are referred to again. */
    void note(Tx tx, Collection<String> refs) {
        var references = selectOne()
                .from(REFRESH_STATE_REFERENCES)
                .where(REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF.eq(REFRESH_STATE.ENTITY_REF));
        var among = among(refs);
        tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.ORPHANED_AT, currentOffsetDateTime())
                .where(among)
                .and(REFRESH_STATE.ORPHANED_AT.isNull())
                .and(notExists(references))
                .execute();
        // Who refers to it again may be part of the same ring.
        tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.ORPHANED_AT, castNull(OffsetDateTime.class))
                .set(REFRESH_STATE.REACH_IN_DOUBT, true)
                .where(among)
                .and(REFRESH_STATE.ORPHANED_AT.isNotNull())
                .and(exists(references))
                .execute();
    }

    /**
     * These have lost one of those who lead to them, and may be left with such as nothing else leads to. Rows that are in doubt
     * already are written too: who is just settling that doubt does not see this transaction, and has to come again after it.
     */
    void doubt(Tx tx, Collection<String> refs) {
        tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.REACH_IN_DOUBT, true)
                .where(among(refs))
                .execute();
    }

    /** Entities in doubt, each row locked until the end of the transaction; those that others hold are passed over. */
    Set<String> doubtful(Tx tx, int limit) {
        return tx.jooq()
                .select(REFRESH_STATE.ENTITY_REF)
                .from(REFRESH_STATE)
                .where(REFRESH_STATE.REACH_IN_DOUBT)
                .orderBy(REFRESH_STATE.ENTITY_REF)
                .limit(limit)
                .forUpdate()
                .skipLocked()
                .fetchSet(REFRESH_STATE.ENTITY_REF);
    }

    /**
     * Settles the doubt: where neither the entity nor anything above it is declared by a provider, and nothing above is an orphan
     * yet, all that lies above is a ring, or hangs on one, and becomes an orphan.
     *
     * @param doubtful what {@link #doubtful} has returned
     * @return the entities that are orphans now and were not before
     */
    Set<String> resolveDoubts(Tx tx, Set<String> doubtful) {
        var rings = rings(tx, doubtful);
        tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.REACH_IN_DOUBT, false)
                .where(among(doubtful))
                .execute();
        return tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.ORPHANED_AT, currentOffsetDateTime())
                .where(among(rings))
                .and(REFRESH_STATE.ORPHANED_AT.isNull())
                .returning(REFRESH_STATE.ENTITY_REF)
                .fetchSet(REFRESH_STATE.ENTITY_REF);
    }

    /** What lies above those of the entities that no provider reaches; themselves only where they lie in a ring. */
    private static Set<String> rings(Tx tx, Set<String> doubtful) {
        var start = field(name("start"), String.class);
        var ref = field(name("ref"), String.class);
        var root = field(name("root"), String.class);
        var above = table(name("above"));
        var held = select(start)
                .from(above)
                .where(isDeclared(start).or(isDeclared(ref)).or(isOrphan(ref)));
        return tx.jooq()
                .withRecursive("above", "start", "ref")
                .as(select(root, REFRESH_STATE_REFERENCES.SOURCE_ENTITY_REF)
                        .from(unnest(doubtful.toArray(String[]::new)).as("doubtful", "root"))
                        .join(REFRESH_STATE_REFERENCES)
                        .on(leadsTo(root))
                        .union(select(start, REFRESH_STATE_REFERENCES.SOURCE_ENTITY_REF)
                                .from(above)
                                .join(REFRESH_STATE_REFERENCES)
                                .on(leadsTo(ref))))
                .selectDistinct(ref)
                .from(above)
                .where(start.notIn(held))
                .fetchSet(ref);
    }

    private static Condition leadsTo(Field<String> ref) {
        return REFRESH_STATE_REFERENCES
                .TARGET_ENTITY_REF
                .eq(ref)
                .and(REFRESH_STATE_REFERENCES.SOURCE_ENTITY_REF.isNotNull());
    }

    private static Condition isDeclared(Field<String> ref) {
        return exists(selectOne()
                .from(REFRESH_STATE_REFERENCES)
                .where(REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF.eq(ref))
                .and(REFRESH_STATE_REFERENCES.SOURCE_KEY.isNotNull()));
    }

    private static Condition isOrphan(Field<String> ref) {
        return exists(selectOne()
                .from(REFRESH_STATE)
                .where(REFRESH_STATE.ENTITY_REF.eq(ref))
                .and(REFRESH_STATE.ORPHANED_AT.isNotNull()));
    }

    /** Entities that have been orphans for at least so long, the first ones first. */
    Set<String> orphans(Tx tx, Duration since, int limit) {
        return tx.jooq()
                .select(REFRESH_STATE.ENTITY_REF)
                .from(REFRESH_STATE)
                .where(REFRESH_STATE.ORPHANED_AT.le(currentOffsetDateTime().minus(DayToSecond.valueOf(since))))
                .orderBy(REFRESH_STATE.ORPHANED_AT)
                .limit(limit)
                .fetchSet(REFRESH_STATE.ENTITY_REF);
    }

    private static Condition among(Collection<String> refs) {
        return REFRESH_STATE.ENTITY_REF.eq(any(Columns.texts(refs)));
    }
}
