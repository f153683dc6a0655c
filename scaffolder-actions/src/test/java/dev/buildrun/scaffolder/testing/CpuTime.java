package dev.buildrun.scaffolder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Bounds on work, in time of the processor: other than time on the wall, it does not grow when others use the machine, too. */
public final class CpuTime {
    private CpuTime() {}

    /** What the work gives, done in this thread; fails where that took longer. What other threads do for it is not counted. */
    public static <T> T within(Duration most, Callable<T> work) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadCpuTime();
        try {
            return work.call();
        } finally {
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
                    .as("time of the processor")
                    .isLessThan(most);
        }
    }
}
