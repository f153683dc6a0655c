package dev.buildrun.catalog.webhook;

import dev.buildrun.work.WakeUp;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that delivers one leased webhook until it is stopped or the lease is over. */
final class WebhookRun {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRun.class);
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final WebhookDelivery delivery;
    private final WakeUp stop = new WakeUp();
    private final Thread thread;
    private volatile boolean stopping;

    private WebhookRun(WebhookDelivery delivery) {
        this.delivery = delivery;
        this.thread =
                Thread.ofVirtual().name("webhook-" + delivery.lease().id()).unstarted(this::run);
    }

    static WebhookRun start(WebhookDelivery delivery) {
        var run = new WebhookRun(delivery);
        run.thread.start();
        return run;
    }

    Lease lease() {
        return delivery.lease();
    }

    void renewed(long untilNanos) {
        delivery.renewed(untilNanos);
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    private void run() {
        try (delivery) {
            var goesOn = true;
            while (goesOn && !stopping && !delivery.isFeedClosed()) {
                goesOn = step();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException exception) {
            LOG.atWarn()
                    .setCause(exception)
                    .addKeyValue("webhook", lease().id())
                    .log("A webhook could not be delivered and is begun anew");
        }
    }

    private boolean step() throws InterruptedException {
        return switch (delivery.step()) {
            case WebhookDelivery.Step.GoOn _ -> true;
            case WebhookDelivery.Step.Idle _ -> {
                delivery.await(IDLE);
                yield true;
            }
            case WebhookDelivery.Step.Wait(var time) -> {
                stop.await(time);
                yield true;
            }
            case WebhookDelivery.Step.Over _ -> false;
        };
    }

    /** Lets what is under way come to its end, and begins nothing more. Returns at once. */
    void stop() {
        stopping = true;
        stop.signal();
    }

    /** Waits for the end, and forces it when the time is over. */
    void join(Duration atMost) {
        try {
            if (!thread.join(atMost)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
