package dev.buildrun.settings;

import static dev.buildrun.database.schema.Tables.USER_SETTINGS;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jooq.Condition;

/** The table of users' settings. */
final class UserSettingsStore {
    /** Which setting, of whom. */
    record Name(String userEntityRef, String bucket, String key) {}

    Optional<String> find(Tx tx, Name name) {
        return tx.jooq()
                .select(USER_SETTINGS.VALUE)
                .from(USER_SETTINGS)
                .where(is(name))
                .fetchOptional(USER_SETTINGS.VALUE);
    }

    /** How many settings a user has. */
    int count(Tx tx, String userEntityRef) {
        return tx.jooq().fetchCount(USER_SETTINGS, USER_SETTINGS.USER_ENTITY_REF.eq(userEntityRef));
    }

    /** @param value JSON text */
    void put(Tx tx, Name name, String value, Instant at) {
        var time = at.atOffset(ZoneOffset.UTC);
        tx.jooq()
                .insertInto(USER_SETTINGS)
                .set(USER_SETTINGS.USER_ENTITY_REF, name.userEntityRef())
                .set(USER_SETTINGS.BUCKET, name.bucket())
                .set(USER_SETTINGS.KEY, name.key())
                .set(USER_SETTINGS.VALUE, value)
                .set(USER_SETTINGS.UPDATED_AT, time)
                .onConflict(USER_SETTINGS.USER_ENTITY_REF, USER_SETTINGS.BUCKET, USER_SETTINGS.KEY)
                .doUpdate()
                .set(USER_SETTINGS.VALUE, value)
                .set(USER_SETTINGS.UPDATED_AT, time)
                .execute();
    }

    void delete(Tx tx, Name name) {
        tx.jooq().deleteFrom(USER_SETTINGS).where(is(name)).execute();
    }

    private static Condition is(Name name) {
        return USER_SETTINGS
                .USER_ENTITY_REF
                .eq(name.userEntityRef())
                .and(USER_SETTINGS.BUCKET.eq(name.bucket()))
                .and(USER_SETTINGS.KEY.eq(name.key()));
    }
}
