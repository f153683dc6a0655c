package dev.buildrun.notification;

import static dev.buildrun.database.schema.Tables.BROADCAST_STATES;
import static dev.buildrun.database.schema.Tables.NOTIFICATIONS;
import static dev.buildrun.database.schema.Tables.NOTIFICATION_SETTINGS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Writes what people were told and what they did with it. */
final class NotificationStore {
    /** The one place where notifications are shown. */
    static final String CHANNEL = "Web";

    /** @param topic empty for none */
    record Source(String origin, String topic) {}

    /** The notification of the same scope, locked. */
    Optional<UUID> findScoped(Tx tx, @Nullable String user, String origin, String scope) {
        return tx.jooq()
                .select(NOTIFICATIONS.ID)
                .from(NOTIFICATIONS)
                .where(coalesce(NOTIFICATIONS.USER_ENTITY_REF, val("")).eq(user == null ? "" : user))
                .and(NOTIFICATIONS.ORIGIN.eq(origin))
                .and(NOTIFICATIONS.SCOPE.eq(scope))
                .forUpdate()
                .fetchOptional(NOTIFICATIONS.ID);
    }

    /** @return false where there is one of the same scope */
    boolean insert(Tx tx, Notification notification) {
        var payload = notification.payload();
        var labels = payload.labels();
        return tx.jooq()
                        .insertInto(NOTIFICATIONS)
                        .set(NOTIFICATIONS.ID, notification.id())
                        .set(NOTIFICATIONS.USER_ENTITY_REF, notification.user())
                        .set(NOTIFICATIONS.ORIGIN, notification.origin())
                        .set(NOTIFICATIONS.TITLE, payload.title())
                        .set(NOTIFICATIONS.DESCRIPTION, payload.description())
                        .set(NOTIFICATIONS.LINK, payload.link())
                        .set(NOTIFICATIONS.SEVERITY, payload.severity().wireName())
                        .set(NOTIFICATIONS.TOPIC, labels.topic())
                        .set(NOTIFICATIONS.SCOPE, labels.scope())
                        .set(NOTIFICATIONS.ICON, labels.icon())
                        .set(NOTIFICATIONS.METADATA, metadata(payload))
                        .set(NOTIFICATIONS.CREATED_AT, at(notification.times().created()))
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** Tells something else in the place of what was told, as if it were new. */
    void restore(Tx tx, UUID id, Payload payload, Instant now) {
        tx.jooq()
                .update(NOTIFICATIONS)
                .set(NOTIFICATIONS.TITLE, payload.title())
                .set(NOTIFICATIONS.DESCRIPTION, payload.description())
                .set(NOTIFICATIONS.LINK, payload.link())
                .set(NOTIFICATIONS.SEVERITY, payload.severity().wireName())
                .set(NOTIFICATIONS.TOPIC, payload.labels().topic())
                .set(NOTIFICATIONS.METADATA, metadata(payload))
                .set(NOTIFICATIONS.UPDATED_AT, at(now))
                .setNull(NOTIFICATIONS.READ_AT)
                .where(NOTIFICATIONS.ID.eq(id))
                .execute();
        tx.jooq()
                .update(BROADCAST_STATES)
                .setNull(BROADCAST_STATES.READ_AT)
                .where(BROADCAST_STATES.NOTIFICATION_ID.eq(id))
                .execute();
    }

    private static @Nullable String metadata(Payload payload) {
        return payload.metadata() == null ? null : Json.write(payload.metadata());
    }

    /** @param at null for unread */
    void markRead(Tx tx, String user, Collection<UUID> ids, @Nullable Instant at) {
        mark(tx, user, ids, new Mark(NOTIFICATIONS.READ_AT, BROADCAST_STATES.READ_AT, at));
    }

    /** @param at null for not saved */
    void markSaved(Tx tx, String user, Collection<UUID> ids, @Nullable Instant at) {
        mark(tx, user, ids, new Mark(NOTIFICATIONS.SAVED_AT, BROADCAST_STATES.SAVED_AT, at));
    }

    private record Mark(
            Field<OffsetDateTime> own,
            Field<OffsetDateTime> broadcast,
            @Nullable Instant at) {
        @Nullable
        OffsetDateTime time() {
            return at == null ? null : NotificationStore.at(at);
        }
    }

    private static void mark(Tx tx, String user, Collection<UUID> ids, Mark mark) {
        tx.jooq()
                .update(NOTIFICATIONS)
                .set(mark.own(), mark.time())
                .where(NOTIFICATIONS.ID.in(ids))
                .and(NOTIFICATIONS.USER_ENTITY_REF.eq(user))
                .execute();
        tx.jooq()
                .insertInto(
                        BROADCAST_STATES,
                        BROADCAST_STATES.NOTIFICATION_ID,
                        BROADCAST_STATES.USER_ENTITY_REF,
                        mark.broadcast())
                .select(tx.jooq()
                        .select(NOTIFICATIONS.ID, val(user), val(mark.time(), mark.broadcast()))
                        .from(NOTIFICATIONS)
                        .where(NOTIFICATIONS.ID.in(ids))
                        .and(NOTIFICATIONS.USER_ENTITY_REF.isNull())
                        .orderBy(NOTIFICATIONS.ID))
                .onConflict(BROADCAST_STATES.NOTIFICATION_ID, BROADCAST_STATES.USER_ENTITY_REF)
                .doUpdate()
                .set(mark.broadcast(), mark.time())
                .execute();
    }

    Settings settings(Tx tx, String user) {
        return new Settings(tx.jooq()
                .select(NOTIFICATION_SETTINGS.ORIGIN, NOTIFICATION_SETTINGS.TOPIC, NOTIFICATION_SETTINGS.ENABLED)
                .from(NOTIFICATION_SETTINGS)
                .where(NOTIFICATION_SETTINGS.USER_ENTITY_REF.eq(user))
                .and(NOTIFICATION_SETTINGS.CHANNEL.eq(CHANNEL))
                .orderBy(NOTIFICATION_SETTINGS.ORIGIN, NOTIFICATION_SETTINGS.TOPIC)
                .fetch(row -> new Settings.Choice(row.value1(), row.value2(), row.value3())));
    }

    void replaceSettings(Tx tx, String user, Settings settings) {
        tx.jooq()
                .deleteFrom(NOTIFICATION_SETTINGS)
                .where(NOTIFICATION_SETTINGS.USER_ENTITY_REF.eq(user))
                .execute();
        for (var choice : settings.choices()) {
            tx.jooq()
                    .insertInto(NOTIFICATION_SETTINGS)
                    .set(NOTIFICATION_SETTINGS.USER_ENTITY_REF, user)
                    .set(NOTIFICATION_SETTINGS.CHANNEL, CHANNEL)
                    .set(NOTIFICATION_SETTINGS.ORIGIN, choice.origin())
                    .set(NOTIFICATION_SETTINGS.TOPIC, choice.topic())
                    .set(NOTIFICATION_SETTINGS.ENABLED, choice.enabled())
                    .onConflictDoNothing()
                    .execute();
        }
    }

    /** Removes what was last told before a time, so many at most. Returns how many went. */
    int removeBefore(Tx tx, Instant time, int limit) {
        return tx.jooq()
                .deleteFrom(NOTIFICATIONS)
                .where(NOTIFICATIONS.ID.in(tx.jooq()
                        .select(NOTIFICATIONS.ID)
                        .from(NOTIFICATIONS)
                        .where(coalesce(NOTIFICATIONS.UPDATED_AT, NOTIFICATIONS.CREATED_AT)
                                .lt(at(time)))
                        .limit(limit)))
                .execute();
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
