package dev.buildrun.catalog.webhook;

import static dev.buildrun.database.schema.Tables.WEBHOOKS;

import dev.buildrun.catalog.feed.CloudEvents;
import dev.buildrun.catalog.feed.FeedTail;
import dev.buildrun.catalog.feed.HiddenByName;
import dev.buildrun.catalog.webhook.Webhook.Mode;
import dev.buildrun.catalog.webhook.Webhook.Owner;
import dev.buildrun.catalog.webhook.Webhook.Terms;
import dev.buildrun.catalog.webhook.WebhookDelivery.Step;
import dev.buildrun.json.Json;
import dev.buildrun.seal.Seal;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.work.WakeUp;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jooq.types.DayToSecond;

/** A catalog and its webhooks, whose deliveries go step by step. No receiver is waited for. */
final class WebhookHarness implements AutoCloseable {
    static final int ATTEMPTS = 3;
    static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

    private static final long FOR_EVER = Duration.ofDays(1).toNanos();

    final CatalogHarness catalog = CatalogHarness.open();
    final RecordingReceiver receiver = new RecordingReceiver();
    final WebhookStore webhooks = new WebhookStore();
    final DeliveryStore deliveries = new DeliveryStore();
    final FeedTail tail = new FeedTail(catalog.database(), new WakeUp(), FeedTail.Room.USUAL);
    final Seal seal = Seal.of(Base64.getEncoder().encodeToString(new byte[32]), "key");
    final WebhookDelivery.Parts parts;
    final HiddenByName hidden = new HiddenByName();

    WebhookHarness() {
        var clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        parts = new WebhookDelivery.Parts(
                catalog.database(),
                deliveries,
                tail,
                new CloudEvents(URI.create("https://portal.example.com")),
                new Sending(new Targets(Set.of("127.0.0.1")), Duration.ofMinutes(1), clock),
                seal,
                hidden.rights(),
                ATTEMPTS,
                new Backoff(new Random(1)),
                clock);
    }

    void provide(EntityBuilder... entities) {
        catalog.provide("one", entities);
        catalog.settle();
    }

    UUID webhook(String... filters) {
        return webhook(Mode.STRUCTURED, filters);
    }

    UUID webhook(Mode mode, String... filters) {
        var id = UUID.randomUUID();
        var terms = new Terms(receiver.url(), "", List.of(filters), List.of(), false, mode);
        var sealed = seal.close(id, Signature.key(SECRET).orElseThrow());
        catalog.database().transact(tx -> webhooks.insert(tx, id, terms, sealed, new Owner("external:test", false), 0));
        return id;
    }

    Webhook known(UUID id) {
        return catalog.database().inTransaction(tx -> webhooks.find(tx, id)).orElseThrow();
    }

    /** Everything that nobody delivers. */
    List<WebhookDelivery> lease() {
        return catalog.database().inTransaction(tx -> deliveries.claim(tx, Duration.ofMinutes(1), 100)).stream()
                .map(lease -> new WebhookDelivery(parts, lease, System.nanoTime() + FOR_EVER))
                .toList();
    }

    /** Goes on until there is nothing to do; where it would wait for the receiver, it does not. Returns what it would have waited. */
    List<Duration> run(WebhookDelivery delivery) throws InterruptedException {
        var waits = new ArrayList<Duration>();
        while (true) {
            while (tail.take() > 0) {
                // All that is new.
            }
            switch (delivery.step()) {
                case Step.GoOn _ -> {}
                case Step.Wait(var time) -> waits.add(time);
                case Step.Idle _, Step.Over _ -> {
                    return waits;
                }
            }
        }
    }

    /** The type without its beginning and the subject of all that the receiver was told. */
    List<String> told() {
        return receiver.received().stream()
                .map(each -> Json.read(each.body()))
                .map(event -> event.path("type").asString().replaceFirst(".*\\.", "") + " "
                        + event.path("subject").asString("-"))
                .toList();
    }

    /** Position, status and attempt of all that is remembered, newest first. */
    List<String> deliveries(UUID id) {
        return catalog.database().inTransaction(tx -> deliveries.deliveries(tx, id)).stream()
                .map(each -> each.position() + " " + each.status() + " " + each.attempt())
                .toList();
    }

    /** Position, attempts and error of all that was given up. */
    List<String> deadLetters(UUID id) {
        return catalog.database().inTransaction(tx -> deliveries.deadLetters(tx, id, -1, 100)).stream()
                .map(each -> each.position() + " " + each.attempts() + " " + each.error())
                .toList();
    }

    /** So much time passes that nobody holds a lease. */
    void expireLeases() {
        catalog.database()
                .transact(tx -> tx.jooq()
                        .update(WEBHOOKS)
                        .set(
                                WEBHOOKS.LEASED_UNTIL,
                                WEBHOOKS.LEASED_UNTIL.minus(DayToSecond.valueOf(Duration.ofHours(1))))
                        .execute());
    }

    /** Whether a receiver that follows the specification accepts it. */
    static boolean isSigned(RecordingReceiver.Received received) {
        var at = Instant.ofEpochSecond(Long.parseLong(received.header("webhook-timestamp")));
        var key = Signature.key(SECRET).orElseThrow();
        var expected = Signature.of(key, received.header("webhook-id"), at, received.body());
        return expected.equals(received.header("webhook-signature"));
    }

    @Override
    public void close() {
        receiver.close();
        parts.sending().close();
        tail.close();
        catalog.close();
    }
}
