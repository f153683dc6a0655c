package dev.buildrun.platform.action;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.binding.BindingPlan;
import dev.buildrun.platform.binding.Bindings;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.Undone;

/** Takes bindings back that a task has made, unless a workload uses them. */
final class MadeBindings implements Compensation {
    static final String EFFECT = "platform-binding";

    private final Bindings bindings;

    MadeBindings(Bindings bindings) {
        this.bindings = bindings;
    }

    @Override
    public String effectKind() {
        return EFFECT;
    }

    @Override
    public Undone undo(Undoing undoing) {
        var detail = undoing.entry().detail();
        var key = new BindingPlan.Key(
                detail.path("component").asString(""),
                detail.path("environment").asString(""),
                detail.path("name").asString(""));
        var what = "the binding " + key.name() + " of " + key.componentRef() + " in " + key.environment();
        var found = bindings.find(key);
        if (found.isEmpty() || !found.get().requestedBy().equals("task:" + undoing.taskId())) {
            return new Undone.NothingThere(what + " that this task has made");
        }
        try {
            bindings.unbind(key, false, "task:" + undoing.taskId());
            return new Undone.Removed(what);
        } catch (ServiceException exception) {
            if (exception.kind() != ErrorKind.CONFLICT) {
                throw exception;
            }
            return new Undone.LeftOver(
                    what,
                    "namespace " + found.get().place().namespace(),
                    exception.getMessage(),
                    "remove the mount from the workload, and delete the binding");
        }
    }
}
