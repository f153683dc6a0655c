package dev.buildrun.work;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a loop took its turns. Written by the loop alone, read by anybody. */
final class TurnHistory {
    /** Immutable, so that nobody sees one half of a change. */
    private record Moment(
            boolean running,
            long sinceNanos,
            long nextNanos,
            @Nullable Long lastEndNanos,
            @Nullable String lastError) {}

    private volatile Moment moment = new Moment(false, System.nanoTime(), System.nanoTime(), null, null);

    boolean isRunning() {
        return moment.running();
    }

    void begins() {
        var now = System.nanoTime();
        moment = new Moment(true, now, now, moment.lastEndNanos(), moment.lastError());
    }

    /** @param error null where the turn did not fail */
    void ended(Duration untilNext, @Nullable String error) {
        var now = System.nanoTime();
        moment = new Moment(false, now, now + untilNext.toNanos(), now, error);
    }

    LoopStatus status() {
        var seen = moment;
        var now = System.nanoTime();
        var untilNext = Duration.ofNanos(Math.max(0, seen.nextNanos() - now));
        var lastEnd = seen.lastEndNanos();
        return new LoopStatus(
                seen.running(),
                Duration.ofNanos(now - seen.sinceNanos()),
                untilNext,
                lastEnd == null ? null : Duration.ofNanos(now - lastEnd),
                seen.lastError());
    }
}
