package dev.buildrun.access;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a permission decision: rules, and what is put together from rules. */
public sealed interface Criteria {
    int MAX_DEPTH = 50;

    /** At least one of them; never empty. */
    record AnyOf(List<Criteria> criteria) implements Criteria {
        public AnyOf {
            criteria = List.copyOf(criteria);
        }
    }

    /** All of them; never empty. */
    record AllOf(List<Criteria> criteria) implements Criteria {
        public AllOf {
            criteria = List.copyOf(criteria);
        }
    }

    record Not(Criteria criteria) implements Criteria {}

    /**
     * One rule.
     *
     * @param params not yet checked; a missing node where there are none
     */
    record Rule(String name, JsonNode params) implements Criteria {}

    /**
     * Whether the criteria hold, from left to right and no further than needed.
     *
     * @param rule whether a rule holds
     */
    default boolean hold(Predicate<Rule> rule) {
        return switch (this) {
            case AnyOf(var criteria) -> criteria.stream().anyMatch(each -> each.hold(rule));
            case AllOf(var criteria) -> criteria.stream().allMatch(each -> each.hold(rule));
            case Not(var criteria) -> !criteria.hold(rule);
            case Rule self -> rule.test(self);
        };
    }

    /** As Backstage's permission backend sends them; what {@link #parse} reads. */
    default ObjectNode json(String resourceType) {
        var json = Json.object();
        switch (this) {
            case AnyOf(var criteria) -> addAll(json.putArray("anyOf"), criteria, resourceType);
            case AllOf(var criteria) -> addAll(json.putArray("allOf"), criteria, resourceType);
            case Not(var criteria) -> json.set("not", criteria.json(resourceType));
            case Rule(var name, var params) -> {
                json.put("rule", name).put("resourceType", resourceType);
                if (params.isObject()) {
                    json.set("params", params);
                }
            }
        }
        return json;
    }

    private static void addAll(ArrayNode array, List<Criteria> criteria, String resourceType) {
        criteria.forEach(each -> array.add(each.json(resourceType)));
    }

    /**
     * Reads criteria as Backstage's permission backend sends them; where several operators stand side by side, the first of {@code anyOf},
     * {@code allOf}, {@code not} counts.
     *
     * @param path where the criteria stand, for the message
     * @throws ServiceException of kind INPUT for what are no criteria, or nested deeper than {@link #MAX_DEPTH}
     */
    static Criteria parse(JsonNode node, String path) {
        return parse(node, path, MAX_DEPTH);
    }

    private static Criteria parse(JsonNode node, String path, int depth) {
        if (depth == 0) {
            throw ServiceException.input(path + ": expected criteria nested at most " + MAX_DEPTH + " deep");
        }
        if (!(node instanceof ObjectNode criteria)) {
            throw ServiceException.input(path + ": expected anyOf, allOf, not or a rule, found " + node.getNodeType());
        }
        if (criteria.has("anyOf")) {
            return new AnyOf(list(criteria.path("anyOf"), path + ".anyOf", depth));
        }
        if (criteria.has("allOf")) {
            return new AllOf(list(criteria.path("allOf"), path + ".allOf", depth));
        }
        if (criteria.has("not")) {
            return new Not(parse(criteria.path("not"), path + ".not", depth - 1));
        }
        var params = criteria.path("params");
        if (!criteria.path("rule").isString()
                || !criteria.path("resourceType").isString()
                || !(params.isObject() || params.isMissingNode())) {
            throw ServiceException.input(path + ": expected anyOf, allOf, not, or a rule with resourceType and perhaps"
                    + " params, found " + Json.write(criteria));
        }
        return new Rule(criteria.path("rule").asString(), params);
    }

    private static List<Criteria> list(JsonNode node, String path, int depth) {
        if (!node.isArray() || node.isEmpty()) {
            throw ServiceException.input(path + ": expected at least one of the criteria");
        }
        var list = new ArrayList<Criteria>();
        for (var index = 0; index < node.size(); index++) {
            list.add(parse(node.get(index), path + "[" + index + "]", depth - 1));
        }
        return list;
    }
}
