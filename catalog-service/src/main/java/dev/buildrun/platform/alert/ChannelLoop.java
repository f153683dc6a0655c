package dev.buildrun.platform.alert;

import dev.buildrun.database.Database;
import dev.buildrun.json.Json;
import dev.buildrun.platform.alert.ChannelStore.Delivery;
import dev.buildrun.work.ClaimLoop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tells channels what is due: one POST with JSON to the address that the operator has configured for the channel. A message that is not taken
 * is tried again, later each time; after the last attempt it is a dead letter. What was told and could not be marked as told is told again,
 * with the same {@code id}.
 */
public final class ChannelLoop implements ClaimLoop.Turn, AutoCloseable {
    private static final int BATCH = 20;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final int FORGOTTEN_AT_ONCE = 500;

    private final Database database;
    private final AlertStore alerts = new AlertStore();
    private final ChannelStore store = new ChannelStore();
    private final AlertConfig config;
    private final Clock clock;
    private final RandomGenerator random;
    private final HttpClient client;

    public ChannelLoop(Database database, AlertConfig config, Clock clock, RandomGenerator random) {
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.timeout())
                .build();
    }

    /** Tells what is due; each message may take as long as the timeout, and so the lease is longer than all of them together. */
    @Override
    public int take() throws InterruptedException {
        database.inTransaction(tx -> alerts.forget(tx, clock.instant().minus(config.keep()), FORGOTTEN_AT_ONCE));
        var lease = config.timeout().multipliedBy(BATCH + 2L);
        var due = database.inTransaction(tx -> store.claim(tx, lease, BATCH));
        for (var delivery : due) {
            deliver(delivery);
        }
        return due.size();
    }

    private void deliver(Delivery delivery) throws InterruptedException {
        var alert = database.inTransaction(tx -> alerts.find(tx, delivery.alertId()));
        if (alert.isEmpty()) {
            return;
        }
        var target = config.channel(delivery.channel());
        if (target.isEmpty()) {
            var error = "No channel of buildrun.platform.channels has a prefix that fits " + delivery.channel();
            database.transact(tx -> store.dead(tx, delivery, error));
            return;
        }
        var name = delivery.channel().substring(target.get().prefix().length());
        var error = send(target.get().url(), name, delivery, alert.get());
        database.transact(tx -> {
            if (error == null) {
                store.delivered(tx, delivery);
            } else if (delivery.attempts() + 1 >= config.attempts()) {
                store.dead(tx, delivery, error);
            } else {
                store.failed(tx, delivery, error, pause(delivery.attempts()));
            }
        });
    }

    /** Four times as long after each attempt, of which a random half is taken off. */
    private Duration pause(int attempts) {
        var whole = FIRST_PAUSE.multipliedBy(1L << (2 * Math.min(attempts, 10)));
        var bounded = whole.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : whole;
        return Duration.ofMillis((long) (bounded.toMillis() * (0.5 + random.nextDouble() / 2)));
    }

    /** Null where the receiver has taken it. */
    private @Nullable String send(URI url, String channel, Delivery delivery, Alert alert) throws InterruptedException {
        var body = Json.object()
                .put("id", delivery.alertId() + "." + delivery.event())
                .put("event", delivery.event())
                .put("channel", channel)
                .put("text", AlertJson.line(alert, delivery.event()));
        body.set("alert", AlertJson.of(alert));
        var request = HttpRequest.newBuilder(url)
                .timeout(config.timeout())
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Buildrun")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.writeBytes(body)))
                .build();
        try {
            var status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? null : "The receiver answered " + status;
        } catch (IOException exception) {
            var message = exception.getMessage();
            return "Not sent: " + (message == null ? exception.getClass().getSimpleName() : message);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
