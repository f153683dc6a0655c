package dev.buildrun.catalog.webhook;

import static dev.buildrun.database.schema.Tables.WEBHOOKS;
import static dev.buildrun.database.schema.Tables.WEBHOOK_DEAD_LETTERS;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.val;

import dev.buildrun.catalog.webhook.Webhook.Mode;
import dev.buildrun.catalog.webhook.Webhook.Owner;
import dev.buildrun.catalog.webhook.Webhook.Pause;
import dev.buildrun.catalog.webhook.Webhook.Standing;
import dev.buildrun.catalog.webhook.Webhook.Terms;
import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What is agreed with receivers. Whoever changes something raises the fence, so that whoever delivers notices and starts anew. */
final class WebhookStore {
    /** On this channel PostgreSQL notifies whoever listens that something was agreed anew. */
    static final String CHANNEL = "catalog_webhooks";

    /** Locks out others who count before they insert. */
    private static final long LOCK = 0x6275696c6472756eL;

    private static final Field<Integer> DEAD_LETTERS = field(
                    selectCount().from(WEBHOOK_DEAD_LETTERS).where(WEBHOOK_DEAD_LETTERS.WEBHOOK_ID.eq(WEBHOOKS.ID)))
            .as("dead_letters");

    /** How many there are, until this transaction ends. */
    int countLocked(Tx tx) {
        tx.jooq()
                .select(DSL.function("pg_advisory_xact_lock", Object.class, inline(LOCK)))
                .execute();
        return tx.jooq().fetchCount(WEBHOOKS);
    }

    /** @param position after which it is told */
    void insert(Tx tx, UUID id, Terms terms, byte[] sealedSecret, Owner owner, long position) {
        tx.jooq()
                .insertInto(WEBHOOKS)
                .set(WEBHOOKS.ID, id)
                .set(WEBHOOKS.URL, terms.url())
                .set(WEBHOOKS.DESCRIPTION, terms.description())
                .set(WEBHOOKS.FILTERS, terms.filters().toArray(String[]::new))
                .set(WEBHOOKS.TYPES, terms.types().toArray(String[]::new))
                .set(WEBHOOKS.WITH_BODY, terms.withBody())
                .set(WEBHOOKS.MODE, text(terms.mode()))
                .set(WEBHOOKS.SECRET, sealedSecret)
                .set(WEBHOOKS.ENABLED, true)
                .set(WEBHOOKS.CREATED_BY, owner.actor())
                .set(WEBHOOKS.CREATED_BY_USER, owner.isUser())
                .set(WEBHOOKS.POSITION, position)
                .execute();
        tell(tx);
    }

    private static void tell(Tx tx) {
        tx.jooq()
                .select(DSL.function("pg_notify", Object.class, inline(CHANNEL), inline("")))
                .execute();
    }

    List<Webhook> list(Tx tx) {
        return all(tx).orderBy(WEBHOOKS.CREATED_AT, WEBHOOKS.ID).fetch(WebhookStore::webhook);
    }

    Optional<Webhook> find(Tx tx, UUID id) {
        return all(tx).where(WEBHOOKS.ID.eq(id)).fetchOptional(WebhookStore::webhook);
    }

    private static SelectJoinStep<Record> all(Tx tx) {
        return tx.jooq().select(WEBHOOKS.fields()).select(DEAD_LETTERS).from(WEBHOOKS);
    }

    /** The encrypted secret of one that is there. */
    byte[] sealedSecret(Tx tx, UUID id) {
        return tx.jooq()
                .select(WEBHOOKS.SECRET)
                .from(WEBHOOKS)
                .where(WEBHOOKS.ID.eq(id))
                .fetchSingle()
                .value1();
    }

    /** Agrees anew, and begins anew to try; one that was paused goes on. */
    void update(Tx tx, UUID id, Terms terms, boolean isEnabled, byte @Nullable [] sealedSecret) {
        tx.jooq()
                .update(WEBHOOKS)
                .set(WEBHOOKS.URL, terms.url())
                .set(WEBHOOKS.DESCRIPTION, terms.description())
                .set(WEBHOOKS.FILTERS, terms.filters().toArray(String[]::new))
                .set(WEBHOOKS.TYPES, terms.types().toArray(String[]::new))
                .set(WEBHOOKS.WITH_BODY, terms.withBody())
                .set(WEBHOOKS.MODE, text(terms.mode()))
                .set(WEBHOOKS.ENABLED, isEnabled)
                .set(WEBHOOKS.CHANGED_AT, currentOffsetDateTime())
                .set(WEBHOOKS.ATTEMPTS, 0)
                .set(WEBHOOKS.DEAD_IN_A_ROW, 0)
                .setNull(WEBHOOKS.RETRY_AT)
                .setNull(WEBHOOKS.PAUSED_AT)
                .setNull(WEBHOOKS.PAUSED_WHY)
                .set(WEBHOOKS.FENCE, WEBHOOKS.FENCE.plus(1))
                .setNull(WEBHOOKS.LEASED_UNTIL)
                .set(WEBHOOKS.SECRET, sealedSecret == null ? WEBHOOKS.SECRET : val(sealedSecret))
                .where(WEBHOOKS.ID.eq(id))
                .execute();
        tell(tx);
    }

    /** Returns whether there was one. */
    boolean delete(Tx tx, UUID id) {
        var deleted = tx.jooq().deleteFrom(WEBHOOKS).where(WEBHOOKS.ID.eq(id)).execute();
        tell(tx);
        return deleted > 0;
    }

    private static Webhook webhook(Record row) {
        return parse(row, row.get(DEAD_LETTERS));
    }

    /** @param row of the table itself */
    static Webhook parse(Record row, int deadLetters) {
        var why = row.get(WEBHOOKS.PAUSED_WHY);
        var pausedAt = row.get(WEBHOOKS.PAUSED_AT);
        return new Webhook(
                row.get(WEBHOOKS.ID),
                new Terms(
                        row.get(WEBHOOKS.URL),
                        row.get(WEBHOOKS.DESCRIPTION),
                        List.of(row.get(WEBHOOKS.FILTERS)),
                        List.of(row.get(WEBHOOKS.TYPES)),
                        row.get(WEBHOOKS.WITH_BODY),
                        Mode.valueOf(row.get(WEBHOOKS.MODE).toUpperCase(Locale.ROOT))),
                row.get(WEBHOOKS.ENABLED),
                new Owner(row.get(WEBHOOKS.CREATED_BY), row.get(WEBHOOKS.CREATED_BY_USER)),
                row.get(WEBHOOKS.CREATED_AT).toInstant(),
                row.get(WEBHOOKS.CHANGED_AT).toInstant(),
                new Standing(
                        row.get(WEBHOOKS.POSITION),
                        row.get(WEBHOOKS.ATTEMPTS),
                        instant(row.get(WEBHOOKS.FAILING_SINCE)),
                        row.get(WEBHOOKS.LAST_ERROR),
                        instant(row.get(WEBHOOKS.SUCCEEDED_AT)),
                        pausedAt == null || why == null ? null : new Pause(pausedAt.toInstant(), why),
                        deadLetters));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static String text(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
