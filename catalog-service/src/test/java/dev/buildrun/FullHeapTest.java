package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FullHeapTest {
    @Test
    void tellsHowFullItIsAndWhatHelps() throws InterruptedException {
        var told = new LinkedBlockingQueue<String>();
        try (var _ = FullHeap.watch(1e-6, told::add)) {
            System.gc();

            assertThat(told.poll(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS))
                    .matches("The heap is nearly full: after a collection \\d+ of \\d+ MB for what stays are in use\\."
                            + " Give it more, for instance with BUILDRUN_JAVA_OPTIONS=-Xmx\\d+m");
        }
    }

    @Test
    void saysNothingWhileThereIsRoom() throws InterruptedException {
        var told = new LinkedBlockingQueue<String>();
        try (var _ = FullHeap.watch(0.999, told::add)) {
            System.gc();

            assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
    }
}
