package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.log.LoggedPage;
import java.time.Duration;
import java.util.List;

/** Where one reader is in the log. For one thread. */
public final class FeedCursor implements AutoCloseable {
    private final FeedTail tail;
    private long position;
    private boolean live;
    private boolean closed;

    FeedCursor(FeedTail tail, long position) {
        this.tail = tail;
        this.position = position;
    }

    /** What comes next. */
    public sealed interface Step {
        /** These changes, in order and without a gap; empty where there is nothing newer. The cursor stands behind them. */
        record Entries(List<FeedEntry> entries) implements Step {}

        /**
         * Changes that have not been read are no longer kept, or the log is another one.
         *
         * @param head the newest position
         */
        record Lost(long head) implements Step {}
    }

    /** Everything up to here has been read. */
    public long position() {
        return position;
    }

    /** Goes on from another position. */
    public void moveTo(long other) {
        position = other;
        live = false;
    }

    /** Whether the reader had come to the newest changes once, and has since fallen further behind than memory reaches. */
    public boolean hasFallenBehind() {
        return live && tail.slice(position, 0) instanceof FeedTail.Slice.Behind;
    }

    /** Reads at most so many. */
    public Step next(int limit) throws InterruptedException {
        return switch (tail.slice(position, limit)) {
            case FeedTail.Slice.Entries(var entries) -> {
                live = true;
                yield passed(entries);
            }
            case FeedTail.Slice.Behind _ ->
                switch (tail.catchUp(position, limit)) {
                    case LoggedPage.Changes(var changes, var _) ->
                        passed(changes.stream().map(FeedEntry::new).toList());
                    case LoggedPage.Expired(var head) -> new Step.Lost(head);
                    case LoggedPage.Ahead(var head) -> new Step.Lost(head);
                };
        };
    }

    private Step passed(List<FeedEntry> entries) {
        if (!entries.isEmpty()) {
            position = entries.getLast().position();
        }
        return new Step.Entries(entries);
    }

    /** Waits for something newer, at most so long, or until the tail is closed. */
    public void await(Duration atMost) throws InterruptedException {
        tail.await(position, atMost);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tail.leave();
        }
    }
}
