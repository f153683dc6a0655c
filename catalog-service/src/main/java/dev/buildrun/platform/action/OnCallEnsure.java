package dev.buildrun.platform.action;

import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.model.Team;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code platform:oncall:ensure} */
public final class OnCallEnsure implements Action<OnCallEnsure.Input, OnCallEnsure.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(OnCallEnsure.class, "platform:oncall:ensure", Input.class, Output.class);
    private static final String ROTATION = "buildrun.dev/oncall-rotation";

    private final PlatformView platform;

    public OnCallEnsure(PlatformView platform) {
        this.platform = platform;
    }

    /** The action's input. */
    public record Input(String component, @Nullable Boolean optional) {}

    /**
     * The action's output.
     *
     * @param oncall a schedule or a rotation; null where nobody is
     * @param source who says it: {@code component}, {@code owner}, or {@code none}
     * @param missing what else the contract's support terms ask for and the component does not say
     */
    public record Output(
            @Nullable String owner,
            @Nullable String oncall,
            @Nullable String channel,
            String source,
            List<String> missing) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        if (context.step().dryRun()) {
            return tried(context);
        }
        var component = platform.awaited(context.input().component());
        var output = look(platform.model(), component);
        if (output.oncall() == null && !Boolean.TRUE.equals(context.input().optional())) {
            throw ServiceException.conflict("Nobody is on call for " + component + ": expected the annotation "
                    + PlatformTypes.ONCALL + " of the component or of its owner, " + output.owner());
        }
        context.log()
                .info(
                        output.oncall() == null
                                ? "Nobody is on call for " + component
                                : "On call for " + component + ", as the " + output.source() + " says: "
                                        + output.oncall());
        if (!output.missing().isEmpty()) {
            context.log().warn("Missing for support: " + String.join(", ", output.missing()));
        }
        return output;
    }

    private Output look(PlatformModel model, String ref) {
        var component = model.entity(ref).orElseThrow(() -> ServiceException.notFound("No component " + ref));
        var owner = model.owner(ref);
        var team = owner == null ? Optional.<Team>empty() : model.team(owner);
        var own = component.annotation(PlatformTypes.ONCALL);
        var teams = team.map(Team::oncall)
                .or(() -> owner == null
                        ? Optional.empty()
                        : model.entity(owner).flatMap(group -> group.annotation(ROTATION)));
        var missing = new ArrayList<String>();
        for (var term : platform.planning(model, planner -> planner.ofComponent(ref))
                .getFirst()
                .contract()
                .support()
                .required()) {
            var annotation = "buildrun.dev/" + term;
            if (component.annotation(annotation).isEmpty() && !(term.equals("oncall") && teams.isPresent())) {
                missing.add(annotation);
            }
        }
        return new Output(
                owner,
                own.or(() -> teams).orElse(null),
                team.map(Team::channel).orElse(null),
                own.isPresent() ? "component" : teams.isPresent() ? "owner" : "none",
                missing);
    }

    /** The component may be one that the task is to register first; then its descriptor is in the workspace. */
    private Output tried(ActionContext<Input> context) {
        var component = PlatformView.component(context.input().component());
        return platform.foreseen(component, context.workspace())
                .map(model -> look(model, component))
                .orElseGet(() -> {
                    context.log().info("Can't be told yet: no component " + component);
                    return new Output(null, null, null, "none", List.of());
                });
    }

    /** It changes nothing anywhere. */
    @Override
    public Optional<Forecast<Output>> forecast(ActionContext<Input> context) {
        return Optional.of(new Forecast<>(List.of(), tried(context)));
    }
}
