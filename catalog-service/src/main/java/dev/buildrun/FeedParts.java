package dev.buildrun;

import dev.buildrun.catalog.feed.CloudEvents;
import dev.buildrun.catalog.feed.FeedRoutes;
import dev.buildrun.catalog.feed.FeedTail;
import dev.buildrun.catalog.feed.Sight;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.webhook.WebhookConfig;
import dev.buildrun.catalog.webhook.Webhooks;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;

/**
 * What tells others of changes: the feed and the webhooks.
 *
 * @param tail closed before the edge, so that whoever follows it sees the stream end and not the connection break
 * @param tailWake signalled when the log has grown
 * @param webhooksWake signalled when a webhook was agreed anew
 */
record FeedParts(Mount mount, FeedTail tail, WakeUp tailWake, WakeUp webhooksWake) {
    /** Well below the lease of a webhook, which is renewed at this pace. */
    private static final Pace RENEWALS = new Pace(Duration.ofSeconds(3), Duration.ofMillis(200), Duration.ofSeconds(5));

    static FeedParts start(
            ServiceConfig config,
            Database database,
            CatalogIndex index,
            AccessParts access,
            Folders folders,
            Clock clock,
            Closing closing) {
        var tailWake = new WakeUp();
        var tail = new FeedTail(database, tailWake, FeedTail.Room.USUAL);
        closing.add(ClaimLoop.start("feed-tail", tail, tailWake, Pace.USUAL));

        var events = new CloudEvents(config.baseUrl());
        var rights = new Sight.Rights(access.policy()::decide, index::snapshot, access.ownership()::current);
        var webhooks = new Webhooks(
                database,
                tail,
                events,
                config.seal(folders.secretsKey()),
                new Webhooks.Access(access.policy(), rights),
                WebhookConfig.parse(config.section("buildrun")),
                clock);
        var webhooksWake = new WakeUp();
        closing.add(webhooks.dispatch());
        closing.add(ClaimLoop.start("webhooks", webhooks.dispatch(), webhooksWake, RENEWALS));

        var routes = new ArrayList<Route>(new FeedRoutes(tail, events, rights, FeedRoutes.MAX_LISTENERS).routes());
        routes.addAll(webhooks.routes());
        return new FeedParts(Mount.plugin("buildrun", routes), tail, tailWake, webhooksWake);
    }
}
