package dev.buildrun.platform.workspace;

import dev.buildrun.platform.workspace.ObjectState.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** What became of an object that was to be applied. */
public sealed interface Applied {
    /** It is there, as wanted. */
    record Done(HasMetadata object) implements Applied {}

    /**
     * Somebody else owns what we would set otherwise, and was not overruled.
     *
     * @param owners one line for each field: its path and who owns it
     */
    record Conflict(List<String> owners) implements Applied {
        public Conflict {
            owners = List.copyOf(owners);
        }
    }

    /** The cluster does not take it. */
    record Refused(String reason) implements Applied {}

    /** How the object is after that. */
    default ObjectState state(String object) {
        return switch (this) {
            case Done _ -> ObjectState.of(object, State.IN_SYNC);
            case Conflict(var owners) -> new ObjectState(object, State.CONFLICT, owners);
            case Refused(var reason) -> ObjectState.of(object, State.UNKNOWN, reason);
        };
    }
}
