package dev.buildrun.notification;

import static dev.buildrun.database.schema.Tables.BROADCAST_STATES;
import static dev.buildrun.database.schema.Tables.NOTIFICATIONS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.notification.NotificationQuery.Conditions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SelectOnConditionStep;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Finds what a user was told, alone or together with everybody. */
final class NotificationReads {
    private static final Field<OffsetDateTime> READ = coalesce(NOTIFICATIONS.READ_AT, BROADCAST_STATES.READ_AT);
    private static final Field<OffsetDateTime> SAVED = coalesce(NOTIFICATIONS.SAVED_AT, BROADCAST_STATES.SAVED_AT);

    /** What can be sorted by, as it is called in questions. */
    private static final Map<String, Field<?>> FIELDS = Map.ofEntries(
            Map.entry("id", NOTIFICATIONS.ID),
            Map.entry("title", NOTIFICATIONS.TITLE),
            Map.entry("description", NOTIFICATIONS.DESCRIPTION),
            Map.entry("severity", NOTIFICATIONS.SEVERITY),
            Map.entry("link", NOTIFICATIONS.LINK),
            Map.entry("origin", NOTIFICATIONS.ORIGIN),
            Map.entry("scope", NOTIFICATIONS.SCOPE),
            Map.entry("topic", NOTIFICATIONS.TOPIC),
            Map.entry("icon", NOTIFICATIONS.ICON),
            Map.entry("created", NOTIFICATIONS.CREATED_AT),
            Map.entry("updated", NOTIFICATIONS.UPDATED_AT),
            Map.entry("user", NOTIFICATIONS.USER_ENTITY_REF),
            Map.entry("read", READ),
            Map.entry("saved", SAVED));

    static Set<String> sortable() {
        return FIELDS.keySet();
    }

    private static SelectOnConditionStep<Record> from(Tx tx, String user, List<SelectFieldOrAsterisk> fields) {
        return tx.jooq()
                .select(fields)
                .from(NOTIFICATIONS)
                .leftJoin(BROADCAST_STATES)
                .on(BROADCAST_STATES.NOTIFICATION_ID.eq(NOTIFICATIONS.ID))
                .and(BROADCAST_STATES.USER_ENTITY_REF.eq(user));
    }

    private static Condition isOf(String user) {
        return NOTIFICATIONS.USER_ENTITY_REF.eq(user).or(NOTIFICATIONS.USER_ENTITY_REF.isNull());
    }

    private static List<SelectFieldOrAsterisk> all() {
        return List.of(NOTIFICATIONS.asterisk(), READ.as("seen"), SAVED.as("kept"));
    }

    List<Notification> list(Tx tx, NotificationQuery query) {
        return from(tx, query.user(), all())
                .where(isOf(query.user()))
                .and(condition(query.conditions()))
                .orderBy(orders(query.orders()))
                .limit(query.limit())
                .offset(query.offset())
                .fetch(NotificationReads::notification);
    }

    List<Notification> find(Tx tx, String user, Collection<UUID> ids) {
        return from(tx, user, all())
                .where(isOf(user))
                .and(NOTIFICATIONS.ID.in(ids))
                .orderBy(orders(List.of()))
                .fetch(NotificationReads::notification);
    }

    int count(Tx tx, String user, Conditions conditions) {
        return from(tx, user, List.of(DSL.count()))
                .where(isOf(user))
                .and(condition(conditions))
                .fetchSingle()
                .get(DSL.count());
    }

    List<String> topics(Tx tx, String user, Conditions conditions) {
        return from(tx, user, List.of(NOTIFICATIONS.TOPIC))
                .where(isOf(user))
                .and(NOTIFICATIONS.TOPIC.isNotNull())
                .and(condition(conditions))
                .groupBy(NOTIFICATIONS.TOPIC)
                .orderBy(NOTIFICATIONS.TOPIC)
                .limit(NotificationQuery.MOST)
                .fetch(NOTIFICATIONS.TOPIC);
    }

    /** From where, and about what, the user was told alone. */
    List<NotificationStore.Source> sources(Tx tx, String user) {
        var topic = coalesce(NOTIFICATIONS.TOPIC, val(""));
        return tx.jooq()
                .selectDistinct(NOTIFICATIONS.ORIGIN, topic)
                .from(NOTIFICATIONS)
                .where(NOTIFICATIONS.USER_ENTITY_REF.eq(user))
                .limit(NotificationQuery.MOST)
                .fetch(row -> new NotificationStore.Source(row.value1(), row.value2()));
    }

    private static List<SortField<?>> orders(List<NotificationQuery.Order> wanted) {
        var orders = new ArrayList<SortField<?>>();
        for (var order : wanted) {
            var field = FIELDS.get(order.field());
            if (field != null) {
                orders.add(order.descending() ? field.desc() : field.asc());
            }
        }
        if (orders.isEmpty()) {
            orders.add(NOTIFICATIONS.CREATED_AT.desc());
        }
        orders.add(NOTIFICATIONS.ID.asc());
        return orders;
    }

    private static Condition condition(Conditions wanted) {
        var all = new ArrayList<Condition>();
        if (wanted.search() != null) {
            all.add(NOTIFICATIONS
                    .TITLE
                    .containsIgnoreCase(wanted.search())
                    .or(NOTIFICATIONS.DESCRIPTION.containsIgnoreCase(wanted.search())));
        }
        if (wanted.read() != null) {
            all.add(wanted.read() ? READ.isNotNull() : READ.isNull());
        }
        if (wanted.saved() != null) {
            all.add(wanted.saved() ? SAVED.isNotNull() : SAVED.isNull());
        }
        if (wanted.createdAfter() != null) {
            all.add(NOTIFICATIONS.CREATED_AT.ge(NotificationStore.at(wanted.createdAfter())));
        }
        if (wanted.leastSeverity() != null) {
            var severities = EnumSet.range(Severity.CRITICAL, wanted.leastSeverity());
            all.add(NOTIFICATIONS.SEVERITY.in(
                    severities.stream().map(Severity::wireName).toList()));
        }
        if (wanted.topic() != null) {
            all.add(NOTIFICATIONS.TOPIC.eq(wanted.topic()));
        }
        return DSL.and(all);
    }

    private static Notification notification(Record row) {
        var metadata = row.get(NOTIFICATIONS.METADATA);
        var payload = new Payload(
                row.get(NOTIFICATIONS.TITLE),
                row.get(NOTIFICATIONS.DESCRIPTION),
                row.get(NOTIFICATIONS.LINK),
                Severity.of(row.get(NOTIFICATIONS.SEVERITY)).orElse(Severity.NORMAL),
                new Payload.Labels(
                        row.get(NOTIFICATIONS.TOPIC), row.get(NOTIFICATIONS.SCOPE), row.get(NOTIFICATIONS.ICON)),
                metadata == null ? null : (ObjectNode) Json.read(metadata));
        return new Notification(
                row.get(NOTIFICATIONS.ID),
                row.get(NOTIFICATIONS.USER_ENTITY_REF),
                row.get(NOTIFICATIONS.ORIGIN),
                payload,
                new Notification.Times(
                        row.get(NOTIFICATIONS.CREATED_AT).toInstant(),
                        instant(row.get(NOTIFICATIONS.UPDATED_AT)),
                        instant(row.get("seen", OffsetDateTime.class)),
                        instant(row.get("kept", OffsetDateTime.class))));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
