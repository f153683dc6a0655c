package dev.buildrun.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimLoopTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final WakeUp wakeUp = new WakeUp();
    private final LinkedBlockingQueue<Integer> turns = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    private @Nullable Integer nextTurn() throws InterruptedException {
        return turns.poll(20, TimeUnit.SECONDS);
    }

    private int recordTurn(int claimed) {
        turns.add(count.incrementAndGet());
        return claimed;
    }

    @Test
    void takesTurnsUntilNothingIsDue() throws Exception {
        try (var _ = ClaimLoop.start(
                "test", () -> recordTurn(count.get() < 2 ? 5 : 0), wakeUp, new Pace(LONG, SHORT, SHORT))) {
            assertThat(nextTurn()).isEqualTo(1);
            assertThat(nextTurn()).isEqualTo(2);
            assertThat(nextTurn()).isEqualTo(3);
            assertThat(turns.poll(50, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void wakesUpAtASignal() throws Exception {
        try (var _ = ClaimLoop.start("test", () -> recordTurn(0), wakeUp, new Pace(LONG, SHORT, SHORT))) {
            assertThat(nextTurn()).isEqualTo(1);

            wakeUp.signal();

            assertThat(nextTurn()).isEqualTo(2);
        }
    }

    @Test
    void looksByItselfWhenNobodySignals() throws Exception {
        try (var _ = ClaimLoop.start("test", () -> recordTurn(0), wakeUp, new Pace(SHORT, SHORT, SHORT))) {
            assertThat(nextTurn()).isEqualTo(1);
            assertThat(nextTurn()).isEqualTo(2);
        }
    }

    @Test
    void goesOnAfterATurnThatThrew() throws Exception {
        ClaimLoop.Turn throwing = () -> {
            recordTurn(0);
            throw new IllegalStateException("on purpose");
        };
        try (var _ = ClaimLoop.start("test", throwing, wakeUp, new Pace(LONG, SHORT, SHORT))) {
            assertThat(nextTurn()).isEqualTo(1);
            assertThat(nextTurn()).isEqualTo(2);
        }
    }

    @Test
    void waitsForTheTurnThatRunsWhenClosed() throws Exception {
        var hasBegun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var hasEnded = new AtomicInteger();
        var loop = ClaimLoop.start(
                "test",
                () -> {
                    hasBegun.countDown();
                    mayEnd.await();
                    hasEnded.incrementAndGet();
                    return 0;
                },
                wakeUp,
                new Pace(LONG, SHORT, SHORT));
        hasBegun.await();
        Thread.ofVirtual().start(mayEnd::countDown);

        loop.close();

        assertThat(hasEnded).hasValue(1);
    }

    @Test
    void doublesThePauseUpToTheLongest() {
        var pace = new Pace(LONG, Duration.ofMillis(100), Duration.ofSeconds(1));

        assertThat(pace.afterFailures(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(pace.afterFailures(3)).isEqualTo(Duration.ofMillis(400));
        assertThat(pace.afterFailures(5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.afterFailures(1_000_000)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void refusesAPaceThatNeverRests() {
        assertThatThrownBy(() -> new Pace(Duration.ZERO, SHORT, SHORT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotLoseASignalThatComesBeforeTheWait() throws Exception {
        wakeUp.signal();
        wakeUp.signal();

        assertThat(wakeUp.await(LONG)).isTrue();
        assertThat(wakeUp.await(SHORT)).isFalse();
    }
}
