package dev.buildrun.deploy.tasks;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.action.Undone;
import java.io.IOException;
import java.util.List;

/**
 * {@code forge:issue}: opens an issue in a repository. The forge would open another one each time, so it is looked for first, by the task's id
 * in its text.
 */
final class OpenIssue implements Action<OpenIssue.Input, NoOutput> {
    private static final String EFFECT = "forge-issue";
    private static final int ATTEMPTS = 8;

    private final ForgeClient forge;

    OpenIssue(ForgeClient forge) {
        this.forge = forge;
    }

    /** @param repo owner and name */
    record Input(String repo) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return new ActionDescription<>(
                "forge:issue",
                "Opens an issue on the forge",
                false,
                List.of(),
                new ActionDescription.Schema(null, null),
                Input.class,
                NoOutput.class);
    }

    @Override
    public NoOutput run(ActionContext<Input> context) throws InterruptedException {
        var repo = context.input().repo();
        var text = text(context.step().taskId());
        var effect = new Effect(EFFECT, repo);
        var earlier = context.effects().find(effect);
        if (earlier.isPresent() && earlier.get().isConfirmed()) {
            return NoOutput.NONE;
        }
        context.effects()
                .intend(effect, Json.object().put("stepId", context.step().stepId()));
        open(repo, text);
        context.effects().confirm(effect, Json.object().put("text", text));
        return NoOutput.NONE;
    }

    /** Looks, then opens, until it is seen. */
    private void open(String repo, String text) throws InterruptedException {
        for (var attempt = 1; !isOpen(repo, text); attempt++) {
            if (attempt == ATTEMPTS) {
                throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "The forge does not open an issue in " + repo);
            }
            try {
                forge.once(
                        "POST", "/api/issues", Json.object().put("repo", repo).put("text", text));
            } catch (IOException _) {
                // It may have been opened nevertheless, and a late one may still come.
                Thread.sleep(100);
            }
        }
    }

    private boolean isOpen(String repo, String text) {
        return forge.again("GET", "/api/issues?" + repo, null)
                .json()
                .valueStream()
                .anyMatch(issue -> issue.asString().equals(text));
    }

    private static String text(String taskId) {
        return "opened by task " + taskId;
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(new Compensation() {
            @Override
            public String effectKind() {
                return EFFECT;
            }

            @Override
            public Undone undo(Undoing undoing) {
                var repo = undoing.entry().effect().key();
                var what = "the issue in " + repo;
                var body = Json.object().put("repo", repo).put("text", text(undoing.taskId()));
                var closed = forge.again("DELETE", "/api/issues", body).status() == 204;
                return closed ? new Undone.Removed(what) : new Undone.NothingThere(what);
            }
        });
    }
}
