package dev.buildrun.platform.waiver;

import dev.buildrun.access.Caller;
import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.waiver.Waiver.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asking for waivers and deciding on them. The owners of a component ask, somebody else of the platform team decides. Each of these leaves one
 * row in the audit, in its own transaction; so does each refusal.
 */
public final class Waivers {
    private static final int MOST_OPEN = 100;

    private final Database database;
    private final WaiverStore store;
    private final EventStore events;
    private final PlatformRights rights;
    private final Recompute recompute;
    private final Clock clock;
    private final AuditStore audit = new AuditStore();

    /**
     * Over these tables.
     *
     * @param events where those are told who are to decide, and who have asked
     * @param recompute is told of components whose results may be others now
     */
    public Waivers(
            Database database,
            WaiverStore store,
            EventStore events,
            PlatformRights rights,
            Recompute recompute,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.events = events;
        this.rights = rights;
        this.recompute = recompute;
        this.clock = clock;
    }

    /**
     * What somebody asks for.
     *
     * @param component full reference, in lower case
     * @param environment the only one where it is to count; null for everywhere
     * @param expiresAt at most {@link Waiver#LONGEST} from now
     */
    public record Wish(
            String component,
            String rule,
            @Nullable String environment,
            String reason,
            Instant expiresAt,
            @Nullable String ticket) {}

    /**
     * Asks for a waiver.
     *
     * @param rules the ids of all rules, each with the environments that it has a result for; none for a rule that is not about environments
     * @throws ServiceException of kind NOT_ALLOWED for others than owners, INPUT for a wish that can't be granted, CONFLICT where the same is
     *     asked for already
     */
    public Waiver request(Caller caller, Wish wish, Map<String, Set<String>> rules) {
        var now = clock.instant();
        audited(caller, "waiver.request", wish.component() + " " + wish.rule(), () -> {
            rights.requireOwner(caller, wish.component());
            return true;
        });
        check(wish, now, rules);
        return database.inTransaction(tx -> {
            var others = store.list(
                    tx, new WaiverStore.Filter(wish.component(), wish.rule(), Status.REQUESTED, null), MOST_OPEN);
            if (others.stream()
                    .anyMatch(other -> other.isOpen(now) && Objects.equals(other.environment(), wish.environment()))) {
                throw ServiceException.conflict("A waiver of " + wish.rule() + " for " + wish.component()
                        + (wish.environment() == null ? "" : " in " + wish.environment())
                        + " is asked for already, and waits for the platform team");
            }
            var waiver = new Waiver(
                    UUID.randomUUID(),
                    null,
                    wish.component(),
                    wish.rule(),
                    wish.environment(),
                    wish.reason(),
                    wish.ticket(),
                    Status.REQUESTED,
                    name(caller),
                    now,
                    wish.expiresAt(),
                    null,
                    null,
                    null,
                    store.countApproved(tx, wish.component(), wish.rule(), wish.environment()),
                    null);
            store.save(tx, waiver);
            write(tx, caller, "waiver.request", what(waiver), AuditEntry.Outcome.SUCCEEDED, wish.reason());
            events.add(tx, WaiverEvents.requested(waiver, now, rights.platformTeams()));
            return waiver;
        });
    }

    private static void check(Wish wish, Instant now, Map<String, Set<String>> rules) {
        var environments = rules.get(wish.rule());
        if (environments == null) {
            throw ServiceException.input("rule: expected one of " + new TreeSet<>(rules.keySet())
                    + ", the rules that can be waived, found " + wish.rule());
        }
        if (wish.environment() != null && !environments.contains(wish.environment())) {
            throw ServiceException.input("environment: expected "
                    + (environments.isEmpty() ? "none" : "one of " + new TreeSet<>(environments) + " or none")
                    + ", as " + wish.rule() + " has its results, found " + wish.environment());
        }
        if (!wish.expiresAt().isAfter(now) || wish.expiresAt().isAfter(now.plus(Waiver.LONGEST))) {
            throw ServiceException.input("expiresAt: expected a moment within the next " + Waiver.LONGEST.toDays()
                    + " days, found " + wish.expiresAt());
        }
    }

    /**
     * Approves or denies what is asked for.
     *
     * @throws ServiceException of kind NOT_FOUND, NOT_ALLOWED for others than the platform team and for whoever asked, CONFLICT where it is
     *     decided already or over
     */
    public Waiver decide(Caller caller, UUID id, boolean approves, @Nullable String comment) {
        var action = approves ? "waiver.approve" : "waiver.deny";
        return audited(caller, action, "waiver:" + id, () -> {
            rights.requirePlatformTeam(caller);
            return change(
                    caller,
                    id,
                    action,
                    comment,
                    (waiver, now) -> decided(waiver, name(caller), approves, now, comment));
        });
    }

