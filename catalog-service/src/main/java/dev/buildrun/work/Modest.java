package dev.buildrun.work;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Turns that leave most of the machine to others while there is much to do: after one with many items comes a pause of three times as long, up to
 * a bound. A turn with few is followed by the next at once, so nobody waits for what has just changed by itself.
 */
public final class Modest implements ClaimLoop.Turn {
    static final int MANY = 200;
    static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int TIMES = 3;

    private final ClaimLoop.Turn turn;
    private final LongSupplier nanos;
    private final Pause pause;

    /** How time is let pass. */
    @FunctionalInterface
    interface Pause {
        void last(Duration duration) throws InterruptedException;
    }

    public Modest(ClaimLoop.Turn turn) {
        this(turn, System::nanoTime, Thread::sleep);
    }

    Modest(ClaimLoop.Turn turn, LongSupplier nanos, Pause pause) {
        this.turn = turn;
        this.nanos = nanos;
        this.pause = pause;
    }

    @Override
    public int take() throws InterruptedException {
        var begun = nanos.getAsLong();
        var count = turn.take();
        if (count >= MANY) {
            var took = Duration.ofNanos(nanos.getAsLong() - begun);
            var fair = took.multipliedBy(TIMES);
            pause.last(fair.compareTo(LONGEST) < 0 ? fair : LONGEST);
        }
        return count;
    }
}
