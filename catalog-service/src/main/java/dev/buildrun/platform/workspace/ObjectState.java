package dev.buildrun.platform.workspace;

import java.util.List;
import java.util.Locale;

/**
 * How one object of a workspace is.
 *
 * @param object for instance {@code networkpolicy/default-deny}
 * @param details what is different, who owns which field, or why it is not known; one line each
 */
public record ObjectState(String object, State state, List<String> details) {
    private static final int MOST_DETAILS = 20;

    public ObjectState {
        details = List.copyOf(details.size() > MOST_DETAILS ? details.subList(0, MOST_DETAILS) : details);
    }

    /** How it is. */
    public enum State {
        IN_SYNC,
        /** There is no cluster to have it. */
        PLANNED,
        MISSING,
        /** It is there, and not as it should be. */
        DRIFTED,
        /** Somebody else owns fields of it that we would set otherwise, or the whole object. */
        CONFLICT,
        /** Nobody has asked for it, and it lets somebody in. */
        FOREIGN,
        /** We have made it, and it is not wanted any more. */
        STALE,
        /** The cluster could not be asked, or has refused. */
        UNKNOWN;

        /** As the API shows it, for instance {@code in-sync}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static ObjectState of(String object, State state, String... details) {
        return new ObjectState(object, state, List.of(details));
    }
}
