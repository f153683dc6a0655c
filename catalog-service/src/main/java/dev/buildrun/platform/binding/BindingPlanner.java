package dev.buildrun.platform.binding;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.binding.BindingPlan.Provisioner;
import dev.buildrun.platform.contract.BindingTerms;
import dev.buildrun.platform.model.Offering;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.workspace.WorkspacePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Makes binding requests of offerings. An offering's {@code spec.binding} says how: {@code template} (YAML of objects) or {@code resource}
 * (one object with a Ready condition), and {@code secretName}. In their texts {@code {component}}, {@code {environment}}, {@code
 * {namespace}}, {@code {team}}, {@code {name}}, {@code {plan}} and {@code {secret}} are replaced.
 */
public final class BindingPlanner {
    private static final String BINDING = "binding";
    private static final int MOST_OBJECTS = 20;
    private static final int LONGEST_LABEL = 63;
    private static final Yaml.Limits LIMITS =
            Yaml.LIMITS.withMaxCharacters(64 * 1024).withMaxNodes(5_000);
    /** Whoever may make these decides who may do what, so no template of an offering does. */
    private static final Set<String> NOT_BY_TEMPLATE = Set.of(
            "Namespace",
            "Role",
            "RoleBinding",
            "ClusterRole",
            "ClusterRoleBinding",
            "ServiceAccount",
            "ResourceQuota",
            "LimitRange",
            "NetworkPolicy",
            "Pod");

    private final PlatformModel model;
    private final List<String> platformTeams;

    /** @param platformTeams whose offerings count; anybody may register an entity that calls itself one */
    public BindingPlanner(PlatformModel model, List<String> platformTeams) {
        this.model = model;
        this.platformTeams = platformTeams;
    }

    /**
     * What somebody wants.
     *
     * @param service an offering's name or reference
     * @param plan one of the offering's; {@code smallest} and {@code largest} are its first and last; null for the first
     * @param name of the directory; null for the offering's name
     */
    public record Order(
            String componentRef,
            String service,
            @Nullable String plan,
            @Nullable String name) {}

    /**
     * Makes the plan.
     *
     * @throws ServiceException of kind INPUT when there is no such offering, or not in this contract, or no such plan; CONFLICT when the
     *     offering's own description is of no use
     */
    public BindingPlan plan(WorkspacePlan workspace, Order order) {
        var offering = offering(order.service());
        var terms = terms(workspace, offering);
        var plan = plan(offering, terms, order.plan());
        var name = BindingPlan.label(order.name() == null ? offering.name() : order.name());
        if (name.isEmpty() || name.length() > LONGEST_LABEL) {
            throw ServiceException.input("Expected a binding's name as a DNS label, found " + order.name());
        }
        var binding = model.entity(offering.ref())
                .map(entity -> entity.spec().path(BINDING))
                .orElse(Json.object());
        var values = values(workspace, order.componentRef(), name, plan);
        var secret = replaced(binding.path("secretName").asString("{name}-binding"), values);
        values = with(values, "secret", secret);
        var provisioner = provisioner(offering);
        var objects = objects(offering, provisioner, binding, values).stream()
                .map(object -> owned(object, workspace, name))
                .toList();
        return new BindingPlan(
                order.componentRef(),
                workspace,
                name,
                offering.ref(),
                instance(order.componentRef(), offering.ref(), name).orElse(null),
                new BindingPlan.Service(terms.type(), plan, provisioner),
                secret,
                objects);
    }

    private Offering offering(String text) {
        var offerings = model.offerings().stream()
                .filter(each -> each.owner() != null && platformTeams.contains(each.owner()))
                .toList();
        return offerings.stream()
                .filter(each -> each.name().equals(text) || each.ref().equals(ref(text)))
                .findFirst()
                .orElseThrow(() -> ServiceException.input("Expected one of the platform's services "
                        + offerings.stream().map(Offering::name).toList() + ", found " + text));
    }

    private static String ref(String text) {
        try {
            return EntityRef.parse(text, "resource", EntityRef.DEFAULT_NAMESPACE)
                    .toString();
        } catch (ServiceException _) {
            return "";
        }
    }

    private static BindingTerms terms(WorkspacePlan workspace, Offering offering) {
        var terms = workspace.contract().bindings().get(offering.name());
        if (terms == null) {
            throw ServiceException.input("Expected one of the bindings of contract "
                    + workspace.contract().version() + ", "
                    + workspace.contract().bindings().keySet().stream().sorted().toList() + ", found "
                    + offering.name());
        }
        return terms;
    }

    private static String plan(Offering offering, BindingTerms terms, @Nullable String wanted) {
        var plans = offering.plans().isEmpty() ? terms.plans() : offering.plans();
        if (wanted == null || wanted.equals("smallest")) {
            return plans.getFirst();
        }
        if (wanted.equals("largest")) {
            return plans.getLast();
        }
        if (!plans.contains(wanted)) {
            throw ServiceException.input(
                    "Expected one of the plans of " + offering.name() + ", " + plans + ", found " + wanted);
        }
        return wanted;
    }

