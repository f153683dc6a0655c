package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.log.Cause;
import org.jspecify.annotations.Nullable;

/**
 * How a mutation is to be stored.
 *
 * @param lane in which what it changes waits to be processed
 * @param expectedVersion of the source, without which nothing is stored; null for any
 */
public record MutationTerms(
        Cause cause,
        Lane lane,
        Conflicts conflicts,
        Mode mode,
        @Nullable Long expectedVersion) {
    /** What to do when another source has one of the entities. */
    public enum Conflicts {
        /** Pass it over and store the rest. */
        PASS_OVER,
        /** Store nothing. */
        REFUSE_ALL
    }

    /** Whether to store at all. */
    public enum Mode {
        STORE,
        /** Find out what would come of it, and store nothing. */
        TRY
    }

    /** Whether it need not be stored as a whole or not at all: what it changes may come piece by piece. */
    boolean isDivisible() {
        return conflicts == Conflicts.PASS_OVER && mode == Mode.STORE && expectedVersion == null;
    }

    /** As most providers want it: whatever version, in the background, and what others have is passed over. */
    public static MutationTerms of(Cause cause) {
        return new MutationTerms(cause, Lane.BACKGROUND, Conflicts.PASS_OVER, Mode.STORE, null);
    }
}
