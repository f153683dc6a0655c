package dev.buildrun.platform.action;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.workspace.ObjectState;
import dev.buildrun.platform.workspace.ObjectState.State;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Forecast;
import dev.buildrun.scaffolder.action.Forecast.PlannedEffect;
import dev.buildrun.scaffolder.action.Forecast.PlannedFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code platform:workspace:ensure} */
public final class WorkspaceEnsure implements Action<WorkspaceEnsure.Input, WorkspaceEnsure.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(WorkspaceEnsure.class, "platform:workspace:ensure", Input.class, Output.class);

    private final PlatformView platform;

    public WorkspaceEnsure(PlatformView platform) {
        this.platform = platform;
    }

    /** The action's input. */
    public record Input(
            String component,
            @Nullable List<String> environments,
            @Nullable Boolean allowConflicts) {}

    /**
     * The action's output.
     *
     * @param mode {@code plan} where no environment has a cluster, {@code cluster} where all have, else {@code mixed}
     * @param conflicts one line for each object that is not as it should be
     */
    public record Output(List<Place> workspaces, String mode, List<String> conflicts) {}

    /** One workspace. */
    public record Place(
            String environment,
            String namespace,
            @Nullable String cluster,
            boolean inSync,
            @Nullable String note) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        platform.awaited(context.input().component());
        var standings = new ArrayList<Workspaces.Standing>();
        var all = platform.workspaces()
                .plans(PlatformView.component(context.input().component()));
        for (var plan : wanted(all, context.input())) {
            standings.add(ensure(context, plan));
        }
        var output = output(standings);
        if (!output.conflicts().isEmpty()
                && !Boolean.TRUE.equals(context.input().allowConflicts())) {
            throw ServiceException.conflict(
                    "Not everything could be made as it should be: " + String.join("; ", output.conflicts()));
        }
        return output;
    }

    /** The ledger first, then the cluster; what is there already from a run that was cut off comes to the same. */
    private Workspaces.Standing ensure(ActionContext<Input> context, WorkspacePlan plan) {
        var effect = effect(plan);
        context.effects()
                .intend(
                        effect,
                        Json.object()
                                .put("subject", plan.workspace().subject().toString())
                                .put("environment", plan.workspace().environment())
                                .put("stepId", context.step().stepId()));
        var standing =
                platform.workspaces().ensure(plan, "task:" + context.step().taskId());
        var workspace = standing.plan().workspace();
        if (standing.note() != null) {
            context.log().warn(workspace.namespace() + ": " + standing.note());
        } else {
            context.log()
                    .info(workspace.namespace() + " on cluster "
                            + standing.plan().cluster() + ": "
                            + standing.objects().size() + " objects, "
                            + (standing.isInSync() ? "all in sync" : "not all in sync"));
        }
        context.effects().confirm(effect, Json.object().put("namespace", workspace.namespace()));
        return standing;
    }

    private static List<WorkspacePlan> wanted(List<WorkspacePlan> all, Input input) {
        var names = input.environments();
        if (names == null) {
            return all;
        }
        var known = all.stream().map(plan -> plan.workspace().environment()).toList();
        if (names.isEmpty() || !known.containsAll(names)) {
            throw ServiceException.input("Expected in 'environments' some of " + known + ", found " + names);
        }
        return all.stream()
                .filter(plan -> names.contains(plan.workspace().environment()))
                .toList();
    }

    static Effect effect(WorkspacePlan plan) {
        return new Effect(
                MadeWorkspaces.EFFECT,
                plan.workspace().subject() + "@" + plan.workspace().environment());
    }

    private Output output(List<Workspaces.Standing> standings) {
        var modes = standings.stream()
                .map(standing -> standing.isPlanOnly() ? "plan" : "cluster")
                .distinct()
                .toList();
        return new Output(
                standings.stream().map(this::place).toList(),
                modes.size() == 1 ? modes.getFirst() : "mixed",
                standings.stream().flatMap(standing -> wrong(standing).stream()).toList());
    }

    private Place place(Workspaces.Standing standing) {
        return new Place(
                standing.plan().workspace().environment(),
                standing.plan().workspace().namespace(),
                platform.workspaces().cluster(standing.plan()).isPresent()
                        ? standing.plan().cluster()
                        : null,
                standing.isInSync(),
                standing.note());
    }

    private static List<String> wrong(Workspaces.Standing standing) {
        return standing.objects().stream()
                .filter(object -> object.state() != State.IN_SYNC && object.state() != State.PLANNED)
                .map(object -> standing.plan().workspace().namespace() + " " + line(object))
                .toList();
    }

    private static String line(ObjectState object) {
        return object.object() + " " + object.state().text()
                + (object.details().isEmpty() ? "" : " (" + String.join(", ", object.details()) + ")");
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(new MadeWorkspaces(platform.workspaces()));
    }

    /** A component that is not there yet is taken from the descriptors that the steps before have written. */
    @Override
    public Optional<Forecast<Output>> forecast(ActionContext<Input> context) {
        var component = PlatformView.component(context.input().component());
        var foreseen = platform.foreseen(component, context.workspace());
        if (foreseen.isEmpty()) {
            context.log().info("What workspaces there would be can't be told yet: no component " + component);
            return Optional.empty();
        }
        var all = platform.planning(foreseen.get(), planner -> planner.ofComponent(component));
        var standings = wanted(all, context.input()).stream()
                .map(plan -> platform.workspaces().standing(plan))
                .toList();
        return Optional.of(new Forecast<>(
                standings.stream()
                        .map(standing -> planned(standing, context.input()))
                        .toList(),
                foretold(standings)));
    }

    private static PlannedEffect planned(Workspaces.Standing standing, Input input) {
        var plan = standing.plan();
        var conflicts = conflicts(standing);
        var isRefused = !conflicts.isEmpty() && !Boolean.TRUE.equals(input.allowConflicts());
        return new PlannedEffect(
                MadeWorkspaces.EFFECT,
                effect(plan).key(),
                null,
                null,
                isRefused ? "Not everything could be made as it should be: " + String.join("; ", conflicts) : null,
                List.of(),
                List.of(new PlannedFile(
                        plan.workspace().namespace() + ".yaml",
                        false,
                        null,
                        ObjectText.yaml(plan.objects()).getBytes(StandardCharsets.UTF_8))));
    }

    /** What is missing would be made and what has drifted put right; what is somebody else's stays. */
    private static List<String> conflicts(Workspaces.Standing standing) {
        return standing.objects().stream()
                .filter(object -> object.state() == State.CONFLICT)
                .map(object -> standing.plan().workspace().namespace() + " " + line(object))
                .toList();
    }

    private Output foretold(List<Workspaces.Standing> standings) {
        var modes = standings.stream()
                .map(standing -> standing.isPlanOnly() ? "plan" : "cluster")
                .distinct()
                .toList();
        return new Output(
                standings.stream()
                        .map(standing -> new Place(
                                standing.plan().workspace().environment(),
                                standing.plan().workspace().namespace(),
                                platform.workspaces().cluster(standing.plan()).isPresent()
                                        ? standing.plan().cluster()
                                        : null,
                                !standing.isPlanOnly() && conflicts(standing).isEmpty(),
                                standing.note()))
                        .toList(),
                modes.size() == 1 ? modes.getFirst() : "mixed",
                standings.stream()
                        .flatMap(standing -> conflicts(standing).stream())
                        .toList());
    }
}
