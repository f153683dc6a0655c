package dev.buildrun.platform.alert;

import static dev.buildrun.database.schema.Tables.ALERTS;
import static org.jooq.impl.DSL.row;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.platform.alert.AlertRouting.RoutedTo;
import dev.buildrun.platform.page.TimePage;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of alerts. */
final class AlertStore {
    /** Which alerts somebody wants; null for any. */
    record Wanted(
            @Nullable String component,
            @Nullable String owner,
            @Nullable Boolean isFiring,
            @Nullable Boolean isAcknowledged,
            @Nullable RoutedTo routedTo,
            @Nullable Collection<String> owners) {}

    /** Returns whether it is a new one; one that is there already is left as it is. */
    boolean insert(Tx tx, Alert alert) {
        var notice = alert.notice();
        var route = alert.route();
        return tx.jooq()
                        .insertInto(ALERTS)
                        .set(ALERTS.ID, alert.id())
                        .set(ALERTS.FINGERPRINT, notice.fingerprint())
                        .set(ALERTS.STARTS_AT, utc(notice.startsAt()))
                        .set(ALERTS.ENDS_AT, notice.endsAt() == null ? null : utc(notice.endsAt()))
                        .set(ALERTS.STATUS, notice.isFiring() ? "firing" : "resolved")
                        .set(ALERTS.NAME, notice.name())
                        .set(ALERTS.SEVERITY, alert.severity())
                        .set(ALERTS.SUMMARY, alert.summary())
                        .set(ALERTS.LABELS, Json.write(json(notice.labels())))
                        .set(ALERTS.ANNOTATIONS, Json.write(json(notice.annotations())))
                        .set(ALERTS.GENERATOR_URL, notice.generatorUrl())
                        .set(ALERTS.COMPONENT, route.component())
                        .set(ALERTS.OWNER, route.owner())
                        .set(ALERTS.ROUTED_TO, route.to().name().toLowerCase(Locale.ROOT))
                        .set(ALERTS.ROUTE_NOTE, route.note())
                        .set(ALERTS.CHANNEL, route.channel())
                        .set(ALERTS.ON_CALL, route.onCall())
                        .set(ALERTS.ON_CALL_OF, route.onCallOf())
                        .set(ALERTS.RECEIVED_AT, utc(alert.receivedAt()))
                        .onConflict(ALERTS.FINGERPRINT, ALERTS.STARTS_AT)
                        .doNothing()
                        .execute()
                > 0;
    }

    /** Marks one that fired as over; empty where it was already, or never fired. */
    Optional<Alert> resolve(Tx tx, Notice notice) {
        return tx.jooq()
                .update(ALERTS)
                .set(ALERTS.STATUS, "resolved")
                .set(ALERTS.ENDS_AT, notice.endsAt() == null ? null : utc(notice.endsAt()))
                .where(ALERTS.FINGERPRINT.eq(notice.fingerprint()))
                .and(ALERTS.STARTS_AT.eq(utc(notice.startsAt())))
                .and(ALERTS.STATUS.eq("firing"))
                .returning()
                .fetchOptional(AlertStore::alert);
    }

    /** Newest first, one more than the page has where there is more. */
    List<Alert> list(Tx tx, Wanted wanted, TimePage page) {
        var after = page.after();
        return tx.jooq()
                .selectFrom(ALERTS)
                .where(wanted(wanted))
                .and(
                        after == null
                                ? DSL.noCondition()
                                : row(ALERTS.RECEIVED_AT, ALERTS.ID).lt(utc(after.at()), after.id()))
                .orderBy(ALERTS.RECEIVED_AT.desc(), ALERTS.ID.desc())
                .limit(page.limit() + 1)
                .fetch(AlertStore::alert);
    }

