package dev.buildrun.platform.action;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Forecast;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code platform:conformance:check} */
public final class ConformanceCheck implements Action<ConformanceCheck.Input, ConformanceCheck.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(ConformanceCheck.class, "platform:conformance:check", Input.class, Output.class);
    private static final String PASS = "pass";
    private static final String FAIL = "fail";
    private static final String UNKNOWN = "unknown";

    private static final String NOT_THERE = "nothing is worked out of what is not there yet";

    private final Answers answers;
    private final Foresight foresight;

    public ConformanceCheck(Answers answers, Foresight foresight) {
        this.answers = answers;
        this.foresight = foresight;
    }

    /** Who can tell how a component would stand that a plan would make. */
    @FunctionalInterface
    public interface Foresight {
        /** Nobody can. */
        Foresight NONE = (_, _) -> List.of(new Rule("*", UNKNOWN, "error", NOT_THERE));

        /**
         * How it would stand with each rule.
         *
         * @param files what would be in its repository
         */
        List<Rule> of(String componentRef, Workspace files);
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
            return foretold(context);
        }
        var output = output(answers.of(PlatformView.component(context.input().component())));
        told(context, output);
        if (Boolean.TRUE.equals(context.input().requirePass())
                && !output.outcome().equals(PASS)) {
            throw ServiceException.conflict(
                    PlatformView.component(context.input().component()) + " does not conform: " + output.outcome());
        }
        return output;
    }

    /** What is as it should be needs no line of its own, since people look for the others. */
    private static void told(ActionContext<Input> context, Output output) {
        var passed = new ArrayList<String>();
        for (var rule : output.rules()) {
            var line = rule.rule() + ": " + rule.outcome() + (rule.message() == null ? "" : ", " + rule.message());
            switch (rule.outcome()) {
                case PASS -> passed.add(rule.rule());
                case FAIL, UNKNOWN -> context.log().warn(line);
                default -> context.log().info(line);
            }
        }
        if (!passed.isEmpty()) {
            context.log().info("pass: " + String.join(", ", passed));
        }
    }

    /** By the files that are there so far. What nobody can know before it runs is unknown, and keeps no plan from being made. */
    private Output foretold(ActionContext<Input> context) {
        var output = output(foresight.of(PlatformView.component(context.input().component()), context.workspace()));
        told(context, output);
        return output;
    }

    /** Warnings are told and decide nothing. What is not known never counts as passed. */
    private static Output output(List<Rule> rules) {
        var errors = rules.stream()
                .filter(rule -> rule.severity().equals("error"))
                .map(Rule::outcome)
                .toList();
        return new Output(
                errors.contains(FAIL) ? FAIL : errors.contains(UNKNOWN) || rules.isEmpty() ? UNKNOWN : PASS, rules);
    }

    @Override
    public Optional<Forecast<Output>> forecast(ActionContext<Input> context) {
        return Optional.of(new Forecast<>(List.of(), foretold(context)));
    }
}
