package dev.buildrun.catalog.log;

import java.util.List;

/** What somebody gets who asks for what comes after a position, with all that is known of each change. */
public sealed interface LoggedPage {
    /** The newest position of the log at that time. */
    long head();

    /** The rows that follow, in order and without a gap; empty when there is nothing new. */
    record Changes(List<LoggedChange> changes, long head) implements LoggedPage {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /** Rows after the position are no longer kept, so it is not known what the reader has missed. */
    record Expired(long head) implements LoggedPage {}

    /** The log has never been at this position: it is that of another database, or of this one before a backup was restored. */
    record Ahead(long head) implements LoggedPage {}
}
