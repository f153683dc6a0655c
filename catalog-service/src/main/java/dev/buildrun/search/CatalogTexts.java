package dev.buildrun.search;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.WordIndex;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The words of the whole catalog, always those of its newest snapshot: whoever asks and finds them behind takes the changes in first, which
 * costs what the changes are.
 */
final class CatalogTexts {
    /** Entities at once: what is gathered of them is forgotten before much else is, so that it costs little to clear away. */
    static final int PART = 5_000;

    private final Supplier<Snapshot> newest;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile State state = new State(Snapshot.EMPTY, WordIndex.EMPTY);
    /** To the next state, where a part of the way is done. */
    private @Nullable Way way;

    /** A snapshot and its words. */
    record State(Snapshot snapshot, WordIndex words) {}

    CatalogTexts(Supplier<Snapshot> newest) {
        this.newest = newest;
    }

    @SuppressWarnings("ReferenceEquality")
    boolean isCurrent() {
        return state.snapshot() == newest.get();
    }

    State current() {
        if (!isCurrent()) {
            lock.lock();
            try {
                if (way != null) {
                    // To what was the newest when somebody set out.
                    finish();
                }
                if (!isCurrent()) {
                    finish();
                }
            } finally {
                lock.unlock();
            }
        }
        return state;
    }

    /** Takes a part of what has changed in, and lets others in between; whether there is more. */
    boolean follow() {
        lock.lock();
        try {
            if (!isCurrent()) {
                goOn();
            }
            return way != null;
        } finally {
            lock.unlock();
        }
    }

    private void finish() {
        do {
            goOn();
        } while (way != null);
    }

    private void goOn() {
        var to = way == null ? new Way(state, newest.get()) : way;
        to.goOn();
        way = to.isDone() ? null : to;
        if (to.isDone()) {
            state = new State(to.now, to.words);
        }
    }

    /** From the words of one snapshot to those of a later one. */
    private static final class Way {
        private final Snapshot before;
        private final Snapshot now;
        private final int[] changed;
        private int done;
        private WordIndex words;

        Way(State before, Snapshot now) {
            this.before = before.snapshot();
            this.now = now;
            this.words = before.words();
            var numbers = IntStream.builder();
            now.differences(this.before, numbers::add);
            this.changed = numbers.build().toArray();
        }

        boolean isDone() {
            return done == changed.length;
        }

        void goOn() {
            var update = words.update();
            for (var end = Math.min(done + PART, changed.length); done < end; done++) {
                take(changed[done], update);
            }
            words = update.finish();
        }

        private void take(int number, WordIndex.Update update) {
            var old = wordsOf(before, number);
            var current = wordsOf(now, number);
            for (var word : old) {
                if (!current.contains(word)) {
                    update.remove(word.part(), word.text(), number);
                }
            }
            for (var word : current) {
                if (!old.contains(word)) {
                    update.add(word.part(), word.text(), number);
                }
            }
        }
    }

    private static Set<CatalogWords.Word> wordsOf(Snapshot snapshot, int number) {
        return snapshot.inSlot(number)
                .map(entity -> CatalogWords.of(snapshot.own(entity)))
                .orElseGet(Set::of);
    }
}
