package dev.buildrun.scaffolder.builtin.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code http:backstage:request} */
public final class BackstageRequest implements Action<BackstageRequest.Input, BackstageRequest.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(BackstageRequest.class, "http:backstage:request", Input.class, Output.class);
    private static final String ID = "http:backstage:request";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final OwnApi api;
    private final List<String> allowedMethods;

    /**
     * Makes the action.
     *
     * @param baseUrl where this service is reached, without a slash at its end
     * @param allowedMethods the only ones, {@code scaffolder.http.allowedMethods}; empty for all
     */
    public BackstageRequest(URI baseUrl, List<String> allowedMethods) {
        this.api = new OwnApi(baseUrl);
        this.allowedMethods = List.copyOf(allowedMethods);
    }

    /**
     * The action's input.
     *
     * @param path the id of a plugin, and the path in it
     * @param params go into the query
     * @param timeout in milliseconds
     * @param useBackstageToken whether the token is the one that came with the task's creation
     * @param idempotencyKey with it the answer is kept, and a run that goes on after a crash does not ask again
     */
    public record Input(
            String path,
            String method,
            @Nullable ObjectNode headers,
            @Nullable ObjectNode params,
            @Nullable JsonNode body,
            @Nullable Boolean logRequestPath,
            @Nullable Boolean continueOnBadResponse,
            @Nullable Double timeout,
            @Nullable Boolean useBackstageToken,
            @Nullable String idempotencyKey) {
        @Override
        public String toString() {
            return "Input[" + method + " " + path + "]";
        }
    }

    /** The action's output: a number, an object, and what the answer says; all null where nothing was sent. */
    public record Output(
            @Nullable JsonNode code,
            @Nullable JsonNode headers,
            @Nullable JsonNode body) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        var input = context.input();
        var method = input.method();
        if (!allowedMethods.isEmpty() && !allowedMethods.contains(method)) {
            throw ServiceException.of(
                    ErrorKind.INTERNAL,
                    "SSRF Blocked: HTTP method '" + method + "' is not permitted by 'scaffolder.http.allowedMethods'.");
        }
        var showsPath = !Boolean.FALSE.equals(input.logRequestPath());
        context.log()
                .info("Creating " + method + " request with " + ID + " scaffolder action"
                        + (showsPath ? " against " + input.path() : ""));
        var call = OwnApi.Call.of(input, token(context));
        if (call.isTokenSet()) {
            context.log().info("Token is defined. Setting authorization header.");
        }
        if (context.step().dryRun() && !SAFE.contains(method)) {
            context.log()
                    .info("Dry run mode. Skipping non dry-run safe method '" + method + "' request to "
                            + call.pathAndQuery());
            return new Output(null, null, null);
        }
        var key = input.idempotencyKey();
        var answer = key == null || key.isEmpty()
                ? send(call, context)
                : context.checkpoints().once(key, () -> send(call, context));
        return new Output(answer.path("code"), answer.path("headers"), answer.path("body"));
    }

    private static Optional<String> token(ActionContext<Input> context) {
        var given = Boolean.TRUE.equals(context.input().useBackstageToken())
                ? context.secrets().get("backstageToken")
                : Optional.<String>empty();
        return given.or(() -> Optional.ofNullable(context.step().initiator().token()));
    }

    /**
     * Sends it. What may change something is in the ledger before, so that it is known to have been tried; nothing can tell whether it
     * arrived, so that it is sent again by a run that goes on after a crash.
     */
    private ObjectNode send(OwnApi.Call call, ActionContext<Input> context) throws InterruptedException {
        var input = context.input();
        var effect = effect(context);
        var changes = !SAFE.contains(input.method());
        if (changes) {
            var isOpen = context.effects().find(effect).stream().anyMatch(entry -> !entry.isConfirmed());
            if (isOpen) {
                context.log().warn("An earlier run of this task may have sent this request already; sending it again");
            }
            context.effects().intend(effect, SentRequest.detail(input, context));
        }
        var answer = api.send(call);
        if (changes) {
            context.effects().confirm(effect, Json.object().put("code", answer.code()));
        }
        return checked(answer, context);
    }

    /** One for each step and item, since each of them changes something of its own. */
    private static Effect effect(ActionContext<Input> context) {
        var step = context.step();
        var place = step.iteration() == null ? step.stepId() : step.stepId() + "[" + step.iteration() + "]";
        return new Effect(SentRequest.EFFECT, SentRequest.shown(context.input(), context) + " by " + place);
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(new SentRequest());
    }

    private static ObjectNode checked(OwnApi.Answer answer, ActionContext<Input> context) {
        var result = Json.object().put("code", answer.code());
        result.set("headers", answer.headers());
        result.set("body", answer.body());
        if (answer.code() < 400) {
            return result;
        }
        context.log()
                .error("There was an issue with your request. Status code: " + answer.code() + " Response body: "
                        + Json.write(answer.body()));
        if (!Boolean.TRUE.equals(context.input().continueOnBadResponse())) {
            throw ServiceException.of(ErrorKind.INTERNAL, "Unable to complete request");
        }
        result.putObject("headers");
        return result;
    }
}
