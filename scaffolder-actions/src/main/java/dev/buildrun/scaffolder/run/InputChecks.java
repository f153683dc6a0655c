package dev.buildrun.scaffolder.run;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.ActionLog;
import tools.jackson.databind.node.ObjectNode;

/** What a rendered input must pass before any iteration of its step runs: it has the action's shape, and this run may use the action so. */
record InputChecks(ActionInput shape, ActionPermits.Permit permit) {
    /**
     * Checks it.
     *
     * @param actionId as messages about the input name it, {@code id} or {@code id[key]}
     * @throws ServiceException of kind INPUT with every problem, or NOT_ALLOWED
     */
    <I extends Record> I read(ObjectNode input, ActionDescription<I, ?> action, String actionId, ActionLog log) {
        var read = shape.read(input, action, actionId, log);
        if (!permit.allows(action.id(), input)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED, "Unauthorized action: " + action.id() + ". The action is not allowed.");
        }
        return read;
    }
}
