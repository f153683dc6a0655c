package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.database.Database;
import dev.buildrun.notification.Notifier;
import dev.buildrun.platform.PlatformConfig;
import dev.buildrun.platform.conformance.ConformanceStore.Lease;
import dev.buildrun.platform.contract.ContractStore;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.link.LinkStore;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.waiver.DeclaredWaivers;
import dev.buildrun.platform.waiver.WaiverStore;
import dev.buildrun.work.ClaimLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Follows the change log and keeps the results of all components as they should be. Every replica takes turns; the one with the lease works,
 * the others learn what it has found. Whatever a turn finds is written in transactions that check the lease, and the position only moves
 * with the last of them, so a turn that ends midway is taken again and comes to the same.
 */
public final class ConformanceRun implements ClaimLoop.Turn, AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final Parts parts;
    private final String holder = UUID.randomUUID().toString();
    private final Dependents dependents = new Dependents();
    private final AtomicLong evaluated = new AtomicLong();
    private long lastFence = -1;
    private boolean loaded;

    /**
     * What it works with.
     *
     * @param snapshotAt the catalog as of a position of the log at least; may wait for it
     */
    public record Parts(
            Database database,
            ChangeReader log,
            LongFunction<Snapshot> snapshotAt,
            PlatformState state,
            Sources sources,
            Stores stores,
            Expressions expressions,
            PlatformConfig config,
            Clock clock) {
        DeclaredWaivers declaredWaivers() {
            return new DeclaredWaivers(config.trustedWaiverLocations());
        }
    }

    /** Where it writes. */
    public record Stores(
            ConformanceStore conformance,
            ContractStore contracts,
            WaiverStore waivers,
            EventStore events,
            LinkStore links) {
        /** @param notifier takes what people are to be told */
        public Stores(Notifier notifier) {
            this(
                    new ConformanceStore(),
                    new ContractStore(),
                    new WaiverStore(),
                    new EventStore(notifier),
                    new LinkStore());
        }
    }

    public ConformanceRun(Parts parts) {
        this.parts = parts;
    }

    /** Returns how many components were worked out anew. */
    @Override
    public synchronized int take() {
        var now = parts.clock().instant();
        var store = parts.stores().conformance();
        var status = parts.database().inTransaction(tx -> store.status(tx, now));
        if (!loaded || !isKnown(status)) {
            parts.state().reload(parts.database());
            loaded = true;
        }
        if (!status.isBehind() && isKnown(status)) {
            return 0;
        }
        return parts.database()
                .inTransaction(tx -> store.claim(tx, holder, LEASE))
                .map(this::work)
                .orElse(0);
    }

    private boolean isKnown(ConformanceStore.Status status) {
        var snapshot = parts.snapshotAt().apply(status.position());
        return parts.state().terms(snapshot).fingerprint().equals(status.terms());
    }

    private int work(Lease lease) {
        if (lease.fence() != lastFence + 1) {
            // Somebody else has worked in between.
            dependents.reset(parts.database()
                    .inTransaction(tx -> parts.stores().conformance().components(tx)));
        }
        lastFence = -1;
        var done = new ConformancePass(parts, dependents, lease, LEASE).run();
        if (done < 0) {
            return 0;
        }
        lastFence = lease.fence();
        parts.state().reload(parts.database());
        evaluated.addAndGet(done);
        return done;
    }

    /** How many times results of a component were worked out by this replica. */
    public long evaluated() {
        return evaluated.get();
    }

    @Override
    public synchronized void close() {
        parts.database().transact(tx -> parts.stores().conformance().release(tx, holder));
    }
}
