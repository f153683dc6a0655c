package dev.buildrun.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModestTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Duration> pauses = new ArrayList<>();

    private int take(int count, Duration took) throws InterruptedException {
        ClaimLoop.Turn turn = () -> {
            now.addAndGet(took.toNanos());
            return count;
        };
        return new Modest(turn, now::get, pauses::add).take();
    }

    @Test
    void restsThreeTimesAsLongAfterATurnWithMany() throws InterruptedException {
        assertThat(take(Modest.MANY, Duration.ofMillis(300))).isEqualTo(Modest.MANY);

        assertThat(pauses).containsExactly(Duration.ofMillis(900));
    }

    @Test
    void neverRestsForLong() throws InterruptedException {
        take(Modest.MANY, Duration.ofMinutes(1));

        assertThat(pauses).containsExactly(Modest.LONGEST);
    }

    @Test
    void goesOnAtOnceAfterATurnWithFew() throws InterruptedException {
        assertThat(take(Modest.MANY - 1, Duration.ofSeconds(5))).isEqualTo(Modest.MANY - 1);

        assertThat(pauses).isEmpty();
    }
}
