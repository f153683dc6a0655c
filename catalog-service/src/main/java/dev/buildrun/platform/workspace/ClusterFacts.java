package dev.buildrun.platform.workspace;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.platform.conformance.LiveState;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.workspace.ObjectState.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the rules ask of clusters. A cluster that does not answer makes it unknown, never good. */
public final class ClusterFacts implements LiveState {
    private final Workspaces workspaces;
    private final BiFunction<String, String, List<ObjectNode>> bindings;

    /** @param bindings of a component in an environment, as {@link LiveState} shows them */
    public ClusterFacts(Workspaces workspaces, BiFunction<String, String, List<ObjectNode>> bindings) {
        this.workspaces = workspaces;
        this.bindings = bindings;
    }

    @Override
    public Fact<JsonNode> facts(String componentRef, String environment) {
        try {
            var plan = workspaces.plan(componentRef, environment);
            var cluster = workspaces.cluster(plan);
            return cluster.isEmpty()
                    ? new Fact.Unknown<>(Workspaces.withoutCluster(plan))
                    : facts(componentRef, plan, cluster.get());
        } catch (ServiceException exception) {
            return new Fact.Unknown<>(String.valueOf(exception.getMessage()));
        }
    }

    private Fact<JsonNode> facts(String componentRef, WorkspacePlan plan, Cluster cluster) {
        var live = new LiveCluster(cluster);
        var name = plan.workspace().namespace();
        var namespace = live.namespace(name);
        if (namespace.isEmpty()) {
            return new Fact.Unknown<>("namespace " + name + " is not on cluster " + cluster.name() + " yet");
        }
        var managed = live.managed(name);
        var json = Json.object();
        json.putObject("namespace")
                .put("name", name)
                .set("labels", texts(namespace.get().getMetadata().getLabels()));
        json.set("quota", quota(managed));
        json.set("limits", limits(managed));
        names(managed, json.putArray("networkPolicies"));
        var states = workspaces.inspect(live, plan);
        var roleBindings = json.putArray("roleBindings");
        live.roleBindings(name).forEach(binding -> roleBindings.add(roleBinding(binding, states)));
        bindings.apply(componentRef, plan.workspace().environment())
                .forEach(binding -> json.withArray("bindings").add(binding));
        json.withArray("bindings");
        differences(states, json.putArray("differences"));
        return new Fact.Known<>(json);
    }

    private static ObjectNode texts(@Nullable Map<String, String> texts) {
        var json = Json.object();
        if (texts != null) {
            texts.forEach(json::put);
        }
        return json;
    }

    private static ObjectNode quantities(@Nullable Map<String, Quantity> quantities) {
        var json = Json.object();
        if (quantities != null) {
            quantities.forEach((resource, quantity) -> json.put(resource, quantity.toString()));
        }
        return json;
    }

    private static ObjectNode quota(List<HasMetadata> managed) {
        return managed.stream()
                .filter(ResourceQuota.class::isInstance)
                .map(quota -> quantities(((ResourceQuota) quota).getSpec().getHard()))
                .findFirst()
                .orElseGet(Json::object);
    }

    private static ObjectNode limits(List<HasMetadata> managed) {
        return managed.stream()
                .filter(LimitRange.class::isInstance)
                .flatMap(range -> ((LimitRange) range).getSpec().getLimits().stream())
                .filter(item -> item.getType().equals("Container"))
                .map(ClusterFacts::limits)
                .findFirst()
                .orElseGet(Json::object);
    }

    private static ObjectNode limits(LimitRangeItem item) {
        var json = Json.object();
        json.set("defaultRequest", quantities(item.getDefaultRequest()));
        json.set("default", quantities(item.getDefault()));
        json.set("max", quantities(item.getMax()));
        return json;
    }

    private static void names(List<HasMetadata> managed, ArrayNode names) {
        managed.stream()
                .filter(NetworkPolicy.class::isInstance)
                .map(policy -> policy.getMetadata().getName())
                .forEach(names::add);
    }

    private static ObjectNode roleBinding(RoleBinding binding, List<ObjectState> states) {
        var json = Json.object()
                .put("name", binding.getMetadata().getName())
                .put("role", binding.getRoleRef().getName());
        var subjects = json.putArray("subjects");
        if (binding.getSubjects() != null) {
            binding.getSubjects()
                    .forEach(subject ->
                            subjects.addObject().put("kind", subject.getKind()).put("name", subject.getName()));
        }
        var strangers = strangers(binding, states);
        strangers.forEach(json.putArray("strangers")::add);
        var annotations = binding.getMetadata().getAnnotations();
        // Anybody who may write role bindings can write the annotation, too.
        if (strangers.isEmpty() && annotations != null && annotations.containsKey(Labels.EXPIRES_AT)) {
            json.put("breakGlassUntil", annotations.get(Labels.EXPIRES_AT));
        }
        return json;
    }

    /** Whom it lets in without reason, or how it is not as it should be. */
    private static List<String> strangers(RoleBinding binding, List<ObjectState> states) {
        var name = ObjectText.name(binding);
        return states.stream()
                .filter(state -> state.object().equals(name) && state.state() != State.IN_SYNC)
                .flatMap(state -> state.details().stream())
                .toList();
    }

    private static void differences(List<ObjectState> states, ArrayNode texts) {
        states.stream()
                .filter(state -> state.state() != State.IN_SYNC)
                .forEach(state ->
                        texts.add(state.object() + " is " + state.state().text()
                                + (state.details().isEmpty() ? "" : ": " + String.join("; ", state.details()))));
    }
}
