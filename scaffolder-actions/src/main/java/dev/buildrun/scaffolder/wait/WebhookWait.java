package dev.buildrun.scaffolder.wait;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Answer;
import dev.buildrun.scaffolder.action.Question;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code webhook:wait} */
public final class WebhookWait implements Action<WebhookWait.Input, WebhookWait.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(WebhookWait.class, "webhook:wait", Input.class, Output.class);
    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int LEAST_SECRET = 16;
    private static final int MOST_CHARACTERS = 200;

    /** The action's input. */
    public record Input(
            @Nullable String name,
            @Nullable String secret,
            @Nullable JsonNode timeout) {
        Question.Callback question() {
            var text = name == null ? "a call" : name;
            if (text.length() > MOST_CHARACTERS) {
                throw ServiceException.input(
                        "Expected in 'name' at most " + MOST_CHARACTERS + " characters, found " + text.length());
            }
            if (secret != null && secret.length() < LEAST_SECRET) {
                throw ServiceException.input("Expected in 'secret' at least " + LEAST_SECRET
                        + " characters; leave it out where the caller can't sign");
            }
            return new Question.Callback(text, secret, WaitTime.of("timeout", timeout, USUAL, LONGEST));
        }

        @Override
        public String toString() {
            return "Input[" + name + "]";
        }
    }

    /** The action's output. */
    public record Output(JsonNode payload, String receivedAt) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var question = context.input().question();
        return switch (context.control().ask(question)) {
            case Answer.Called called -> {
                context.log().info("The call has come for " + question.name());
                yield new Output(called.payload(), called.at().toString());
            }
            case Answer.Expired _ ->
                throw ServiceException.of(
                        ErrorKind.INTERNAL,
                        "No call has come for " + question.name() + " within " + question.timeout());
            case Answer.Decided _ -> throw new IllegalStateException("Expected a call, found a decision");
        };
    }
}
