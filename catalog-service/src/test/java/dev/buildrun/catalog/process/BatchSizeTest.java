package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLOW = TimeUnit.SECONDS.toNanos(3);

    private static int after(BatchSize size, long nanos, int turns) {
        for (var turn = 0; turn < turns; turn++) {
            size.took(size.limit(), nanos);
        }
        return size.limit();
    }

    @Test
    void growsToTenTimesAsManyWhileFullBatchesAreQuick() {
        assertThat(after(new BatchSize(20), QUICK, 20)).isEqualTo(200);
    }

    @Test
    void neverGrowsBeyondFiveHundred() {
        assertThat(after(new BatchSize(100), QUICK, 20)).isEqualTo(500);
    }

    @Test
    void shrinksToWhatItBeganWithWhenBatchesAreSlow() {
        var size = new BatchSize(20);
        after(size, QUICK, 20);

        assertThat(after(size, SLOW, 20)).isEqualTo(20);
    }

    @Test
    void staysAsItIsWhenThereIsNotEnoughToFillABatch() {
        var size = new BatchSize(20);

        size.took(19, QUICK);

        assertThat(size.limit()).isEqualTo(20);
    }
}
