package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.Initiator;
import tools.jackson.databind.node.ObjectNode;

/** Who may run which action. Asked once for a run, with the one who started it. */
@FunctionalInterface
public interface ActionPermits {
    /** Whoever may start a task may run all of it. */
    ActionPermits ALL = _ -> (_, _) -> true;

    Permit of(Initiator initiator);

    /** What one run may do. */
    @FunctionalInterface
    interface Permit {
        /** @param input as rendered, with secrets in it */
        boolean allows(String actionId, ObjectNode input);
    }
}
