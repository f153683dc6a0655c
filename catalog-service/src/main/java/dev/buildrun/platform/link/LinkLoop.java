package dev.buildrun.platform.link;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.platform.link.LinkStore.Link;
import dev.buildrun.work.ClaimLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the addresses that are due, a few at once, and has the results worked out anew that speak of what has changed. */
public final class LinkLoop implements ClaimLoop.Turn, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLoop.class);
    private static final int BATCH = 16;
    private static final int AT_ONCE = 4;
    private static final Duration SECOND_LOOK = Duration.ofMinutes(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 10;

    private final Database database;
    private final LinkStore store = new LinkStore();
    private final LinkConfig config;
    private final LinkCheck check;
    private final Recompute recompute;
    private final Clock clock;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    private boolean begun;

    /** Has the results of components worked out anew, as soon as the transaction has ended. */
    @FunctionalInterface
    public interface Recompute {
        void of(Tx tx, Collection<String> components, Instant now);
    }

    public LinkLoop(Database database, LinkConfig config, Recompute recompute, Clock clock) {
        this.database = database;
        this.config = config;
        this.check = new LinkCheck(config);
        this.recompute = recompute;
        this.clock = clock;
    }

    /** Returns how many were looked at. */
    @Override
    public int take() throws InterruptedException {
        if (!begun) {
            database.inTransaction(tx -> store.lookAgain(tx, clock.instant()));
            begun = true;
        }
        var lease = config.timeout().multipliedBy(BATCH);
        var due = database.inTransaction(tx -> store.claim(tx, clock.instant(), lease, BATCH));
        var looks = new ArrayList<Callable<Looked>>();
        due.forEach(link -> looks.add(() -> check.look(link.url())));
        var found = threads.invokeAll(looks);
        for (var index = 0; index < due.size(); index++) {
            keep(due.get(index), found.get(index));
        }
        return due.size();
    }

    private void keep(Link before, Future<Looked> look) throws InterruptedException {
        var found = found(before, look);
        database.transact(tx -> keep(tx, before, found));
    }

    /** A mistake in this program keeps no other address from being looked at. */
    private static Looked found(Link link, Future<Looked> look) throws InterruptedException {
        try {
            return look.get();
        } catch (ExecutionException bug) {
            LOG.atError()
                    .addKeyValue("url", link.url())
                    .setCause(bug.getCause())
                    .log("An address was not looked at");
            return new Looked.Unknown("it could not be looked at");
        }
    }

    private void keep(Tx tx, Link before, Looked found) {
        var now = clock.instant();
        var after = after(before, found, now);
        store.save(tx, after, now.plus(pause(after)));
        var at = before.checkedAt();
        var wasStale = at == null || at.isBefore(now.minus(config.stale()));
        if (wasStale || !Objects.equals(before.found(), after.found())) {
            recompute.of(tx, store.users(tx, before.url()), now);
        }
    }

    /** Where somebody answered before, one look that fails is no news yet. */
    private static Link after(Link before, Looked found, Instant now) {
        if (!(found instanceof Looked.Fails)) {
            return new Link(before.url(), found, now, 0);
        }
        var failures = before.failures() + 1;
        var isFirst = failures == 1 && before.found() instanceof Looked.Answers;
        return new Link(before.url(), isFirst ? before.found() : found, now, failures);
    }

    private Duration pause(Link link) {
        if (link.failures() == 0) {
            return config.every();
        }
        if (link.found() instanceof Looked.Answers) {
            return SECOND_LOOK;
        }
        var pause = AFTER_A_FAILURE.multipliedBy(1L << Math.min(link.failures() - 1, MAX_DOUBLINGS));
        return pause.compareTo(config.every()) < 0 ? pause : config.every();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        check.close();
    }
}
