package dev.buildrun.catalog.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Those who want to be called when the snapshot has reached a position. Whoever adds them bounds their number. */
final class PositionWaiters {
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::position));

    /** Compared by identity when it is taken out, since two may want the same. */
    private static final class Waiter {
        private final long position;
        private final Runnable then;

        Waiter(long position, Runnable then) {
            this.position = position;
            this.then = then;
        }

        long position() {
            return position;
        }
    }

    /** Returns what takes it out again. */
    synchronized Runnable add(long position, Runnable then) {
        var waiter = new Waiter(position, then);
        waiters.add(waiter);
        return () -> remove(waiter);
    }

    private synchronized void remove(Waiter waiter) {
        waiters.remove(waiter);
    }

    synchronized boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** Calls those who have waited for this. */
    void reached(long position) {
        upTo(position).forEach(waiter -> waiter.then.run());
    }

    private synchronized List<Waiter> upTo(long position) {
        var reached = new ArrayList<Waiter>();
        for (var first = waiters.peek(); first != null && first.position() <= position; first = waiters.peek()) {
            reached.add(waiters.remove());
        }
        return reached;
    }
}
