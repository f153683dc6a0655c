package dev.buildrun.catalog.webhook;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.feed.CloudEvents;
import dev.buildrun.catalog.feed.FeedCursor;
import dev.buildrun.catalog.feed.FeedEntry;
import dev.buildrun.catalog.feed.FeedQuery;
import dev.buildrun.catalog.feed.FeedTail;
import dev.buildrun.catalog.feed.Sight;
import dev.buildrun.catalog.feed.What;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.seal.Seal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one leased webhook, one after the other: the next is sent when the one before is taken or given up. What has
 * come of an attempt is committed before the next one, so a crash at any moment repeats one event at most. For one thread.
 */
final class WebhookDelivery implements AutoCloseable {
    /** So many events one after the other that cannot be delivered mean that the receiver is broken, and not an event. */
    static final int MAX_DEAD_IN_A_ROW = 5;

    private static final int PAGE = 100;
    /** Without an event that it wants, the position is committed after so many changes or so long, lest it expires. */
    private static final int PASSED_BEFORE_COMMIT = 50;

    private static final Duration UNTIL_COMMIT = Duration.ofMinutes(1);

    private final Parts parts;
    private final Lease lease;
    private final Caller owner;
    private final FeedQuery wanted;
    private final byte @Nullable [] key;
    private final FeedCursor cursor;
    private final Deque<FeedEntry> unread = new ArrayDeque<>();
    /** What the owner could see when the page was read that is being delivered. */
    private Sight sight;

    private long committed;
    private long committedNanos = System.nanoTime();
    private int attempts;
    private int deadInARow;
    private @Nullable Long relistTo;
    private @Nullable Message next;
    private Duration wait;
    private boolean over;
    /** By the clock that also runs while the process is stopped. */
    private volatile long heldUntilNanos;

    /** What deliveries have in common. */
    record Parts(
            Database database,
            DeliveryStore store,
            FeedTail tail,
            CloudEvents events,
            Sending sending,
            Seal seal,
            Sight.Rights rights,
            int maxAttempts,
            Backoff backoff,
            Clock clock) {}

    /** What a step has come to. */
    sealed interface Step {
        /** There may be more to do. */
        record GoOn() implements Step {}

        /** Nothing is to be done before this time is over, but that the feed may bring something. */
        record Idle() implements Step {}

        /** The receiver is to be left alone so long. */
        record Wait(Duration time) implements Step {}

        /** The lease is over, or the webhook is paused. */
        record Over() implements Step {}
    }

    /** @param heldUntilNanos until when the lease surely holds, as {@link System#nanoTime} counts */
    WebhookDelivery(Parts parts, Lease lease, long heldUntilNanos) {
        var webhook = lease.webhook();
        this.owner = caller(webhook.owner());
        this.parts = parts;
        this.lease = lease;
        this.wanted = new FeedQuery(
                FeedQuery.filter(webhook.terms().filters()),
                What.named(webhook.terms().types()),
                webhook.terms().withBody());
        this.sight = parts.rights().of(owner);
        this.key = parts.seal().open(lease.id(), lease.sealedSecret()).orElse(null);
        this.committed = webhook.standing().position();
        this.attempts = webhook.standing().attempts();
        this.deadInARow = lease.deadInARow();
        this.relistTo = lease.relistTo();
        this.wait = lease.retryIn();
        this.cursor = parts.tail().read(committed);
        this.heldUntilNanos = heldUntilNanos;
    }

    /** The groups of a user are looked up when it is asked what it may see. */
    private static Caller caller(Webhook.Owner owner) {
        return owner.isUser() ? new Caller.User(owner.actor(), List.of()) : new Caller.Service(owner.actor());
    }

    Lease lease() {
        return lease;
    }

    /** The lease holds for longer; from another thread. */
    void renewed(long untilNanos) {
        heldUntilNanos = untilNanos;
    }

    /** Whether the service stops, so that nothing new comes. */
    boolean isFeedClosed() {
        return parts.tail().isClosed();
    }

    /** Waits until the feed has something new. */
    void await(Duration atMost) throws InterruptedException {
        cursor.await(atMost);
    }

    /** Does one thing: waits for a receiver, reads a page, or sends a message. */
    Step step() throws InterruptedException {
        if (over || System.nanoTime() - heldUntilNanos > 0) {
            return new Step.Over();
        }
        if (key == null) {
            return pause("The secret was encrypted with another key than this service has; give it a new one");
        }
        if (!wait.isZero()) {
            var time = wait;
            wait = Duration.ZERO;
            return new Step.Wait(time);
        }
        var message = next();
        if (over) {
            return new Step.Over();
        }
        return message != null ? send(message, key) : passOrIdle();
    }

