package dev.buildrun.scaffolder.run;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.PrettyJson;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One run of one task: the steps in order, what they leave to each other, and how it ends. */
final class TaskExecution {
    private final Actions actions;
    private final InputChecks checks;
    private final TaskRun task;
    private final TaskSide side;
    private final RunLog log;
    private final FrozenSpec spec;
    private final Conditions conditions;
    private final Map<String, String> environmentSecrets;
    private final RunSettings settings;
    private final ObjectNode context;
    private String currentStep = "";
    private @Nullable RunError firstError;
    private boolean isCancelled;
    /** Where the run before this one left the task to wait; its lines are not written again. */
    private final Optional<String> suspendedAt;

    TaskExecution(
            Actions actions,
            TemplateExtensions extensions,
            InputChecks checks,
            RunSettings settings,
            TaskRun task,
            TaskSide side) {
        this.actions = actions;
        this.checks = checks;
        this.settings = settings;
        this.task = task;
        this.side = side;
        this.environmentSecrets = task.dryRun() ? Map.of() : settings.environmentSecrets();
        var secrets = new ArrayList<>(task.secrets().values());
        secrets.addAll(environmentSecrets.values());
        this.log = new RunLog(task.taskId(), side.events(), Redaction.of(secrets));
        this.suspendedAt = side.waits().suspendedAt();
        this.spec = new FrozenSpec(task.spec());
        this.conditions = new Conditions(extensions, this::notice);
        this.context = spec.context(task.taskId(), settings.environmentParameters());
    }

    /** In a dry run Backstage has, and counts, one more step at the end, which takes the files. */
    RunResult run() throws InterruptedException {
        var finished = side.state().finishedSteps();
        var steps = spec.steps();
        if (suspendedAt.isEmpty() && !finished.isEmpty()) {
            line(
                    "Task recovered - resuming from last known good state. " + finished.size()
                            + " step(s) already completed.",
                    null,
                    null);
        }
        if (suspendedAt.isEmpty()) {
            line("Starting up task with " + (steps.size() + (task.dryRun() ? 1 : 0)) + " steps", null, null);
        }
        for (var position = 0; position < steps.size(); position++) {
            var step = steps.get(position);
            currentStep = step.id();
            var kept = finished.get(step.id());
            if (kept != null) {
                keepOutputs(step, kept);
                if (suspendedAt.isEmpty()) {
                    line(
                            "Skipping step " + step.id() + " because it was already completed in a previous run",
                            step.id(),
                            StepStatus.COMPLETED);
                }
            } else if (conditions.hasFailed() && !runsAfterFailure(step)) {
                line("Skipping step " + step.id() + " because a previous step failed", step.id(), StepStatus.SKIPPED);
            } else {
                var outcome = attempt(step);
                if (outcome instanceof StepOutcome.Suspended) {
                    return new RunResult.Suspended(step.id());
                }
                settle(step, outcome, position == steps.size() - 1);
            }
        }
        return firstError == null
                ? new RunResult.Completed(shown(output()))
                : new RunResult.Failed(firstError, isCancelled);
    }

    /** Whether the step's condition asks what has happened so far; only such a step may run after a failure. */
    private boolean runsAfterFailure(FrozenSpec.Step step) {
        var condition = step.condition();
        return condition != null
                && condition.isString()
                && conditions.areAskedBy(() -> conditions.engine().renderValue(condition, context));
    }

    private StepOutcome attempt(FrozenSpec.Step step) throws InterruptedException {
        var hasBegun = suspendedAt.equals(Optional.of(step.id()));
        if (!hasBegun) {
            line("Beginning step " + step.name(), step.id(), StepStatus.PROCESSING);
        }
        stopIfAsked();
        if (side.cancellation().isRequested()) {
            return new StepOutcome.Cancelled(cancelled(step), hasBegun);
        }
        var outcome = outcome(step);
        if (outcome instanceof StepOutcome.Failed) {
            stopIfAsked();
        }
        return side.cancellation().isRequested() ? new StepOutcome.Cancelled(cancelled(step), true) : outcome;
    }

    private StepOutcome outcome(FrozenSpec.Step step) throws InterruptedException {
        try {
            if (isLeftOut(step)) {
                return new StepOutcome.Skipped(
                        "Skipping step " + step.id() + " because its if condition was false", null);
            }
            return run(step, actions.get(step.action()));
        } catch (InterruptedException exception) {
            if (!side.cancellation().isRequested()) {
                throw exception;
            }
            return new StepOutcome.Cancelled(cancelled(step), true);
        } catch (ServiceException exception) {
            return new StepOutcome.Failed(RunError.of(exception, log.secrets()));
        }
    }