    /** Whether {@link #decide} would let the caller. */
    public boolean mayDecide(Caller caller, Waiver waiver, Instant now) {
        return waiver.isOpen(now) && !waiver.requestedBy().equals(name(caller)) && rights.isPlatformTeam(caller);
    }

    /** Whether {@link #withdraw} would let the caller. */
    public boolean mayWithdraw(Caller caller, Waiver waiver, Instant now) {
        return (waiver.isOpen(now) || waiver.isInForce(now))
                && (rights.isPlatformTeam(caller) || rights.isOwner(caller, waiver.component()));
    }

    private static Waiver decided(Waiver waiver, String by, boolean approves, Instant now, @Nullable String comment) {
        if (waiver.requestedBy().equals(by)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED, "Expected somebody else to decide than who asked, " + waiver.requestedBy());
        }
        if (!waiver.isOpen(now)) {
            throw ServiceException.conflict("Expected a waiver that waits for a decision, found one that is "
                    + (waiver.status() == Status.REQUESTED
                            ? "over"
                            : waiver.status().text()));
        }
        return waiver.decided(approves ? Status.APPROVED : Status.DENIED, by, now, comment);
    }

    /**
     * Gives a waiver back, asked for or approved.
     *
     * @throws ServiceException of kind NOT_FOUND, NOT_ALLOWED for others than owners, CONFLICT where it does not count any more
     */
    public Waiver withdraw(Caller caller, UUID id, @Nullable String comment) {
        var component = get(id).component();
        audited(caller, "waiver.withdraw", "waiver:" + id, () -> {
            rights.requireOwnerOrPlatformTeam(caller, component);
            return true;
        });
        return change(caller, id, "waiver.withdraw", comment, (waiver, now) -> {
            if (!waiver.isOpen(now) && !waiver.isInForce(now)) {
                throw ServiceException.conflict("Expected a waiver that is asked for or in force, found one that is "
                        + waiver.status().text());
            }
            return waiver.decided(Status.WITHDRAWN, name(caller), now, comment);
        });
    }

    /** What becomes of a waiver; throws where nothing may. */
    @FunctionalInterface
    private interface Step {
        Waiver after(Waiver before, Instant now);
    }

    private Waiver change(Caller caller, UUID id, String action, @Nullable String comment, Step step) {
        var now = clock.instant();
        return database.inTransaction(tx -> {
            var before = store.lock(tx, id).orElseThrow(() -> unknown(id));
            var after = step.after(before, now);
            store.save(tx, after);
            write(tx, caller, action, what(after), AuditEntry.Outcome.SUCCEEDED, comment);
            recompute.of(tx, List.of(after.component()), now);
            var owner = rights.owners(after.component()).stream().findFirst().orElse(null);
            events.add(tx, WaiverEvents.decided(after, now, owner).stream().toList());
            return after;
        });
    }

    /** @throws ServiceException of kind NOT_FOUND */
    public Waiver get(UUID id) {
        return database.inTransaction(tx -> store.lock(tx, id)).orElseThrow(() -> unknown(id));
    }

    public List<Waiver> list(WaiverStore.Filter filter, int limit) {
        return database.inTransaction(tx -> store.list(tx, filter, limit));
    }

    private static ServiceException unknown(UUID id) {
        return ServiceException.notFound("There is no waiver " + id);
    }

    private <T> T audited(Caller caller, String action, String what, Supplier<T> act) {
        try {
            return act.get();
        } catch (ServiceException refusal) {
            if (refusal.kind() == ErrorKind.NOT_ALLOWED) {
                database.transact(
                        tx -> write(tx, caller, action, what, AuditEntry.Outcome.REFUSED, refusal.getMessage()));
            }
            throw refusal;
        }
    }

    private void write(
            Tx tx, Caller caller, String action, String what, AuditEntry.Outcome outcome, @Nullable String reason) {
        audit.write(tx, new AuditEntry(clock.instant(), caller.actor(), action, what, outcome, reason));
    }

    /** As rows of the audit name it. */
    public static String what(Waiver waiver) {
        return "waiver:" + waiver.id() + " " + waiver.component() + " " + waiver.rule()
                + (waiver.environment() == null ? "" : " in " + waiver.environment());
    }

    private static String name(Caller caller) {
        return String.valueOf(caller.actor());
    }
}
