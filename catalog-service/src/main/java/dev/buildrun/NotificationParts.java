package dev.buildrun;

import dev.buildrun.access.Tokens;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.notification.Notifications;
import dev.buildrun.notification.NotificationsElsewhere;
import dev.buildrun.notification.Notifier;
import dev.buildrun.notification.http.NotificationRoutes;
import dev.buildrun.signal.Signals;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** Where people are told something, and where they read it. */
record NotificationParts(Notifier notifier, Mount mount) {
    private static final String RETENTION = "notifications.retention";
    private static final Duration A_YEAR = Duration.ofDays(365);
    private static final Pace EVERY_HOUR =
            new Pace(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(10));

    static NotificationParts start(
            ServiceConfig config,
            Database database,
            CatalogIndex index,
            Signals signals,
            Tokens tokens,
            Clock clock,
            Closing closing) {
        var notifications = new Notifications(database, index::snapshot, signals, clock);
        if (isLimited(config)) {
            var retention = config.whole().duration(RETENTION, A_YEAR);
            closing.add(ClaimLoop.start(
                    "notifications", () -> notifications.removeOld(retention), new WakeUp(), EVERY_HOUR));
        }
        var elsewhere = config.access().discovery().plugins().get("notifications");
        return new NotificationParts(
                elsewhere == null ? notifications : elsewhere(database, elsewhere, tokens, clock, closing),
                new NotificationRoutes(notifications).mount());
    }

    /** Behind the pages of another Backstage, people look only at what its own backend tells. */
    private static Notifier elsewhere(Database database, URI backend, Tokens tokens, Clock clock, Closing closing) {
        var elsewhere = new NotificationsElsewhere(
                database, backend, plugin -> tokens.forPlugin(plugin, "notifications"), clock);
        closing.add(elsewhere);
        closing.add(ClaimLoop.start("notices elsewhere", elsewhere::turn, new WakeUp(), Pace.USUAL));
        return elsewhere;
    }

    /** As in Backstage, false keeps everything. */
    private static boolean isLimited(ServiceConfig config) {
        var retention = config.whole().at(RETENTION).json();
        return !retention.isBoolean() || retention.booleanValue();
    }
}
