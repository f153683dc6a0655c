package dev.buildrun.scaffolder.wait;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Answer;
import dev.buildrun.scaffolder.action.Question;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code approval:wait} */
public final class ApprovalWait implements Action<ApprovalWait.Input, ApprovalWait.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(ApprovalWait.class, "approval:wait", Input.class, Output.class);
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int MOST_REFS = 50;
    private static final int MOST_REF_CHARACTERS = 200;
    private static final int MOST_CHARACTERS = 4_000;

    /** The action's input. */
    public record Input(
            @Nullable String message,
            @Nullable List<String> approvers,
            @Nullable List<String> ownersOf,
            @Nullable Boolean allowSelfApproval,
            @Nullable JsonNode timeout,
            @Nullable JsonNode reminder) {
        Question.Approval question() {
            var approvers = refs("approvers", approvers(), "group");
            var ownersOf = refs("ownersOf", ownersOf(), "component");
            if (approvers.isEmpty() && ownersOf.isEmpty()) {
                throw ServiceException.input("Expected in 'approvers' or 'ownersOf' somebody who may approve");
            }
            var text = message == null ? "" : message;
            if (text.length() > MOST_CHARACTERS) {
                throw ServiceException.input(
                        "Expected in 'message' at most " + MOST_CHARACTERS + " characters, found " + text.length());
            }
            return new Question.Approval(
                    text,
                    approvers,
                    ownersOf,
                    Boolean.TRUE.equals(allowSelfApproval),
                    WaitTime.of("timeout", timeout, USUAL, LONGEST),
                    reminder == null ? null : WaitTime.of("reminder", reminder, USUAL, LONGEST));
        }

        private static List<String> refs(String name, @Nullable List<String> refs, String kind) {
            if (refs == null) {
                return List.of();
            }
            if (refs.size() > MOST_REFS) {
                throw ServiceException.input(
                        "Expected in '" + name + "' at most " + MOST_REFS + ", found " + refs.size());
            }
            if (refs.stream().anyMatch(ref -> ref.length() > MOST_REF_CHARACTERS)) {
                throw ServiceException.input("Expected in '" + name + "' references of at most " + MOST_REF_CHARACTERS
                        + " characters, found a longer one");
            }
            return refs.stream()
                    .map(ref -> EntityRef.parse(ref, kind, EntityRef.DEFAULT_NAMESPACE)
                            .toString())
                    .distinct()
                    .toList();
        }
    }

    /** The action's output. */
    public record Output(
            boolean approved,
            String decidedBy,
            String decidedAt,
            @Nullable String comment) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var question = context.input().question();
        return switch (context.control().ask(question)) {
            case Answer.Decided decided
            when decided.isApproved() -> {
                context.log().info("Approved by " + decided.by() + comment(decided));
                yield new Output(true, decided.by(), decided.at().toString(), decided.comment());
            }
            case Answer.Decided denied ->
                throw ServiceException.of(
                        ErrorKind.NOT_ALLOWED, "Denied by " + denied.by() + " at " + denied.at() + comment(denied));
            case Answer.Expired _ ->
                throw ServiceException.of(
                        ErrorKind.INTERNAL,
                        "Nobody has approved or denied this within " + question.timeout()
                                + "; it may be tried again with another timeout or other approvers");
            case Answer.Called _ -> throw new IllegalStateException("Expected a decision, found a call");
        };
    }

    private static String comment(Answer.Decided decided) {
        return decided.comment() == null ? "" : ": " + decided.comment();
    }
}
