package dev.buildrun.deploy.tasks;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a network does to requests. */
final class Chaos {
    /** Shorter than a lease: a request that arrives after somebody else has looked can't be told from one that never comes. */
    private static final int MAX_DELAY_MILLIS = 1_500;

    private final Random random;
    private final Map<String, AtomicInteger> happened = new ConcurrentSkipListMap<>();
    private volatile boolean isOn;

    Chaos(long seed) {
        this.random = new Random(seed);
    }

    /** What becomes of one request. */
    enum Fate {
        SERVED,
        /** It is performed after a while. */
        DELAYED,
        /** It is not performed, and the connection breaks. */
        LOST,
        /** It is performed, and the connection breaks before the answer. */
        ANSWER_LOST,
        /** It is performed twice, and the second answer is the one that arrives. */
        REPEATED
    }

    void set(boolean on) {
        isOn = on;
    }

    /** @param mayRepeat whether a proxy may send such a request again, as it may where that changes nothing */
    synchronized Fate next(boolean mayRepeat) {
        if (!isOn) {
            return Fate.SERVED;
        }
        var dice = random.nextInt(100);
        var fate = dice < 76
                ? Fate.SERVED
                : dice < 84 ? Fate.DELAYED : dice < 88 ? Fate.LOST : dice < 95 ? Fate.ANSWER_LOST : Fate.REPEATED;
        if (fate == Fate.REPEATED && !mayRepeat) {
            return Fate.SERVED;
        }
        happened.computeIfAbsent(fate.name().toLowerCase(java.util.Locale.ROOT), _ -> new AtomicInteger())
                .incrementAndGet();
        return fate;
    }

    synchronized int delayMillis() {
        return random.nextInt(MAX_DELAY_MILLIS);
    }

    Map<String, AtomicInteger> happened() {
        return happened;
    }
}