    private static Condition wanted(Wanted wanted) {
        var condition = DSL.noCondition();
        if (wanted.component() != null) {
            condition = condition.and(ALERTS.COMPONENT.eq(wanted.component()));
        }
        if (wanted.owner() != null) {
            condition = condition.and(ALERTS.OWNER.eq(wanted.owner()));
        }
        if (wanted.isFiring() != null) {
            condition = condition.and(ALERTS.STATUS.eq(wanted.isFiring() ? "firing" : "resolved"));
        }
        if (wanted.isAcknowledged() != null) {
            condition = condition.and(
                    wanted.isAcknowledged() ? ALERTS.ACKNOWLEDGED_AT.isNotNull() : ALERTS.ACKNOWLEDGED_AT.isNull());
        }
        if (wanted.routedTo() != null) {
            condition =
                    condition.and(ALERTS.ROUTED_TO.eq(wanted.routedTo().name().toLowerCase(Locale.ROOT)));
        }
        return wanted.owners() == null ? condition : condition.and(ALERTS.OWNER.in(wanted.owners()));
    }

    Optional<Alert> find(Tx tx, UUID id) {
        return tx.jooq().selectFrom(ALERTS).where(ALERTS.ID.eq(id)).fetchOptional(AlertStore::alert);
    }

    /** False where somebody was quicker. */
    boolean acknowledge(Tx tx, UUID id, String actor, @Nullable String comment, Instant at) {
        return tx.jooq()
                        .update(ALERTS)
                        .set(ALERTS.ACKNOWLEDGED_AT, utc(at))
                        .set(ALERTS.ACKNOWLEDGED_BY, actor)
                        .set(ALERTS.COMMENT, comment)
                        .where(ALERTS.ID.eq(id))
                        .and(ALERTS.ACKNOWLEDGED_AT.isNull())
                        .execute()
                > 0;
    }

    /** Deletes alerts that are over and were received before a moment, at most so many; returns how many. */
    int forget(Tx tx, Instant before, int most) {
        var old = DSL.select(ALERTS.ID)
                .from(ALERTS)
                .where(ALERTS.RECEIVED_AT.lt(utc(before)))
                .and(ALERTS.STATUS.eq("resolved"))
                .limit(most);
        return tx.jooq().deleteFrom(ALERTS).where(ALERTS.ID.in(old)).execute();
    }

    private static Alert alert(Record row) {
        var notice = new Notice(
                row.get(ALERTS.FINGERPRINT),
                row.get(ALERTS.STATUS).equals("firing"),
                texts(row.get(ALERTS.LABELS)),
                texts(row.get(ALERTS.ANNOTATIONS)),
                row.get(ALERTS.STARTS_AT).toInstant(),
                instant(row.get(ALERTS.ENDS_AT)),
                row.get(ALERTS.GENERATOR_URL));
        var route = new AlertRouting.Route(
                row.get(ALERTS.COMPONENT),
                row.get(ALERTS.OWNER),
                RoutedTo.valueOf(row.get(ALERTS.ROUTED_TO).toUpperCase(Locale.ROOT)),
                row.get(ALERTS.CHANNEL),
                row.get(ALERTS.ROUTE_NOTE),
                row.get(ALERTS.ON_CALL),
                row.get(ALERTS.ON_CALL_OF));
        return new Alert(
                row.get(ALERTS.ID),
                notice,
                row.get(ALERTS.SEVERITY),
                row.get(ALERTS.SUMMARY),
                route,
                row.get(ALERTS.RECEIVED_AT).toInstant(),
                instant(row.get(ALERTS.ACKNOWLEDGED_AT)),
                row.get(ALERTS.ACKNOWLEDGED_BY),
                row.get(ALERTS.COMMENT));
    }

    static ObjectNode json(Map<String, String> texts) {
        var json = Json.object();
        texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(text -> json.put(text.getKey(), text.getValue()));
        return json;
    }

    private static Map<String, String> texts(String json) {
        var texts = new LinkedHashMap<String, String>();
        Json.read(json).forEachEntry((key, value) -> texts.put(key, value.asString()));
        return texts;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
