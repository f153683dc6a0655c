package dev.buildrun.search;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.WordIndex;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The words of the whole catalog, always those of its newest snapshot: whoever asks and finds them behind takes the changes in first, which
 * costs what the changes are.
 */
final class CatalogTexts {
    private final Supplier<Snapshot> newest;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile State state = new State(Snapshot.EMPTY, WordIndex.EMPTY);

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
                state = following(state, newest.get());
            } finally {
                lock.unlock();
            }
        }
        return state;
    }

    @SuppressWarnings("ReferenceEquality")
    private static State following(State before, Snapshot now) {
        if (before.snapshot() == now) {
            return before;
        }
        var update = before.words().update();
        now.differences(before.snapshot(), number -> {
            var old = wordsOf(before.snapshot(), number);
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
        });
        return new State(now, update.finish());
    }

    private static Set<CatalogWords.Word> wordsOf(Snapshot snapshot, int number) {
        return snapshot.inSlot(number)
                .map(entity -> CatalogWords.of(snapshot.own(entity)))
                .orElseGet(Set::of);
    }
}
