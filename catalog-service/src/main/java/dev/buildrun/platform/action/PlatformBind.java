package dev.buildrun.platform.action;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.binding.Binding;
import dev.buildrun.platform.binding.BindingPlan;
import dev.buildrun.platform.binding.BindingPlanner;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Answer;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Forecast;
import dev.buildrun.scaffolder.action.Question;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code platform:bind} */
public final class PlatformBind implements Action<PlatformBind.Input, PlatformBind.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(PlatformBind.class, "platform:bind", Input.class, Output.class);
    private static final int MOST_MINUTES = 24 * 60;
    private static final int USUAL_MINUTES = 30;

    private final PlatformView platform;

    public PlatformBind(PlatformView platform) {
        this.platform = platform;
    }

    /** The action's input. */
    public record Input(
            String component,
            String environment,
            String service,
            @Nullable String plan,
            @Nullable String name,
            @Nullable Boolean waitUntilReady,
            @Nullable Integer timeoutMinutes) {
        Duration timeout() {
            var minutes = timeoutMinutes == null ? USUAL_MINUTES : timeoutMinutes;
            if (minutes < 1 || minutes > MOST_MINUTES) {
                throw ServiceException.input(
                        "Expected in 'timeoutMinutes' 1 to " + MOST_MINUTES + ", found " + minutes);
            }
            return Duration.ofMinutes(minutes);
        }
    }

    /** The action's output. */
    public record Output(
            String name,
            String environment,
            String secretName,
            String mountPath,
            String status,
            @Nullable String message) {
        static Output of(Binding binding) {
            return new Output(
                    binding.key().name(),
                    binding.key().environment(),
                    binding.secretName(),
                    binding.mountPath(),
                    binding.progress().status().text(),
                    binding.progress().message());
        }
    }

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        platform.awaited(context.input().component());
        var plan = plan(platform.model(), context.input());
        var binding = request(context, plan);
        context.log()
                .info("Binding " + plan.name() + " in " + binding.key().environment() + " is "
                        + binding.progress().status().text()
                        + (binding.progress().message() == null
                                ? ""
                                : ": " + binding.progress().message()));
        return switch (binding.progress().status()) {
            case PLANNED -> {
                context.log().warn(Workspaces.withoutCluster(plan.workspace()));
                yield Output.of(binding);
            }
            case READY, UNBINDING -> Output.of(binding);
            case FAILED -> throw failed(binding);
            case REQUESTED ->
                Boolean.FALSE.equals(context.input().waitUntilReady()) ? Output.of(binding) : await(context, binding);
        };
    }

    /** The ledger first, then the table, then the cluster. Asked again it is found in the table. */
    private Binding request(ActionContext<Input> context, BindingPlan plan) {
        var effect = new Effect(MadeBindings.EFFECT, plan.componentRef() + "@" + environment(plan) + "/" + plan.name());
        context.effects()
                .intend(
                        effect,
                        Json.object()
                                .put("component", plan.componentRef())
                                .put("environment", environment(plan))
                                .put("name", plan.name())
                                .put("stepId", context.step().stepId()));
        var binding = platform.bindings().request(plan, "task:" + context.step().taskId());
        context.effects().confirm(effect, Json.object().put("secretName", plan.secretName()));
        return binding;
    }

    /** No thread waits: the step is parked, and whoever sees the service become ready lets it go on. */
    private Output await(ActionContext<Input> context, Binding binding) {
        var step = context.step();
        var iteration = step.iteration() == null ? "" : step.iteration();
        platform.bindings()
                .await(binding.key(), new Binding.Waiting(UUID.fromString(step.taskId()), step.stepId(), iteration));
        var timeout = context.input().timeout();
        var question = new Question.Callback("binding " + binding.key().name() + " to be ready", null, timeout);
        return switch (context.control().ask(question)) {
            case Answer.Called _ -> {
                var now = platform.bindings().find(binding.key()).orElse(binding);
                if (now.progress().status() == Binding.Status.FAILED) {
                    throw failed(now);
                }
                context.log()
                        .info("Binding " + now.key().name() + " is "
                                + now.progress().status().text());
                yield Output.of(now);
            }
            case Answer.Expired _ ->
                throw ServiceException.of(
                        ErrorKind.SERVICE_UNAVAILABLE,
                        "Binding " + binding.key().name() + " was not ready within " + timeout + ": "
                                + binding.progress().message());
            case Answer.Decided _ -> throw new IllegalStateException("Expected a call, found a decision");
        };
    }

    private static ServiceException failed(Binding binding) {
        return ServiceException.conflict("Binding " + binding.key().name() + " has failed: "
                + binding.progress().message());
    }

    private BindingPlan plan(PlatformModel model, Input input) {
        var component = PlatformView.component(input.component());
        var workspace = platform.planning(model, planner -> planner.ofComponent(component, input.environment()));
        return platform.bindingPlanner(model)
                .plan(workspace, new BindingPlanner.Order(component, input.service(), input.plan(), input.name()));
    }

    private static String environment(BindingPlan plan) {
        return plan.workspace().workspace().environment();
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(new MadeBindings(platform.bindings()));
    }

    /** A component that is not there yet is taken from the descriptors that the steps before have written. */
    @Override
    public Optional<Forecast<Output>> forecast(ActionContext<Input> context) {
        var component = PlatformView.component(context.input().component());
        var foreseen = platform.foreseen(component, context.workspace());
        if (foreseen.isEmpty()) {
            context.log().info("What would be bound can't be told yet: no component " + component);
            return Optional.empty();
        }
        var plan = plan(foreseen.get(), context.input());
        var effect = new Forecast.PlannedEffect(
                MadeBindings.EFFECT,
                plan.componentRef() + "@" + environment(plan) + "/" + plan.name(),
                null,
                null,
                null,
                List.of(),
                List.of());
        var output = new Output(
                plan.name(), environment(plan), plan.secretName(), Binding.ROOT + "/" + plan.name(), "planned", null);
        return Optional.of(new Forecast<>(List.of(effect), output));
    }
}
