package dev.buildrun.platform.action;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.binding.Binding;
import dev.buildrun.platform.binding.BindingPlan;
import dev.buildrun.platform.binding.BindingPlanner;
import dev.buildrun.platform.model.EnvironmentPlace;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code platform:plan} */
public final class PlatformPlan implements Action<PlatformPlan.Input, PlatformPlan.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(PlatformPlan.class, "platform:plan", Input.class, Output.class);
    private static final int MOST_SERVICES = 20;

    private final PlatformView platform;

    public PlatformPlan(PlatformView platform) {
        this.platform = platform;
    }

    /** The action's input: a component of the catalog, or what is going to be one. */
    public record Input(
            @Nullable String component,
            @Nullable String name,
            @Nullable String owner,
            @Nullable String system,
            @Nullable String contract,
            @Nullable List<String> dependsOn,
            @Nullable List<String> services,
            @Nullable String size,
            @Nullable Map<String, String> plans,
            @Nullable List<String> environments,
            @Nullable String targetPath) {
        List<String> wanted() {
            return services == null ? List.of() : services;
        }

        @Nullable
        String plan(String service) {
            return plans != null && plans.containsKey(service) ? plans.get(service) : size;
        }
    }

    /**
     * The action's output.
     *
     * @param mode {@code plan} where no environment has a cluster, {@code cluster} where all have, else {@code mixed}
     * @param files what was written into the workspace
     */
    public record Output(
            String component,
            String team,
            String contract,
            String mode,
            List<Place> workspaces,
            List<Service> bindings,
            List<Order> orders,
            List<String> files,
            List<String> notes) {}

    /**
     * One workspace.
     *
     * @param environmentRef of the catalog's entity; null where it has none
     * @param cluster null where there is none
     */
    public record Place(
            String environment,
            @Nullable String environmentRef,
            String namespace,
            @Nullable String cluster,
            String mode,
            int objects) {}

    /**
     * One binding, the same in all environments.
     *
     * @param instance a name for the entity of what the team has
     */
    public record Service(
            String name,
            String service,
            String offering,
            String instance,
            String type,
            String plan,
            String secretName,
            String mountPath) {}

    /** What {@code platform:bind} is to be asked for, once for each service and environment. */
    public record Order(String environment, String service, String plan) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var input = context.input();
        var component = component(input);
        var model = new PlatformModel(
                input.component() == null
                        ? future(input).in(platform.catalog().newest())
                        : platform.catalog().newest());
        if (input.component() == null && model.team(owner(input)).isEmpty()) {
            throw ServiceException.input("Expected a group of the catalog in 'owner', found " + input.owner());
        }
        var workspaces = workspaces(model, component, input);
        platform.requireRoom(model, workspaces);
        var planner = platform.bindingPlanner(model);
        var files = new ArrayList<String>();
        var notes = new ArrayList<String>();
        var places = new ArrayList<Place>();
        var services = List.<Service>of();
        for (var workspace : workspaces) {
            var bindings = bindings(planner, workspace, component, input);
            services = bindings.stream()
                    .map(binding -> service(binding, component))
                    .toList();
            var place = place(model, workspace);
            places.add(place);
            if (place.mode().equals("plan")) {
                notes.add(Workspaces.withoutCluster(workspace));
                write(context, workspace, bindings).forEach(files::add);
            }
        }
        notes.forEach(context.log()::warn);
        places.forEach(place -> context.log()
                .info(place.environment() + ": namespace " + place.namespace() + " with " + place.objects() + " objects"
                        + (place.cluster() == null ? "" : " on cluster " + place.cluster())));
        services.forEach(service -> context.log()
                .info("Binding " + service.name() + ": " + service.offering() + ", plan " + service.plan()
                        + ", mounted at " + service.mountPath()));
        var first = workspaces.getFirst();
        return new Output(
                component,
                first.workspace().owner().name(),
                first.contract().version(),
                mode(places),
                places,
                services,
                orders(places, services),
                files,
                notes);
    }

    private static List<Order> orders(List<Place> places, List<Service> services) {
        return places.stream()
                .flatMap(place -> services.stream()
                        .map(service -> new Order(place.environment(), service.service(), service.plan())))
                .toList();
    }

    private static String component(Input input) {
        if (input.component() != null) {
            return PlatformView.component(input.component());
        }
        if (input.name() == null || input.owner() == null) {
            throw ServiceException.input("Expected either 'component', or 'name' and 'owner'");
        }
        return PlatformView.component(input.name());
    }

    private static String owner(Input input) {
        return EntityRef.parse(String.valueOf(input.owner()), "group", EntityRef.DEFAULT_NAMESPACE)
                .toString();
    }

    private static FutureComponent future(Input input) {
        return new FutureComponent(
                String.valueOf(input.name()),
                owner(input),
                input.system(),
                input.contract(),
                input.dependsOn() == null ? List.of() : input.dependsOn());
    }

    private List<WorkspacePlan> workspaces(PlatformModel model, String component, Input input) {
        var all = platform.planning(model, planner -> planner.ofComponent(component));
        var names = input.environments() == null ? Set.<String>of() : Set.copyOf(input.environments());
        var wanted = all.stream()
                .filter(plan ->
                        names.isEmpty() || names.contains(plan.workspace().environment()))
                .toList();
        if (wanted.isEmpty() || (!names.isEmpty() && wanted.size() < names.size())) {
            throw ServiceException.input("Expected in 'environments' some of "
                    + all.stream().map(plan -> plan.workspace().environment()).toList() + ", found "
                    + input.environments());
        }
        return wanted;
    }

    private static List<BindingPlan> bindings(
            BindingPlanner planner, WorkspacePlan workspace, String component, Input input) {
        if (input.wanted().size() > MOST_SERVICES) {
            throw ServiceException.input("Expected in 'services' at most " + MOST_SERVICES + ", found "
                    + input.wanted().size());
        }
        return input.wanted().stream()
                .map(service -> planner.plan(
                        workspace, new BindingPlanner.Order(component, service, input.plan(service), null)))
                .toList();
    }

    private static Service service(BindingPlan binding, String component) {
        return new Service(
                binding.name(),
                EntityRef.parse(binding.offeringRef()).name(),
                binding.offeringRef(),
                EntityRef.parse(component).name() + "-" + binding.name(),
                binding.service().type(),
                binding.service().plan(),
                binding.secretName(),
                Binding.ROOT + "/" + binding.name());
    }

    private Place place(PlatformModel model, WorkspacePlan plan) {
        var name = plan.workspace().environment();
        var ref = model.environments().stream()
                .filter(each -> each.name().equals(name))
                .map(EnvironmentPlace::ref)
                .findFirst()
                .orElse(null);
        var isThere = platform.workspaces().cluster(plan).isPresent();
        return new Place(
                name,
                ref,
                plan.workspace().namespace(),
                isThere ? plan.cluster() : null,
                isThere ? "cluster" : "plan",
                plan.objects().size());
    }

    private static String mode(List<Place> places) {
        var modes = places.stream().map(Place::mode).distinct().toList();
        return modes.size() == 1 ? modes.getFirst() : "mixed";
    }

    /** The objects as files, where no cluster takes them from us. */
    private static List<String> write(ActionContext<Input> context, WorkspacePlan plan, List<BindingPlan> bindings) {
        var target = context.input().targetPath();
        if (target == null) {
            return List.of();
        }
        var files = new ArrayList<String>();
        var folder = target.replaceAll("/+$", "") + "/" + plan.workspace().environment();
        var head = "# Planned, not applied: " + Workspaces.withoutCluster(plan) + ".\n";
        put(context, folder + "/workspace.yaml", head + ObjectText.yaml(plan.objects()), files);
        for (var binding : bindings) {
            if (!binding.objects().isEmpty()) {
                var text = String.join(
                        "---\n", binding.objects().stream().map(Yaml::write).toList());
                put(context, folder + "/binding-" + binding.name() + ".yaml", head + text, files);
            }
        }
        return files;
    }

    private static void put(ActionContext<Input> context, String path, String text, List<String> files) {
        context.workspace().write(path, text.getBytes(StandardCharsets.UTF_8), false);
        files.add(path);
    }
}
