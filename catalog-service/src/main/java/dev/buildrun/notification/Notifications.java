package dev.buildrun.notification;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.signal.Signal;
import dev.buildrun.signal.Signals;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what people are told, and shows it to them. */
public final class Notifications implements Notifier {
    /** What open pages subscribe to. */
    static final String CHANNEL = "notifications";

    /** A signal is bounded. */
    private static final int IDS_PER_SIGNAL = 100;

    private static final int REMOVED_AT_ONCE = 1_000;

    private final Database database;
    private final NotificationStore store = new NotificationStore();
    private final NotificationReads reads = new NotificationReads();
    private final AuditStore audit = new AuditStore();
    private final RecipientUsers users;
    private final Signals signals;
    private final Clock clock;

    /** @param catalog the newest snapshot, for who stands behind an entity */
    public Notifications(Database database, Supplier<Snapshot> catalog, Signals signals, Clock clock) {
        this.database = database;
        this.users = new RecipientUsers(catalog);
        this.signals = signals;
        this.clock = clock;
    }

    /** @param total how many there are on all pages */
    public record Page(List<Notification> notifications, int total) {}

    /** How many there are. */
    public record Status(int unread, int read) {}

    @Override
    public void tell(Tx tx, Notice notice) {
        keep(tx, notice);
    }

    /**
     * The same in a transaction of its own.
     *
     * @return what was kept
     * @throws dev.buildrun.error.ServiceException of kind INPUT for a recipient that is no reference
     */
    public List<Notification> send(Notice notice) {
        return database.inTransaction(tx -> {
            var kept = keep(tx, notice);
            audit.writeNow(tx, notice.origin(), "notification.send", "notifications:" + kept.size(), List.of());
            return kept;
        });
    }

    private List<Notification> keep(Tx tx, Notice notice) {
        return switch (notice.recipients()) {
            case Notice.Everybody _ -> List.of(keep(tx, notice, null));
            case Notice.Behind behind -> {
                var kept = new ArrayList<Notification>();
                for (var user : users.of(behind)) {
                    if (isWanted(tx, user, notice)) {
                        kept.add(keep(tx, notice, user));
                    }
                }
                yield kept;
            }
        };
    }

    private boolean isWanted(Tx tx, String user, Notice notice) {
        return store.settings(tx, user)
                .allow(
                        notice.origin(),
                        Optional.ofNullable(notice.payload().labels().topic()));
    }

    private Notification keep(Tx tx, Notice notice, @Nullable String user) {
        var fresh = new Notification(
                UUID.randomUUID(),
                user,
                notice.origin(),
                notice.payload(),
                Notification.Times.created(clock.instant()));
        var scope = notice.payload().labels().scope();
        if (store.insert(tx, fresh) || scope == null) {
            announce(tx, user, fresh.id());
            return fresh;
        }
        var id = store.findScoped(tx, user, notice.origin(), scope).orElseThrow();
        store.restore(tx, id, notice.payload(), clock.instant());
        announce(tx, user, id);
        // To a user of nobody, a broadcast is as it was told.
        return reads.find(tx, user == null ? "" : user, List.of(id)).getFirst();
    }

    private void announce(Tx tx, @Nullable String user, UUID id) {
        var message = Json.object().put("action", "new_notification").put("notification_id", id.toString());
        signals.publish(
                tx, user == null ? Signal.toEverybody(CHANNEL, message) : Signal.toUser(user, CHANNEL, message));
    }

    /** What notifications can be sorted by. */
    public static Set<String> sortable() {
        return NotificationReads.sortable();
    }

    public Page list(NotificationQuery query) {
        return database.inTransaction(
                tx -> new Page(reads.list(tx, query), reads.count(tx, query.user(), query.conditions())));
    }

    /** One of those that the user was told; empty for any other. */
    public Optional<Notification> find(String user, UUID id) {
        return database.inTransaction(tx -> reads.find(tx, user, List.of(id))).stream()
                .findFirst();
    }

    public Status status(String user) {
        return database.inTransaction(tx -> new Status(count(tx, user, false), count(tx, user, true)));
    }

    private int count(Tx tx, String user, boolean read) {
        return reads.count(tx, user, new NotificationQuery.Conditions(null, read, null, null, null, null));
    }

    /** What the user was told about, in alphabetical order. */
    public List<String> topics(String user, NotificationQuery.Conditions conditions) {
        return database.inTransaction(tx -> reads.topics(tx, user, conditions));
    }

    /**
     * Marks some of a user's notifications; ids of others are passed over.
     *
     * @param read null to leave that as it is
     * @param saved null to leave that as it is
     * @return those that are the user's, as they are now
     */
    public List<Notification> update(String user, Set<UUID> ids, @Nullable Boolean read, @Nullable Boolean saved) {
        return database.inTransaction(tx -> {
            var now = clock.instant();
            var own = reads.find(tx, user, ids).stream().map(Notification::id).toList();
            if (read != null) {
                store.markRead(tx, user, own, read ? now : null);
                announceRead(tx, user, own, read ? "notification_read" : "notification_unread");
            }
            if (saved != null) {
                store.markSaved(tx, user, own, saved ? now : null);
            }
            if (!own.isEmpty() && (read != null || saved != null)) {
                audit.writeNow(tx, user, "notification.mark", "notifications:" + own.size(), List.of());
            }
            return reads.find(tx, user, own);
        });
    }

    private void announceRead(Tx tx, String user, List<UUID> ids, String action) {
        for (var from = 0; from < ids.size(); from += IDS_PER_SIGNAL) {
            var message = Json.object().put("action", action);
            ids(message, ids.subList(from, Math.min(ids.size(), from + IDS_PER_SIGNAL)));
            signals.publish(tx, Signal.toUser(user, CHANNEL, message));
        }
    }

    private static void ids(ObjectNode message, Collection<UUID> ids) {
        var array = message.putArray("notification_ids");
        ids.forEach(id -> array.add(id.toString()));
    }

    /** What a user can choose, and has chosen, by origin. */
    public List<Settings.Origin> settings(String user) {
        return database.inTransaction(tx -> store.settings(tx, user).complete(reads.sources(tx, user)));
    }

    public void saveSettings(String user, Settings settings) {
        database.transact(tx -> {
            store.replaceSettings(tx, user, settings);
            audit.writeNow(tx, user, "notification.settings", user, List.of());
        });
    }

    /** A turn: removes what is older than it may be. Returns how much that was. */
    public int removeOld(Duration retention) {
        return database.inTransaction(
                tx -> store.removeBefore(tx, clock.instant().minus(retention), REMOVED_AT_ONCE));
    }
}
