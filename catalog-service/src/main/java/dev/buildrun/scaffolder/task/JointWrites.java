package dev.buildrun.scaffolder.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Joins what many threads want to write into few transactions: whoever comes while one is being written goes into the next, together with
 * all others who came meanwhile. Who comes alone does not wait.
 */
final class JointWrites<T> {
    private static final int MOST_AT_ONCE = 50;

    private final Transaction<T> transaction;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Ticket<T>> waiting = new ConcurrentLinkedQueue<>();

    /** Writes several at once. */
    @FunctionalInterface
    interface Transaction<T> {
        /**
         * All or nothing.
         *
         * @return what is wrong with those that were not written, though the others were; by identity
         */
        Map<T, RuntimeException> write(List<T> items);
    }

    /** What one thread waits for; used under the lock, except for the item. */
    private static final class Ticket<T> {
        private final T item;
        private boolean isDone;
        private @Nullable Throwable failure;

        private Ticket(T item) {
            this.item = item;
        }

        private void done(@Nullable Throwable reason) {
            isDone = true;
            failure = reason;
        }
    }

    JointWrites(Transaction<T> transaction) {
        this.transaction = transaction;
    }

    /** Returns when the item is written; throws what is wrong with it. */
    void write(T item) {
        var ticket = new Ticket<>(item);
        waiting.add(ticket);
        lock.lock();
        try {
            while (!ticket.isDone) {
                writeSome();
            }
        } finally {
            lock.unlock();
        }
        switch (ticket.failure) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Throwable other -> throw new IllegalStateException("It could not be written", other);
        }
    }

    private void writeSome() {
        var tickets = new ArrayList<Ticket<T>>();
        for (var next = waiting.poll(); next != null; next = tickets.size() < MOST_AT_ONCE ? waiting.poll() : null) {
            tickets.add(next);
        }
        try {
            var refused = transaction.write(
                    tickets.stream().map(ticket -> ticket.item).toList());
            tickets.forEach(ticket -> ticket.done(refused.get(ticket.item)));
        } catch (RuntimeException exception) {
            // What is wrong with one must not fall upon the others.
            tickets.forEach(ticket -> ticket.done(tickets.size() == 1 ? exception : alone(ticket.item)));
        } catch (Error error) {
            // Nobody may wait in vain.
            tickets.forEach(ticket -> ticket.done(error));
        }
    }

    private @Nullable RuntimeException alone(T item) {
        try {
            return transaction.write(List.of(item)).get(item);
        } catch (RuntimeException exception) {
            return exception;
        }
    }
}
