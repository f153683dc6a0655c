package dev.buildrun.platform.alert;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import dev.buildrun.notification.Notifier;
import dev.buildrun.platform.page.TimePage;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes alerts in and has them told; lets people say that they are on it. */
public final class Alerts {
    private static final Duration PAGES_SINCE = Duration.ofDays(30);
    private static final int MOST_PAGES = 500;
    /** Components in a row of the audit. */
    private static final int MOST_NAMED = 50;

    private final Database database;
    private final AlertStore store = new AlertStore();
    private final ChannelStore channels = new ChannelStore();
    private final AuditStore audit = new AuditStore();
    private final Teams teams;
    private final AlertRouting routing;
    private final Notifier notifier;
    private final WakeUp wake;
    private final Clock clock;

    /**
     * @param environments the names of all environments
     * @param notifier takes what owners are to be told in the portal
     * @param wake signalled when there is something to tell
     */
    public Alerts(
            Database database,
            Teams teams,
            Supplier<Set<String>> environments,
            Notifier notifier,
            WakeUp wake,
            Clock clock) {
        this.database = database;
        this.notifier = notifier;
        this.teams = teams;
        this.routing = new AlertRouting(teams, environments);
        this.wake = wake;
        this.clock = clock;
    }

    /**
     * What became of a message.
     *
     * @param repeated alerts that were known
     */
    record Taken(int fired, int resolved, int repeated) {}

    /** Keeps the alerts of one message, all or none, and has what is new told. */
    Taken take(List<Notice> notices) {
        var now = clock.instant();
        var routes = notices.stream().map(notice -> routing.route(notice, now)).toList();
        var platformTeams = teams.platformTeams();
        var taken = database.inTransaction(tx -> {
            var told = new OwnerNotices();
            var fired = 0;
            var resolved = 0;
            for (var index = 0; index < notices.size(); index++) {
                var notice = notices.get(index);
                var alert = Alert.received(UUID.randomUUID(), notice, routes.get(index), now);
                if (notice.isFiring() && store.insert(tx, alert)) {
                    tell(tx, alert, "firing");
                    told.add(alert, true, platformTeams);
                    fired++;
                } else if (!notice.isFiring()) {
                    var known = store.resolve(tx, notice);
                    known.ifPresent(each -> {
                        tell(tx, each, "resolved");
                        told.add(each, false, platformTeams);
                    });
                    // One that nobody was told of when it fired is only kept.
                    resolved += known.isPresent() || store.insert(tx, alert) ? 1 : 0;
                }
            }
            told.tell(tx, notifier);
            if (fired + resolved > 0) {
                var components = routes.stream()
                        .flatMap(route -> Stream.ofNullable(route.component()))
                        .distinct()
                        .limit(MOST_NAMED)
                        .toList();
                audit.writeNow(
                        tx, null, "alert.receive", fired + " firing, " + resolved + " resolved alerts", components);
            }
            return new Taken(fired, resolved, notices.size() - fired - resolved);
        });
        wake.signal();
        return taken;
    }

    private void tell(Tx tx, Alert alert, String event) {
        var channel = alert.route().channel();
        if (channel != null) {
            channels.insert(tx, alert.id(), event, channel);
        }
    }

    /** An alert with what was told of it. */
    record Told(Alert alert, List<ChannelStore.Delivery> deliveries) {}

    /** @throws ServiceException of kind NOT_FOUND */
    Told get(UUID id) {
        return database.inTransaction(
                tx -> new Told(store.find(tx, id).orElseThrow(() -> missing(id)), channels.of(tx, id)));
    }

    /**
     * Somebody has it.
     *
     * @throws ServiceException of kind CONFLICT where somebody else has it already
     */
    Told acknowledge(UUID id, String actor, @Nullable String comment) {
        return database.inTransaction(tx -> {
            var isFirst = store.acknowledge(tx, id, actor, comment, clock.instant());
            var alert = store.find(tx, id).orElseThrow(() -> missing(id));
            if (!isFirst) {
                throw ServiceException.conflict(
                        "The alert " + id + " was acknowledged by " + alert.acknowledgedBy() + " already");
            }
            audit.write(
                    tx,
                    new AuditEntry(
                            clock.instant(),
                            actor,
                            "alert.acknowledge",
                            "alert:" + id,
                            AuditEntry.Outcome.SUCCEEDED,
                            comment));
            return new Told(alert, channels.of(tx, id));
        });
    }

    private static ServiceException missing(UUID id) {
        return ServiceException.notFound("No alert with the id '" + id + "'");
    }

    /** Alerts of a component in the last 30 days, the newest first, at most some hundreds. */
    public List<Page> pages(String component) {
        var since = clock.instant().minus(PAGES_SINCE);
        var schedules = new LinkedHashSet<String>();
        schedules.add(component);
        teams.owner(component).map(teams::upwards).ifPresent(schedules::addAll);
        var wanted = new AlertStore.Wanted(component, null, null, null, null, null);
        return database.inTransaction(tx -> store.list(tx, wanted, new TimePage(null, MOST_PAGES))).stream()
                .filter(alert -> !alert.receivedAt().isBefore(since))
                .map(alert -> page(alert, schedules))
                .toList();
    }

    private static Page page(Alert alert, Set<String> schedules) {
        var route = alert.route();
        var isOwners = route.to() == AlertRouting.RoutedTo.OWNER
                && route.onCallOf() != null
                && schedules.contains(route.onCallOf());
        return new Page(alert.receivedAt(), route.onCall(), isOwners);
    }
}
