package dev.buildrun.catalog.location;

import static dev.buildrun.database.schema.Tables.LOCATIONS;
import static org.jooq.impl.DSL.md5;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;

/** The registered locations. */
public final class LocationStore {
    /** In the order in which they were registered. */
    public List<Location> list(Tx tx) {
        return tx.jooq()
                .selectFrom(LOCATIONS)
                .orderBy(LOCATIONS.CREATED_AT, LOCATIONS.ID)
                .fetch(LocationStore::location);
    }

    /** Lets nobody change locations until the end of the transaction. */
    void lock(Tx tx) {
        tx.jooq().execute("lock table {0} in share row exclusive mode", LOCATIONS);
    }

    Optional<Location> get(Tx tx, UUID id) {
        return tx.jooq().selectFrom(LOCATIONS).where(LOCATIONS.ID.eq(id)).fetchOptional(LocationStore::location);
    }

    Optional<Location> find(Tx tx, String type, String target) {
        return tx.jooq()
                .selectFrom(LOCATIONS)
                .where(LOCATIONS.TYPE.eq(type))
                .and(md5(LOCATIONS.TARGET).eq(md5(val(target))))
                .and(LOCATIONS.TARGET.eq(target))
                .fetchOptional(LocationStore::location);
    }

    /** Returns false when one with the same type and target is there already. */
    boolean insert(Tx tx, Location location) {
        var rows = tx.jooq()
                .insertInto(LOCATIONS)
                .set(LOCATIONS.ID, location.id())
                .set(LOCATIONS.TYPE, location.type())
                .set(LOCATIONS.TARGET, location.target())
                .set(LOCATIONS.ENTITY_REF, location.entityRef())
                .onConflictDoNothing()
                .execute();
        return rows == 1;
    }

    /** Makes it lead elsewhere. */
    void update(Tx tx, Location location) {
        tx.jooq()
                .update(LOCATIONS)
                .set(LOCATIONS.TYPE, location.type())
                .set(LOCATIONS.TARGET, location.target())
                .where(LOCATIONS.ID.eq(location.id()))
                .execute();
    }

    /** Returns what it deleted. */
    Optional<Location> delete(Tx tx, UUID id) {
        return tx.jooq()
                .deleteFrom(LOCATIONS)
                .where(LOCATIONS.ID.eq(id))
                .returning()
                .fetchOptional(LocationStore::location);
    }

    private static Location location(Record row) {
        return new Location(
                row.get(LOCATIONS.ID),
                row.get(LOCATIONS.TYPE),
                row.get(LOCATIONS.TARGET),
                row.get(LOCATIONS.ENTITY_REF));
    }
}
