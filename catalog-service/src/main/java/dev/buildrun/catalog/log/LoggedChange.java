package dev.buildrun.catalog.log;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the log with why and when it came to be, and what the entity was before.
 *
 * @param position its place in the log
 * @param ref the full reference of the entity, in lower case
 * @param after what the entity is from this position on; null where it is gone
 */
public record LoggedChange(
        long position,
        String ref,
        UUID uid,
        Instant at,
        Cause cause,
        @Nullable LoggedState after,
        Before before) {

    /** What the entity was before a change. */
    public sealed interface Before {
        /** It was this. */
        record Was(LoggedState state) implements Before {}

        /** It was not there. */
        record Nothing() implements Before {}
    }

    /** Roughly how much room it takes, in characters. */
    public int size() {
        var now = after == null ? 0 : after.size();
        return now + (before instanceof Before.Was(var state) ? state.size() : 0);
    }
}
