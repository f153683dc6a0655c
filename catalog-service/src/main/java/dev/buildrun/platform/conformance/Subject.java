package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.rule.Values;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A component and what rules may look at in the catalog. Notes down everything that it has looked at. */
final class Subject {
    private static final int MOST_PEOPLE = 10;
    private static final String SOURCE_TEMPLATE = "backstage.io/source-template";

    private final PlatformModel model;
    private final Terms terms;
    private final Entity component;
    private final String ref;
    private final Set<String> inputs = new LinkedHashSet<>();
    private final Set<String> links = new LinkedHashSet<>();

    Subject(PlatformModel model, Terms terms, Entity component) {
        this.model = model;
        this.terms = terms;
        this.component = component;
        this.ref = component.ref().toString();
        inputs.add(ref);
        inputs.addAll(model.related(ref, RelationType.DEPENDENCY_OF, "resource", PlatformTypes.WAIVER));
    }

    Entity component() {
        return component;
    }

    String ref() {
        return ref;
    }

    Set<String> inputs() {
        return inputs;
    }

    /** Addresses that a result says something of. */
    Set<String> links() {
        return links;
    }

    String owner() {
        var owner = model.owner(ref);
        return owner == null ? "" : owner;
    }

    /** The programs that its owner, or a group above it, names as its own. */
    List<String> pipelines() {
        if (owner().isEmpty()) {
            return List.of();
        }
        model.upwards(owner()).forEach(this::look);
        return model.pipelines(owner());
    }

    /** The users who act for its owner, those of groups below it too: the first ones, since rules ask whether there are enough. */
    List<String> people() {
        if (!owner().startsWith("group:")) {
            return owner().isEmpty() ? List.of() : List.of(owner());
        }
        var people = new LinkedHashSet<String>();
        for (var group : model.downwards(owner())) {
            inputs.add(membersOf(group));
            for (var user : model.related(group, RelationType.HAS_MEMBER)) {
                if (people.size() == MOST_PEOPLE) {
                    return List.copyOf(people);
                }
                inputs.add(user);
                if (model.isThere(user)) {
                    people.add(user);
                }
            }
        }
        return List.copyOf(people);
    }

    /** Stands for who is in a group, so that whoever joins makes those look again that have asked. */
    static String membersOf(String group) {
        return "members of " + group;
    }

    boolean isPlatform() {
        return component.spec().path("type").asString("").equals(PlatformTypes.PLATFORM);
    }

    /** The contracts that it consumes and that are known; what it is held against where there are none. */
    List<Contract> contracts() {
        return terms.contracts().of(model.related(ref, RelationType.CONSUMES_API));
    }

    private List<ContractInForce> consumed() {
        return model.related(ref, RelationType.CONSUMES_API).stream()
                .flatMap(api -> terms.contracts().ofEntity(api).stream())
                .toList();
    }

    /** The variables that all rules know. */
    Map<String, Object> variables(Contract contract, Instant now) {
        var variables = new HashMap<String, Object>();
        variables.put("component", values(component));
        variables.put(
                "owner",
                look(owner())
                        .map(Subject::values)
                        .orElse(Map.of("kind", "", "ref", "", "spec", Map.of(), "metadata", Map.of("name", ""))));
        variables.put("contract", terms(contract));
        variables.put("contracts", consumed().stream().map(this::contract).toList());
        variables.put("dependencies", dependencies());
        variables.put("template", template());
        variables.put("now", now);
        return variables;
    }

    private Optional<Entity> look(String other) {
        if (other.isEmpty()) {
            return Optional.empty();
        }
        inputs.add(other);
        return model.entity(other);
    }

    /** Relations are left out: who joins a group would otherwise change what is said of each of its services. */
    private static Map<String, Object> values(Entity entity) {
        var values = Values.map(entity.json());
        values.put("ref", entity.ref().toString());
        values.remove("relations");
        values.remove("status");
        values.putIfAbsent("spec", Map.of());
        if (values.get("metadata") instanceof Map<?, ?> metadata) {
            var full = new HashMap<Object, Object>(metadata);
            full.putIfAbsent("annotations", Map.of());
            full.putIfAbsent("labels", Map.of());
            values.put("metadata", full);
        }
        return values;
    }

    private Map<String, Object> terms(Contract contract) {
        var values = new HashMap<String, Object>();
        values.put("version", contract.version());
        values.put("stage", contract.stage().text());
        values.put("registries", contract.workload().images().registries());
        values.put("requiredLabels", contract.workload().requiredLabels());
        values.put("requiredSupport", contract.support().required());
        values.put(
                "podSecurity",
                Map.of(
                        "level", contract.runtime().podSecurity().level().name().toLowerCase(Locale.ROOT),
                        "version", contract.runtime().podSecurity().version()));
        values.put("bindings", List.copyOf(contract.bindings().keySet()));
        return values;
    }

    private Map<String, Object> contract(ContractInForce each) {
        var values = new HashMap<String, Object>();
        values.put("ref", each.entityRef());
        values.put("version", each.contract().version());
        values.put(
                "stage", each.isRemoved() ? "removed" : each.contract().stage().text());
        var sunset = each.contract().sunsetAt();
        if (sunset != null) {
            values.put("sunsetAt", sunset.atStartOfDay(ZoneOffset.UTC).toInstant());
        }
        return values;
    }

    /** The resources that it depends on, each with what it has of the platform. */
    private List<Object> dependencies() {
        var found = new ArrayList<>();
        for (var target : model.related(ref, RelationType.DEPENDS_ON)) {
            if (target.startsWith("resource:")) {
                look(target)
                        .ifPresentOrElse(
                                resource -> found.add(dependency(target, resource)),
                                () -> found.add(Map.of(
                                        "ref",
                                        target,
                                        "kind",
                                        "",
                                        "owner",
                                        "",
                                        "offerings",
                                        List.of(),
                                        "spec",
                                        Map.of())));
            }
        }
        return found;
    }

    private Map<String, Object> dependency(String target, Entity resource) {
        var values = values(resource);
        var owner = model.owner(target);
        var offerings = model.related(target, RelationType.DEPENDS_ON, "resource", PlatformTypes.OFFERING);
        inputs.addAll(model.related(target, RelationType.DEPENDS_ON));
        values.put("ref", target);
        values.put("owner", owner == null ? "" : owner);
        values.put("offerings", offerings);
        return values;
    }

    /** What it was made from; empty where nobody says or the catalog does not have it. */
    private Map<String, Object> template() {
        return component
                .annotation(SOURCE_TEMPLATE)
                .flatMap(Subject::parsed)
                .flatMap(this::look)
                .map(Subject::values)
                .orElse(Map.of());
    }

    private static Optional<String> parsed(String text) {
        try {
            return Optional.of(EntityRef.parse(text, "template", EntityRef.DEFAULT_NAMESPACE)
                    .toString());
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }

    /** An environment as rules see it. */
    static ObjectNode environment(Contract contract, String name) {
        var json = Json.object().put("name", name);
        contract.environment(name).ifPresent(terms -> {
            json.put("order", terms.order()).put("minReplicas", terms.minReplicas());
            json.put("isLast", contract.environments().getLast().name().equals(name));
            terms.quota().forEach(json.putObject("quota")::put);
        });
        return json;
    }
}
