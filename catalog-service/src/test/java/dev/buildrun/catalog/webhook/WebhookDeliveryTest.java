package dev.buildrun.catalog.webhook;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.webhook.RecordingReceiver.Received;
import dev.buildrun.catalog.webhook.Webhook.Mode;
import dev.buildrun.catalog.webhook.Webhook.Pause;
import dev.buildrun.json.Json;
import dev.buildrun.testing.EntityBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookDeliveryTest {
    private final WebhookHarness harness = new WebhookHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private WebhookDelivery leased() {
        return harness.lease().getFirst();
    }

    private void run() throws InterruptedException {
        try (var delivery = leased()) {
            harness.run(delivery);
        }
    }

    @Test
    void tellsInOrderAndSigns() throws Exception {
        var id = harness.webhook();
        harness.provide(component("a"), component("b"));
        harness.provide(component("a"));

        run();

        assertThat(harness.told())
                .containsExactly(
                        "created component:default/a", "created component:default/b", "removed component:default/b");
        assertThat(harness.receiver.received()).allMatch(WebhookHarness::isSigned);
        assertThat(harness.receiver.received())
                .extracting(each -> each.header("webhook-id"))
                .containsExactly(id + "_1", id + "_2", id + "_3");
        assertThat(harness.receiver.received().getFirst().header("content-type"))
                .isEqualTo("application/cloudevents+json; charset=utf-8");
        assertThat(harness.known(id).standing().position()).isEqualTo(3);
    }

    @Test
    void putsTheEventIntoHeadersWhereThatIsWanted() throws Exception {
        harness.webhook(Mode.BINARY);
        harness.provide(component("a"));

        run();

        var received = harness.receiver.received().getFirst();
        assertThat(received.header("ce-specversion")).isEqualTo("1.0");
        assertThat(received.header("ce-type")).isEqualTo("dev.buildrun.catalog.entity.created");
        assertThat(received.header("ce-subject")).isEqualTo("component:default/a");
        assertThat(received.header("ce-id")).isEqualTo("1");
        assertThat(received.header("content-type")).startsWith("application/json");
        assertThat(Json.read(received.body()).path("entityRef").asString()).isEqualTo("component:default/a");
        assertThat(WebhookHarness.isSigned(received)).isTrue();
    }

    @Test
    void tellsOnlyWhatIsWantedAndMayBeRead() throws Exception {
        harness.hidden.hide("c");
        harness.webhook("spec.type=service");
        harness.provide(component("a"), component("b").ofType("website"), component("c"));

        run();

        assertThat(harness.told()).containsExactly("created component:default/a");
    }

    @Test
    void commitsHowFarItIsWhereNothingIsWanted() throws Exception {
        var id = harness.webhook("metadata.name=nothing");
        harness.provide(IntStream.range(0, 60)
                .mapToObj(number -> component("c" + number))
                .toArray(EntityBuilder[]::new));

        run();

        assertThat(harness.known(id).standing().position()).isEqualTo(60);
    }

    @Test
    void asksAgainWithTheSameIdAndThenGoesOn() throws Exception {
        var id = harness.webhook();
        harness.provide(component("a"), component("b"));
        harness.receiver.answers(500);
        try (var delivery = leased()) {
            while (harness.known(id).standing().attempts() == 0) {
                harness.tail.take();
                delivery.step();
            }
            assertThat(harness.known(id).standing().attempts()).isEqualTo(1);
            assertThat(harness.known(id).standing().lastError()).isEqualTo("The receiver answered 500");
            harness.receiver.answers(200);

            harness.run(delivery);
        }

        assertThat(harness.receiver.received())
                .extracting(each -> each.header("webhook-id"))
                .containsExactly(id + "_1", id + "_1", id + "_2");
        assertThat(harness.known(id).standing().failingSince()).isNull();
        assertThat(harness.deliveries(id)).containsExactly("2 200 1", "1 200 2", "1 500 1");
    }

    @Test
    void waitsAsLongAsTheReceiverAsks() throws Exception {
        harness.webhook();
        harness.provide(component("a"));
        harness.receiver.answers(429, Map.of("Retry-After", "1200"));

        try (var delivery = leased()) {
            assertThat(harness.run(delivery)).contains(Duration.ofMinutes(20));
        }
    }

    @Test
    void givesAnEventUpAfterSomeAttemptsAndGoesOn() throws Exception {
        var id = harness.webhook();
        harness.provide(component("a"));
        harness.receiver.answers(400);
        run();
        harness.receiver.answers(200);
        harness.provide(component("a"), component("b"));

        harness.expireLeases();
        run();

        assertThat(harness.told())
                .containsExactly(
                        "created component:default/a",
                        "created component:default/a",
                        "created component:default/a",
                        "created component:default/b");
        assertThat(harness.deadLetters(id)).containsExactly("1 3 The receiver answered 400");
        assertThat(harness.known(id).standing().position()).isEqualTo(2);
    }

    @Test
    void restsWhenOneEventAfterTheOtherIsGivenUp() throws Exception {
        var id = harness.webhook();
        harness.provide(IntStream.range(0, 9)
                .mapToObj(number -> component("c" + number))
                .toArray(EntityBuilder[]::new));
        harness.receiver.answers(503);

        run();

        assertThat(harness.known(id).standing().pause())
                .extracting(Pause::why)
                .asString()
                .startsWith("5 events one after the other could not be delivered, each tried 3 times");
        assertThat(harness.deadLetters(id)).hasSize(5);
        harness.expireLeases();
        assertThat(harness.lease()).isEmpty();
    }

    @Test
    void restsAtOnceWhenTheReceiverIsGone() throws Exception {
        var id = harness.webhook();
        harness.provide(component("a"));
        harness.receiver.answers(410);

        run();

        assertThat(harness.receiver.received()).hasSize(1);
        assertThat(harness.known(id).standing().pause()).isNotNull();
        assertThat(harness.deadLetters(id)).isEmpty();
    }

    @Test
    void followsNoRedirect() throws Exception {
        var id = harness.webhook();
        harness.provide(component("a"));
        harness.receiver.answers(302, Map.of("Location", harness.receiver.url() + "/elsewhere"));

        run();

        assertThat(harness.receiver.received()).hasSize(WebhookHarness.ATTEMPTS);
        assertThat(harness.deadLetters(id)).containsExactly("1 3 The receiver answered 302");
    }

    @Test
    void goesOnAfterACrashWhereItWas() throws Exception {
        var id = harness.webhook();
        harness.provide(component("a"), component("b"));
        harness.receiver.answers(500);
        // Dies with the lease in its hand, after one attempt that failed.
        try (var dying = leased()) {
            while (harness.receiver.received().isEmpty()) {
                harness.tail.take();
                dying.step();
            }
        }
        harness.receiver.answers(200);

        assertThat(harness.lease()).isEmpty();
        harness.expireLeases();
        run();

        assertThat(harness.receiver.received())
                .extracting(each -> each.header("webhook-id"))
                .containsExactly(id + "_1", id + "_1", id + "_2");
    }

    @Test
    void writesNothingOnceSomebodyElseHasTheLease() throws Exception {
        var id = harness.webhook();
        try (var late = leased()) {
            harness.expireLeases();
            harness.provide(component("a"));
            run();

            harness.run(late);
        }

        // Sent twice, with the same id; noted once.
        assertThat(harness.receiver.received())
                .extracting(each -> each.header("webhook-id"))
                .containsExactly(id + "_1", id + "_1");
        assertThat(harness.deliveries(id)).containsExactly("1 204 1");
    }

    @Test
    void sendsNothingOnceItsLeaseMayBeOver() throws Exception {
        harness.webhook();
        harness.provide(component("a"));
        try (var delivery = leased()) {
            delivery.renewed(System.nanoTime() - 1);

            assertThat(delivery.step()).isInstanceOf(WebhookDelivery.Step.Over.class);
        }
        assertThat(harness.receiver.received()).isEmpty();
    }

    @Test
    void tellsAReceiverThatMissedSomethingToReadEverythingAgain() throws Exception {
        var id = harness.webhook();
        harness.provide(component("a"), component("b"), component("c"));
        harness.catalog.forgetLogUpTo(2);
        harness.receiver.answers(500);
        try (var delivery = leased()) {
            while (harness.receiver.received().isEmpty()) {
                delivery.step();
            }
        }
        harness.receiver.answers(200);
        harness.provide(component("a"), component("b"), component("c"), component("d"));
        harness.expireLeases();
        run();

        assertThat(harness.told())
                .startsWith("relist -", "relist -")
                .last()
                .asString()
                .endsWith(" component:default/d");
        assertThat(harness.receiver.received())
                .extracting(each -> each.header("webhook-id"))
                .containsExactly(id + "_relist_3", id + "_relist_3", id + "_4");
        var relist = Json.read(first(harness).body()).path("data");
        assertThat(relist.toString()).isEqualTo("{\"position\":0,\"resumeAfter\":3}");
    }

    private static Received first(WebhookHarness harness) {
        return harness.receiver.received().getFirst();
    }
}
