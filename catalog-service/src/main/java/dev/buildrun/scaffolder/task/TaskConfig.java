package dev.buildrun.scaffolder.task;

import java.time.Duration;

/**
 * How tasks are run.
 *
 * @param concurrentTasks tasks that this process runs at once, 0 for none ({@code scaffolder.concurrentTasksLimit})
 * @param isRecoveryEnabled whether a task whose process died is resumed; otherwise it fails ({@code scaffolder.taskRecovery.enabled})
 * @param lease how long a task stays with a process that gives no sign of life ({@code scaffolder.taskRecovery.staleTimeout})
 * @param timeout how long a task may take, resumptions included ({@code scaffolder.taskTimeout})
 * @param maxInterruptions how many dead processes a task may leave behind before it fails
 *     ({@code buildrun.scaffolder.maxInterruptions})
 */
public record TaskConfig(
        int concurrentTasks, boolean isRecoveryEnabled, Duration lease, Duration timeout, int maxInterruptions) {
    public static final TaskConfig DEFAULTS = new TaskConfig(10, true, Duration.ofSeconds(10), Duration.ofHours(24), 5);

    public TaskConfig {
        if (concurrentTasks < 0 || concurrentTasks > 1_000) {
            throw new IllegalArgumentException(
                    "scaffolder.concurrentTasksLimit: expected 0 to 1000, found " + concurrentTasks);
        }
        // A heartbeat comes every second; less than five would take a process for dead that collects garbage.
        if (lease.compareTo(Duration.ofSeconds(5)) < 0) {
            throw new IllegalArgumentException(
                    "scaffolder.taskRecovery.staleTimeout: expected at least 5s, found " + lease);
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("scaffolder.taskTimeout: expected more than 0, found " + timeout);
        }
        if (maxInterruptions < 0) {
            throw new IllegalArgumentException(
                    "buildrun.scaffolder.maxInterruptions: expected at least 0, found " + maxInterruptions);
        }
    }
}
