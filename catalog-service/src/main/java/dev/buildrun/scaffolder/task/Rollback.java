package dev.buildrun.scaffolder.task;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known about undoing a task.
 *
 * @param requestedBy who asked for it; null when the template did
 * @param endedAt null as long as it goes on
 * @param effects all that the task intended, in order
 */
public record Rollback(
        UUID taskId,
        Status status,
        @Nullable String requestedBy,
        Instant requestedAt,
        @Nullable Instant endedAt,
        List<RollbackEffect> effects) {
    /** Where it stands. */
    public enum Status {
        REQUESTED,
        RUNNING,
        DONE,
        /** It was interrupted too often; what it had not come to by then is left over. */
        GIVEN_UP;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }

        public boolean isEnd() {
            return switch (this) {
                case REQUESTED, RUNNING -> false;
                case DONE, GIVEN_UP -> true;
            };
        }
    }

    public Rollback {
        effects = List.copyOf(effects);
    }

    /** Whether something is still there that the task made. */
    public boolean hasLeftovers() {
        return effects.stream().anyMatch(effect -> !effect.isUndone());
    }
}
