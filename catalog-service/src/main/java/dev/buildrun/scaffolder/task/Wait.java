package dev.buildrun.scaffolder.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a task waits for, or has waited for.
 *
 * @param iteration the key of the item in a step with {@code each}; empty in a step without
 * @param outcome null as long as it waits
 */
public record Wait(
        UUID id,
        UUID taskId,
        String stepId,
        String iteration,
        Ask ask,
        Instant askedAt,
        Instant expiresAt,
        @Nullable Outcome outcome) {
    static final String APPROVAL = "approval";
    static final String CALLBACK = "callback";

    /** {@code approval} or {@code callback}. */
    String kind() {
        return switch (ask) {
            case Approval _ -> APPROVAL;
            case Callback _ -> CALLBACK;
        };
    }

    /** As rows of the audit name it. */
    String what() {
        return kind() + ":" + id + " task:" + taskId + " step:" + stepId;
    }

    /** What was asked. */
    public sealed interface Ask {
        /** What is waited for, in the template's words, secrets hidden. */
        String message();
    }

    /**
     * For somebody who agrees.
     *
     * @param reminder null for none
     */
    public record Approval(
            String message,
            List<String> approvers,
            List<String> ownersOf,
            boolean selfApproval,
            @Nullable Duration reminder)
            implements Ask {}

    /** For a call. */
    public record Callback(String message) implements Ask {}

    /** How it ended. */
    public enum Status {
        APPROVED,
        DENIED,
        CALLED,
        EXPIRED,
        /** The task has ended before. */
        WITHDRAWN;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What came of it.
     *
     * @param by who decided; null where nobody did
     * @param payload what came with a call, JSON and sealed; null once the task has ended
     */
    public record Outcome(
            Status status,
            Instant at,
            @Nullable String by,
            @Nullable String comment,
            byte @Nullable [] payload) {
        static Outcome of(Status status, Instant at) {
            return new Outcome(status, at, null, null, null);
        }
    }
}
