package dev.buildrun.platform.action;

import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.Undone;

/** Takes workspaces back that a task has made, and that nobody has put anything into. */
final class MadeWorkspaces implements Compensation {
    static final String EFFECT = "platform-workspace";

    private final Workspaces workspaces;

    MadeWorkspaces(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    @Override
    public String effectKind() {
        return EFFECT;
    }

    @Override
    public Undone undo(Undoing undoing) {
        var detail = undoing.entry().detail();
        var subject = detail.path("subject").asString("");
        var environment = detail.path("environment").asString("");
        if (subject.isEmpty() || environment.isEmpty()) {
            throw ServiceException.input("Expected subject and environment of the workspace, found " + detail);
        }
        var key = new WorkspacePlan.Key(subject, environment);
        return switch (workspaces.takeBack(key, "task:" + undoing.taskId())) {
            case Workspaces.TakenBack.Gone(var namespace) ->
                new Undone.Removed("the workspace " + namespace + " of " + subject);
            case Workspaces.TakenBack.Nothing _ ->
                new Undone.NothingThere("a workspace of " + subject + " in " + environment);
            case Workspaces.TakenBack.Kept(var namespace, var cluster, var why) ->
                new Undone.LeftOver(
                        "the workspace " + namespace,
                        cluster == null ? "the reservations of the platform" : "cluster " + cluster,
                        why,
                        "look at what is in namespace " + namespace + ", and delete it if nobody needs it");
        };
    }
}
