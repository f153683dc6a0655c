package dev.buildrun.platform.action;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Forecast;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code platform:conformance:check} */
public final class ConformanceCheck implements Action<ConformanceCheck.Input, ConformanceCheck.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(ConformanceCheck.class, "platform:conformance:check", Input.class, Output.class);
    private static final String FAIL = "fail";
    private static final String UNKNOWN = "unknown";

    /** What a dry run would make is nowhere, so no rule can be held against it. */
    private static final Output NOT_TRIED = new Output(
            UNKNOWN, List.of(new Rule("*", UNKNOWN, "error", "nothing is worked out of what is not there yet")));

    private final Answers answers;

    public ConformanceCheck(Answers answers) {
        this.answers = answers;
    }

    /** Who knows how components stand. */
    @FunctionalInterface
    public interface Answers {
        /** Nobody has computed anything. */
        Answers NONE = _ -> List.of(new Rule("*", UNKNOWN, "error", "conformance is not computed here"));

        /** How a component stands with each rule, as of now. */
        List<Rule> of(String componentRef);
    }

    /**
     * One result.
     *
     * @param outcome {@code pass}, {@code fail}, {@code waived} or {@code unknown}
     * @param severity {@code error} or {@code warning}
     */
    public record Rule(
            String rule,
            String outcome,
            String severity,
            @Nullable String message) {}

    /** The action's input. */
    public record Input(String component, @Nullable Boolean requirePass) {}

    /**
     * The action's output.
     *
     * @param outcome {@code fail} where a rule fails, else {@code unknown} where one is not known, else {@code pass}
     */
    public record Output(String outcome, List<Rule> rules) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        if (context.step().dryRun()) {
            return NOT_TRIED;
        }
        var output = look(context.input());
        for (var rule : output.rules()) {
            var line = rule.rule() + ": " + rule.outcome() + (rule.message() == null ? "" : ", " + rule.message());
            switch (rule.outcome()) {
                case FAIL, UNKNOWN -> context.log().warn(line);
                default -> context.log().info(line);
            }
        }
        if (Boolean.TRUE.equals(context.input().requirePass())
                && !output.outcome().equals("pass")) {
            throw ServiceException.conflict(
                    PlatformView.component(context.input().component()) + " does not conform: " + output.outcome());
        }
        return output;
    }

    /** Warnings are told and decide nothing. What is not known never counts as passed. */
    private Output look(Input input) {
        var rules = answers.of(PlatformView.component(input.component()));
        var errors = rules.stream()
                .filter(rule -> rule.severity().equals("error"))
                .map(Rule::outcome)
                .toList();
        return new Output(
                errors.contains(FAIL) ? FAIL : errors.contains(UNKNOWN) || rules.isEmpty() ? UNKNOWN : "pass", rules);
    }

    @Override
    public Optional<Forecast<Output>> forecast(ActionContext<Input> context) {
        return Optional.of(new Forecast<>(List.of(), NOT_TRIED));
    }
}
