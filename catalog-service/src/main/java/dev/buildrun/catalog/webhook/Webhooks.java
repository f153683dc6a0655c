package dev.buildrun.catalog.webhook;

import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.catalog.feed.CloudEvents;
import dev.buildrun.catalog.feed.FeedTail;
import dev.buildrun.catalog.feed.Sight;
import dev.buildrun.database.Database;
import dev.buildrun.http.Route;
import dev.buildrun.seal.Seal;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;

/** Webhooks, put together: their routes, and the work in the background that delivers them. */
public final class Webhooks {
    /** On this channel PostgreSQL notifies whoever listens that something was agreed anew. */
    public static final String CHANNEL = WebhookStore.CHANNEL;

    private final Dispatch dispatch;
    private final WebhookRoutes routes;

    public Webhooks(
            Database database,
            FeedTail tail,
            CloudEvents events,
            Seal seal,
            Access access,
            WebhookConfig config,
            Clock clock) {
        var targets = new Targets(config.privateHosts());
        var parts = new WebhookDelivery.Parts(
                database,
                new DeliveryStore(),
                tail,
                events,
                new Sending(targets, config.timeout(), clock),
                seal,
                access.rights(),
                config.attempts(),
                new Backoff(new SplittableRandom()),
                clock);
        this.dispatch = new Dispatch(parts, config.max());
        this.routes = new WebhookRoutes(parts, access.policy(), config, targets);
    }

    /**
     * Who may do what.
     *
     * @param rights what a receiver is told, by who has made the webhook
     */
    public record Access(PermissionPolicy policy, Sight.Rights rights) {}

    /** Takes leases and delivers; to be given turns by a loop, and closed. */
    public Dispatch dispatch() {
        return dispatch;
    }

    public List<Route> routes() {
        return routes.routes();
    }
}