    private @Nullable Message next() throws InterruptedException {
        if (next == null && relistTo != null) {
            var event = parts.events()
                    .relist(lease.id(), committed, relistTo, parts.clock().instant());
            next = new Message(lease.id() + "_relist_" + relistTo, relistTo, event);
        }
        if (next == null && unread.isEmpty()) {
            read();
        }
        while (next == null && !unread.isEmpty()) {
            var entry = unread.remove();
            wanted.what(entry, sight)
                    .ifPresent(what -> next = new Message(
                            lease.id() + "_" + entry.position(),
                            entry.position(),
                            parts.events().of(entry, what, wanted.body())));
        }
        return next;
    }

    private void read() throws InterruptedException {
        var current = parts.rights().of(owner);
        if (!current.isLike(sight)) {
            sight = current;
            relist(cursor.position());
            return;
        }
        switch (cursor.next(PAGE)) {
            case FeedCursor.Step.Entries(var entries) -> unread.addAll(entries);
            case FeedCursor.Step.Lost(var head) -> {
                cursor.moveTo(head);
                relist(head);
            }
        }
    }

    /** What the receiver knows is not what it would know by now, since events are lost, or its owner may read more or less than before. */
    private void relist(long position) {
        relistTo = position;
        over = !inTransaction(tx -> parts.store().lost(tx, lease, position));
    }

    /** Everything that was read is passed. */
    private Step passOrIdle() {
        var passed = cursor.position() - committed;
        var isDue = passed >= PASSED_BEFORE_COMMIT
                || (passed > 0 && System.nanoTime() - committedNanos > UNTIL_COMMIT.toNanos());
        if (isDue && relistTo == null) {
            var position = cursor.position();
            if (!inTransaction(tx -> parts.store().passed(tx, lease, position))) {
                return new Step.Over();
            }
            committed = position;
            committedNanos = System.nanoTime();
            return new Step.GoOn();
        }
        return relistTo == null ? new Step.Idle() : new Step.GoOn();
    }

    private Step send(Message message, byte[] secret) throws InterruptedException {
        var terms = lease.webhook().terms();
        var result = parts.sending().send(terms.url(), terms.mode(), secret, message);
        var attempt = attempts + 1;
        if (result.isGood()) {
            return delivered(message, attempt, result);
        }
        if (result.isGone()) {
            var held = inTransaction(tx -> parts.store()
                    .failed(tx, lease, message, attempt, result, parts.backoff().after(attempt, null)));
            return held
                    ? pause("The receiver answered 410, which says that it wants nothing any more")
                    : new Step.Over();
        }
        return attempt < parts.maxAttempts() ? again(message, attempt, result) : giveUp(message, attempt, result);
    }

    private Step delivered(Message message, int attempt, Attempt result) {
        if (!inTransaction(tx -> parts.store().delivered(tx, lease, message, attempt, result))) {
            return new Step.Over();
        }
        deadInARow = 0;
        return passed(message);
    }

    private Step passed(Message message) {
        if (relistTo != null) {
            cursor.moveTo(relistTo);
            unread.clear();
            relistTo = null;
        }
        committed = message.position();
        committedNanos = System.nanoTime();
        attempts = 0;
        next = null;
        return new Step.GoOn();
    }

    private Step again(Message message, int attempt, Attempt result) {
        var time = parts.backoff().after(attempt, result.retryAfter());
        attempts = attempt;
        return inTransaction(tx -> parts.store().failed(tx, lease, message, attempt, result, time))
                ? new Step.Wait(time)
                : new Step.Over();
    }

    private Step giveUp(Message message, int attempt, Attempt result) {
        deadInARow++;
        var held = inTransaction(tx -> parts.store().gaveUp(tx, lease, message, attempt, result, deadInARow));
        if (!held) {
            return new Step.Over();
        }
        passed(message);
        if (deadInARow >= MAX_DEAD_IN_A_ROW) {
            return pause(deadInARow + " events one after the other could not be delivered, each tried " + attempt
                    + " times; the last time: " + result.error());
        }
        var dead = parts.database().inTransaction(tx -> parts.store().deadLetterCount(tx, lease.id()));
        return dead < DeliveryStore.MAX_DEAD_LETTERS
                ? new Step.GoOn()
                : pause("There are " + dead + " dead letters; send them again or drop them");
    }

    private Step pause(String why) {
        inTransaction(tx -> parts.store().pause(tx, lease, why));
        return new Step.Over();
    }

    private boolean inTransaction(Function<Tx, Boolean> work) {
        return parts.database().inTransaction(work);
    }

    @Override
    public void close() {
        cursor.close();
    }
}
