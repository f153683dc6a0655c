package dev.buildrun.scaffolder.builtin.http;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.Undone;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that a task has sent. Nobody can take one back that does not know what it meant; so it is left over and told exactly, unless
 * it was refused.
 */
final class SentRequest implements Compensation {
    static final String EFFECT = "http-request";

    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_FAILURE = 500;

    /** {@code {stepId, request}} */
    static ObjectNode detail(BackstageRequest.Input input, ActionContext<BackstageRequest.Input> context) {
        return Json.object().put("stepId", context.step().stepId()).put("request", shown(input, context));
    }

    /** Method and path, without secrets. */
    static String shown(BackstageRequest.Input input, ActionContext<BackstageRequest.Input> context) {
        return context.control().shown(input.method() + " " + input.path());
    }

    @Override
    public String effectKind() {
        return EFFECT;
    }

    @Override
    public Undone undo(Undoing undoing) {
        var entry = undoing.entry();
        var request = entry.detail().path("request").asString("");
        var result = entry.result();
        var code = result == null ? 0 : result.path("code").asInt(0);
        if (code >= FIRST_REFUSAL && code < FIRST_FAILURE) {
            return new Undone.NothingThere(
                    "a change by the request " + request + ", which was refused with status " + code);
        }
        var why = code == 0
                ? "nobody knows whether it has arrived, nor how to take it back"
                : "it was answered with status " + code + ", and nobody but its author knows how to take it back";
        var step = entry.detail().path("stepId").asString("");
        return new Undone.LeftOver(
                "what the request " + request + " of the step " + step + " has changed",
                request.substring(request.indexOf(' ') + 1),
                why,
                "look what it has changed there, and change it back");
    }
}
