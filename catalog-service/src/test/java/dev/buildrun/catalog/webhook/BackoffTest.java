package dev.buildrun.catalog.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(7));

    @Test
    void waitsLongerAfterEachAttemptAndNeverTooLong() {
        for (var attempt = 1; attempt < 40; attempt++) {
            var whole = Duration.ofSeconds(Math.min(1800, 1L << Math.min(2 * (attempt - 1), 20)));

            assertThat(backoff.after(attempt, null)).isBetween(whole.dividedBy(2), whole);
        }
    }

    @Test
    void waitsAsLongAsTheReceiverAsks() {
        assertThat(backoff.after(1, Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(90));
        assertThat(backoff.after(9, Duration.ofSeconds(1))).isGreaterThan(Duration.ofMinutes(10));
    }
}
