package dev.buildrun.catalog.log;

import java.util.List;

/** What a reader of the log gets when it asks for what comes after a position. */
public sealed interface LogPage {
    /** The rows that follow, in order and without a gap; empty when there is nothing new. */
    record Changes(List<Change> changes) implements LogPage {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Rows that the reader has not seen are no longer kept; it has to read everything anew.
     *
     * @param oldestKept the position of the first row that is still there
     */
    record Truncated(long oldestKept) implements LogPage {}
}
