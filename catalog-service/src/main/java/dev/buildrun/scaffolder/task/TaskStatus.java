package dev.buildrun.scaffolder.task;

import java.util.Locale;

/**
 * Where a task stands. Backstage's clients also know {@code cancelled} and {@code skipped}, which its backend never writes: a task that
 * was cancelled ends as failed.
 */
public enum TaskStatus {
    OPEN,
    PROCESSING,
    COMPLETED,
    FAILED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TaskStatus of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    public boolean isEnd() {
        return switch (this) {
            case OPEN, PROCESSING -> false;
            case COMPLETED, FAILED -> true;
        };
    }
}