    private static Provisioner provisioner(Offering offering) {
        return switch (String.valueOf(offering.provisioner())) {
            case "template" -> Provisioner.TEMPLATE;
            case "crossplane" -> Provisioner.CROSSPLANE;
            case "secret", "null" -> Provisioner.SECRET;
            default ->
                throw ServiceException.conflict(offering.ref()
                        + ": expected the provisioner secret, template or crossplane, found "
                        + offering.provisioner());
        };
    }

    private static Map<String, String> values(WorkspacePlan workspace, String componentRef, String name, String plan) {
        return Map.of(
                "component", BindingPlan.label(EntityRef.parse(componentRef).name()),
                "environment", workspace.workspace().environment(),
                "namespace", workspace.workspace().namespace(),
                "team", BindingPlan.label(workspace.workspace().owner().name()),
                "name", name,
                "plan", plan);
    }

    private static Map<String, String> with(Map<String, String> values, String key, String value) {
        var all = new HashMap<>(values);
        all.put(key, value);
        return all;
    }

    private static List<ObjectNode> objects(
            Offering offering, Provisioner provisioner, JsonNode binding, Map<String, String> values) {
        return switch (provisioner) {
            case SECRET -> List.of();
            case TEMPLATE -> documents(offering, binding.path("template"), values);
            case CROSSPLANE -> {
                if (!(binding.path("resource") instanceof ObjectNode resource)) {
                    throw ServiceException.conflict(
                            offering.ref() + ": expected an object in spec.binding.resource, found none");
                }
                yield List.of(checked(offering, (ObjectNode) replaced(resource, values)));
            }
        };
    }

    private static List<ObjectNode> documents(Offering offering, JsonNode template, Map<String, String> values) {
        var objects = new ArrayList<ObjectNode>();
        if (template.isMissingNode()) {
            return objects;
        }
        for (var document : Yaml.documents(template.asString(""), LIMITS)) {
            if (!(document instanceof ParsedDocument.Content(var _, ObjectNode object))) {
                throw ServiceException.conflict(
                        offering.ref() + ": expected YAML of objects in spec.binding.template, found " + document);
            }
            objects.add(checked(offering, (ObjectNode) replaced(object, values)));
        }
        if (objects.size() > MOST_OBJECTS) {
            throw ServiceException.conflict(
                    offering.ref() + ": expected at most " + MOST_OBJECTS + " objects, found " + objects.size());
        }
        return objects;
    }

    private static ObjectNode checked(Offering offering, ObjectNode object) {
        var kind = object.path("kind").asString("");
        var name = object.path("metadata").path("name").asString("");
        if (kind.isEmpty()
                || name.isEmpty()
                || object.path("apiVersion").asString("").isEmpty()) {
            throw ServiceException.conflict(
                    offering.ref() + ": expected apiVersion, kind and metadata.name of each object, found " + object);
        }
        if (NOT_BY_TEMPLATE.contains(kind)) {
            throw ServiceException.conflict(offering.ref() + ": expected objects of a service, found a " + kind
                    + ", which no template may make");
        }
        return object;
    }

    /** In the component's namespace, whatever the template says, and labelled, so that it is found again. */
    private static ObjectNode owned(ObjectNode object, WorkspacePlan workspace, String name) {
        var metadata = object.withObject("/metadata");
        metadata.put("namespace", workspace.workspace().namespace());
        var labels = metadata.withObject("/labels");
        labels.put(Labels.MANAGED_BY, Labels.BUILDRUN);
        labels.put(Labels.BINDING, name);
        labels.put(Labels.TEAM, Labels.value(workspace.workspace().owner().name()));
        labels.put(Labels.ENVIRONMENT, workspace.workspace().environment());
        return object;
    }

    private static JsonNode replaced(JsonNode node, Map<String, String> values) {
        if (node instanceof ObjectNode object) {
            var copy = Json.object();
            object.forEachEntry((key, value) -> copy.set(key, replaced(value, values)));
            return copy;
        }
        if (node.isArray()) {
            var copy = Json.MAPPER.createArrayNode();
            node.forEach(item -> copy.add(replaced(item, values)));
            return copy;
        }
        return node instanceof StringNode text ? Json.text(replaced(text.stringValue(), values)) : node;
    }

    private static String replaced(String text, Map<String, String> values) {
        var replaced = text;
        for (var value : values.entrySet()) {
            replaced = replaced.replace("{" + value.getKey() + "}", value.getValue());
        }
        return replaced;
    }

    /** What the component has of the service: the instance with the binding's name at its end where there are several. */
    private Optional<String> instance(String componentRef, String offeringRef, String name) {
        var own = model.instancesOf(componentRef).stream()
                .filter(instance -> offeringRef.equals(instance.offering()))
                .toList();
        return own.stream()
                .filter(instance -> own.size() == 1 || instance.name().endsWith(name))
                .map(instance -> instance.ref())
                .findFirst();
    }

    /** The services that the catalog says a component has, as orders. */
    public List<Order> declared(String componentRef) {
        return model.instancesOf(componentRef).stream()
                .filter(instance -> instance.offering() != null)
                .map(instance -> new Order(
                        componentRef,
                        String.valueOf(instance.offering()),
                        instance.plan(),
                        model.entity(instance.ref())
                                .flatMap(entity -> entity.annotation("buildrun.dev/binding"))
                                .orElse(null)))
                .toList();
    }
}
