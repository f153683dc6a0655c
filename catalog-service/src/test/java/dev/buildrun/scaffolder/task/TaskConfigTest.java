package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskConfigTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> new TaskConfig(-1, true, LEASE, DAY, 5))
                .hasMessage("scaffolder.concurrentTasksLimit: expected 0 to 1000, found -1");
        assertThatThrownBy(() -> new TaskConfig(1, true, Duration.ofSeconds(1), DAY, 5))
                .hasMessage("scaffolder.taskRecovery.staleTimeout: expected at least 5s, found PT1S");
        assertThatThrownBy(() -> new TaskConfig(1, true, LEASE, Duration.ZERO, 5))
                .hasMessage("scaffolder.taskTimeout: expected more than 0, found PT0S");
        assertThatThrownBy(() -> new TaskConfig(1, true, LEASE, DAY, -1))
                .hasMessage("buildrun.scaffolder.maxInterruptions: expected at least 0, found -1");
    }
}
