package dev.buildrun.platform.dora;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One deployment, as the figures need it.
 *
 * @param id tells it from others
 * @param component full reference in lower case
 * @param owner of the component when it was deployed; null where it had none
 * @param image null where it is not known
 * @param finishedAt null while it is under way
 * @param isRollback whether it brought an earlier image back
 * @param commitAt when the newest commit in it was made; null where nobody said
 */
public record Delivery(
        String id,
        String component,
        @Nullable String owner,
        String environment,
        boolean isProduction,
        @Nullable String image,
        Instant startedAt,
        @Nullable Instant finishedAt,
        Outcome outcome,
        Starter starter,
        boolean isRollback,
        @Nullable Instant commitAt) {

    /** How it ended. */
    public enum Outcome {
        /** Not over yet. */
        UNDER_WAY,
        SUCCEEDED,
        FAILED
    }

    /** Who began it. */
    public enum Starter {
        /** A member of the owner. */
        MEMBER,
        /** A program that deploys for the owner. */
        PIPELINE,
        /** Somebody else: it was handed over. */
        OTHER,
        /** Nobody knows; never counted as none of the others. */
        UNKNOWN
    }

    boolean hasSucceeded() {
        return outcome == Outcome.SUCCEEDED;
    }

    /** When what it did was done, or began where it is not over. */
    Instant at() {
        return finishedAt == null ? startedAt : finishedAt;
    }
}
