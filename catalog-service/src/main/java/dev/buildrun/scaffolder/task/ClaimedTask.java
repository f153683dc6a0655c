package dev.buildrun.scaffolder.task;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task that this process has just claimed, with all that a run needs.
 *
 * @param state what earlier runs left
 * @param encryptedSecrets null where there are none any more
 * @param runUntil when it has lasted too long
 * @param isCancelRequested whether somebody cancelled it before it was claimed
 * @param suspendedAt the step that the run before waited at, when this one goes on from there
 * @param isFirstRun whether nobody has had the task before
 */
record ClaimedTask(
        Task task,
        Claim claim,
        TaskState.Sealed state,
        byte @Nullable [] encryptedSecrets,
        Instant runUntil,
        boolean isCancelRequested,
        @Nullable String suspendedAt,
        boolean isFirstRun) {
    Optional<byte[]> secrets() {
        return Optional.ofNullable(encryptedSecrets);
    }

    /** Leaves the state out, since actions keep tokens there. */
    @Override
    public String toString() {
        return "ClaimedTask[" + claim + "]";
    }
}
