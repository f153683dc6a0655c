package dev.buildrun.scaffolder.task;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right of one run to undo a task.
 *
 * @param token never used twice; what is written with an old one is refused
 * @param requestedBy who asked for it; null when the template did
 * @param interruptions how many runs of it died or could not go on before
 */
public record ClaimedRollback(
        UUID taskId, long token, @Nullable String requestedBy, int interruptions) {}
