package dev.buildrun.scaffolder.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.StepInfo;
import dev.buildrun.scaffolder.action.SuspendedException;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs one step: condition, iterations, input, action. Writes the step's own lines, but not how it ended. */
final class StepExecution {
    private static final int MAX_ITERATIONS = 10_000;
    private static final JsonMapper OUTPUTS = Json.MAPPER
            .rebuild()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private final InputChecks checks;
    private final TaskRun task;
    private final TaskSide side;
    private final FrozenSpec.Step step;
    private final Visible visible;
    private final RunLog log;
    private final Shield shield;
    private final boolean mayWait;

    /** Hides the secrets and what the inputs so far tell of them. */
    private Redaction redaction;

    /** @param mayWait whether all that came before went well: what failed is not remembered while a task waits */
    StepExecution(
            InputChecks checks,
            TaskRun task,
            TaskSide side,
            FrozenSpec.Step step,
            Visible visible,
            RunLog log,
            boolean mayWait) {
        this.checks = checks;
        this.task = task;
        this.side = side;
        this.step = step;
        this.visible = visible;
        this.log = log;
        this.mayWait = mayWait;
        this.shield = new Shield(side.cancellation());
        this.redaction = log.secrets();
    }

    /**
     * Runs the action, once or for each item.
     *
     * @throws InterruptedException when the run is to end
     */
    StepOutcome run(Action<?, ?> action) throws InterruptedException {
        try {
            var outputs = outputs(action);
            shield.throwFailure();
            return new StepOutcome.Completed(outputs);
        } catch (SuspendedException _) {
            shield.throwFailure();
            return new StepOutcome.Suspended();
        } catch (RuntimeException exception) {
            shield.throwFailure();
            return new StepOutcome.Failed(RunError.of(exception, redaction));
        }
    }

    /** The outputs; in a step with {@code each} every output is a list. */
    private <I extends Record, O extends Record> ObjectNode outputs(Action<I, O> action) throws InterruptedException {
        var turns = new ArrayList<Turn<I>>();
        var each = step.each();
        if (each == null) {
            turns.add(prepare(Iteration.ONLY, null, action));
        } else {
            var blank = visible.renderBlank(each).orElse(null);
            for (var iteration : Iteration.of(items(each))) {
                turns.add(prepare(iteration, at(blank, iteration), action));
            }
        }
        var outputs = new ArrayList<ObjectNode>();
        for (var turn : turns) {
            run(turn, action).ifPresent(outputs::add);
        }
        return each == null ? outputs.getFirst() : merged(outputs);
    }

    private static @Nullable JsonNode at(@Nullable JsonNode items, Iteration iteration) {
        if (items == null || iteration.key() == null) {
            return null;
        }
        return items.isArray() ? items.get(Integer.parseInt(iteration.key())) : items.get(iteration.key());
    }

    private JsonNode items(JsonNode each) {
        var rendered = visible.render(each).orElse(null);
        var shown = each.isString() ? each.stringValue() : Json.write(each);
        var action = "Invalid value on action " + step.action() + ".each parameter, ";
        var where = action + "\"" + shown + "\"";
        if (rendered == null) {
            throw ServiceException.input(where + " cannot be resolved to a value");
        }
        if (!rendered.isContainer()) {
            throw ServiceException.input(action + "must resolve to an array or object");
        }
        if (rendered.size() > MAX_ITERATIONS) {
            throw ServiceException.input(
                    where + " has " + rendered.size() + " items, expected at most " + MAX_ITERATIONS);
        }
        return rendered;
    }

    private <I extends Record> Turn<I> prepare(Iteration iteration, @Nullable JsonNode blankItem, Action<I, ?> action) {
        visible.iterate(iteration, blankItem);
        var input = rendered(visible.render(step.input()));
        var hidden = Visible.revealing(input, visible.renderBlank(step.input()).orElse(null));
        if (iteration.value() != null) {
            hidden.addAll(Visible.revealing(iteration.value(), blankItem));
        }
        redaction = redaction.and(hidden);
        var stepLog = new StepLog(log, step.id(), log.secrets().and(hidden), shield);
        if (iteration.key() != null && isFalse(step.condition())) {
            return new Turn<>(iteration, input, null, stepLog);
        }
        var checked = checks.read(input, action.description(), iteration.name(step.action()), stepLog);
        stepLog.flush();
        return new Turn<>(iteration, input, checked, stepLog);
    }

    private static ObjectNode rendered(Optional<JsonNode> value) {
        return value.orElseGet(Json::object) instanceof ObjectNode object ? object : Json.object();
    }

    private boolean isFalse(@Nullable JsonNode condition) {
        return condition != null && condition.isString() && !TemplateEngine.isTruthy(visible.render(condition));
    }

    private <I extends Record, O extends Record> Optional<ObjectNode> run(Turn<I> turn, Action<I, O> action)
            throws InterruptedException {
        var checked = turn.checked();
        if (turn.iteration().key() != null) {
            turn.log()
                    .info((checked == null ? "Skipping" : "Running") + " step each: "
                            + turn.iteration().shown());
        }
        if (checked == null) {
            turn.log().flush();
            return Optional.empty();
        }
        var context = new ActionContext<>(
                checked,
                stepInfo(turn.iteration()),
                side.workspace(),
                task.secrets(),
                turn.log(),
                new StepCheckpoints(step.id(), side.state(), turn.log().redaction(), shield),
                shield.around(side.effects()),
                new StepControl(step.id(), turn.iteration().key(), turn.log(), side, shield, mayWait));
        side.cancellation().open();
        try {
            return Optional.of(json(action.run(context)));
        } finally {
            side.cancellation().close();
            turn.log().flush();
        }
    }

    private StepInfo stepInfo(Iteration iteration) {
        var spec = new FrozenSpec(task.spec());
        return new StepInfo(
                task.taskId(),
                step.id(),
                iteration.key(),
                spec.templateRef(),
                spec.baseUrl(),
                task.initiator(),
                task.dryRun());
    }

    private static ObjectNode json(Record output) {
        return OUTPUTS.valueToTree(output) instanceof ObjectNode object ? object : Json.object();
    }

    private static ObjectNode merged(List<ObjectNode> outputs) {
        var merged = Json.object();
        for (var output : outputs) {
            output.properties()
                    .forEach(entry -> merged.withArray(entry.getKey()).add(entry.getValue()));
        }
        return merged;
    }
}