    private StepOutcome run(FrozenSpec.Step step, Action<?, ?> action) throws InterruptedException {
        var description = action.description();
        if (task.dryRun()) {
            announce(step);
        }
        if (task.dryRun() && !description.supportsDryRun()) {
            return new StepOutcome.Skipped(
                    "Skipping because " + description.id() + " does not support dry-run",
                    ExampleOutput.of(description.schema().output()));
        }
        var visible = Visible.of(conditions, context, task.secrets(), environmentSecrets);
        return new StepExecution(checks, task, side, step, visible, log, !conditions.hasFailed()).run(action);
    }

    /** Once for a step, also for one with {@code each} or one whose action is not run then. */
    private void announce(FrozenSpec.Step step) {
        var starred = Visible.starred(conditions, context, task.secrets(), settings.environmentSecrets());
        var input = starred.render(step.input()).orElseGet(Json::object);
        stepLog(step.id())
                .info("Running " + step.action() + " in dry-run mode with inputs (secrets redacted): "
                        + PrettyJson.write(input));
    }

    private StepLog stepLog(String stepId) {
        return new StepLog(log, stepId, log.secrets(), new Shield(side.cancellation()));
    }

    private void notice(String text) {
        stepLog(currentStep).warn(text);
    }

    private boolean isLeftOut(FrozenSpec.Step step) {
        var condition = step.condition();
        if (condition == null) {
            return false;
        }
        if (condition.isString() && step.each() == null) {
            return !TemplateEngine.isTruthy(conditions.engine().renderValue(condition, context));
        }
        return condition.isBoolean() && !condition.booleanValue();
    }

    private void settle(FrozenSpec.Step step, StepOutcome outcome, boolean isLast) {
        switch (outcome) {
            case StepOutcome.Completed completed -> {
                keepOutputs(step, completed.outputs());
                Runnable line = () -> line("Finished step " + step.name(), step.id(), StepStatus.COMPLETED);
                side.state().stepFinished(step.id(), completed.outputs(), side.workspace(), isLast, line);
            }
            case StepOutcome.Skipped skipped -> {
                if (skipped.outputs() != null) {
                    keepOutputs(step, skipped.outputs());
                }
                line(skipped.reason(), step.id(), StepStatus.SKIPPED);
            }
            case StepOutcome.Suspended _ -> throw new IllegalStateException("The step is not over: " + step.id());
            case StepOutcome.Failed failed -> fail(step, failed.error(), true);
            case StepOutcome.Cancelled cancelled -> {
                isCancelled = true;
                fail(step, cancelled.error(), cancelled.hasBegun());
            }
        }
    }

    private void fail(FrozenSpec.Step step, RunError error, boolean hasBegun) {
        if (hasBegun) {
            line(error.toString(), step.id(), StepStatus.FAILED);
        }
        if (firstError == null) {
            firstError = error;
        } else {
            line("Additional error occurred: " + error.message() + "\n" + error, step.id(), StepStatus.FAILED);
        }
        conditions.setFailed();
    }

    private void stopIfAsked() throws InterruptedException {
        if (side.cancellation().isStopping()) {
            throw new InterruptedException("The service is stopping");
        }
    }

    private RunError cancelled(FrozenSpec.Step step) {
        return RunError.plain(
                "Step " + step.id() + " (" + step.name() + ") of task " + task.taskId() + " has been cancelled.");
    }

    private void keepOutputs(FrozenSpec.Step step, ObjectNode outputs) {
        context.withObject("steps").putObject(step.id()).set("output", outputs);
    }

    /** What goes out with the last event; what later steps used of it was not touched. */
    private ObjectNode shown(ObjectNode output) {
        return (ObjectNode) log.secrets().apply(output);
    }

    private ObjectNode output() {
        var rendered = conditions.engine().renderValue(spec.output(), context).orElseGet(Json::object);
        if (!(rendered instanceof ObjectNode output)) {
            return Json.object();
        }
        for (var key : new String[] {"links", "text"}) {
            if (output.path(key) instanceof ArrayNode items) {
                output.set(key, wanted(items));
            }
        }
        return output;
    }

    /** An item whose {@code if} has rendered to nothing at all has none any more, and stays; so it is in Backstage. */
    private static ArrayNode wanted(ArrayNode items) {
        var wanted = Json.MAPPER.createArrayNode();
        for (JsonNode item : items) {
            if (!(item instanceof ObjectNode object) || !object.has("if")) {
                wanted.add(item);
            } else if (TemplateEngine.isTruthy(object.optional("if"))) {
                wanted.add(object.without("if"));
            }
        }
        return wanted;
    }

    private void line(String message, @Nullable String stepId, @Nullable StepStatus status) {
        log.status(message, stepId, status, log.secrets());
    }
}
