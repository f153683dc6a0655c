package dev.buildrun.access.policy;

import dev.buildrun.access.Criteria;
import dev.buildrun.access.policy.PolicyRule.Effect;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.rule.Expression;
import dev.buildrun.platform.rule.Expressions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads rules, and refuses what a rule would not do. */
final class PolicyRuleReader {
    private static final Set<String> KEYS = Set.of(
            "name", "permissions", "actions", "resourceType", "when", "effect", "conditions", "where", "description");
    private static final List<String> ACTIONS = List.of("create", "read", "update", "delete");
    private static final String ENTITY = "catalog-entity";

    private final Map<String, Set<String>> knownRules;
    private final Expressions expressions = new Expressions(List.of("caller", "permission"));

    PolicyRuleReader(Map<String, Set<String>> knownRules) {
        this.knownRules = Map.copyOf(knownRules);
    }

    PolicyRule read(JsonNode node, String path) {
        for (var key : node.propertyNames()) {
            require(
                    KEYS.contains(key),
                    path + "." + key,
                    "one of " + String.join(", ", KEYS.stream().sorted().toList()));
        }
        var actions = texts(node, "actions", path);
        require(ACTIONS.containsAll(actions), path + ".actions", "some of " + ACTIONS + ", found " + actions);
        var types = texts(node, "resourceType", path);
        return new PolicyRule(
                node.path("name").asString(path),
                texts(node, "permissions", path),
                actions,
                types,
                when(node.path("when"), path + ".when"),
                effect(node, path, types));
    }

    private @Nullable Expression when(JsonNode text, String path) {
        if (text.isMissingNode()) {
            return null;
        }
        return switch (expressions.compile(text.asString(""))) {
            case Expressions.Compiled.Good(var expression) -> expression;
            case Expressions.Compiled.Bad(var problem) -> throw new IllegalArgumentException(path + ": " + problem);
        };
    }

    private Effect effect(JsonNode node, String path, List<String> types) {
        var effect = node.path("effect").asString("");
        var conditional = effect.equals("conditions");
        require(
                conditional == (node.has("conditions") != node.has("where"))
                        && !(node.has("conditions") && node.has("where")),
                path,
                "conditions or where with the effect \"conditions\", and with no other");
        return switch (effect) {
            case "allow" -> new Effect.Allow();
            case "deny" -> new Effect.Deny();
            case "conditions" -> new Effect.Conditions(criteria(node, path, types));
            default ->
                throw new IllegalArgumentException(
                        path + ".effect: expected allow, deny or conditions, found \"" + effect + "\"");
        };
    }

    private Criteria criteria(JsonNode node, String path, List<String> types) {
        require(
                types.size() == 1 && knownRules.containsKey(types.getFirst()),
                path + ".resourceType",
                "one of " + knownRules.keySet() + " where there are conditions, found " + types);
        if (node.has("where")) {
            require(types.getFirst().equals(ENTITY), path + ".where", "the resourceType " + ENTITY);
            return EntityConditions.compile(node.path("where").asString(""), path + ".where");
        }
        try {
            var criteria = Criteria.parse(typed(node.path("conditions"), types.getFirst()), path + ".conditions");
            check(criteria, path + ".conditions", types.getFirst());
            return criteria;
        } catch (ServiceException exception) {
            throw new IllegalArgumentException(exception.getMessage(), exception);
        }
    }

    /** Rules may leave out their type of resource, which the rule of the policy has. */
    private static JsonNode typed(JsonNode node, String type) {
        var copy = node.deepCopy();
        copy.findParents("rule").forEach(rule -> {
            if (rule instanceof tools.jackson.databind.node.ObjectNode object && !object.has("resourceType")) {
                object.put("resourceType", type);
            }
        });
        return copy;
    }

    private void check(Criteria criteria, String path, String type) {
        switch (criteria) {
            case Criteria.AnyOf(var parts) -> parts.forEach(part -> check(part, path, type));
            case Criteria.AllOf(var parts) -> parts.forEach(part -> check(part, path, type));
            case Criteria.Not(var part) -> check(part, path, type);
            case Criteria.Rule(var name, var params) -> {
                var known = knownRules.getOrDefault(type, Set.of());
                require(
                        known.contains(name),
                        path,
                        "a rule of " + type + " (" + String.join(", ", known) + "), found " + name);
                params.forEach(param -> require(
                        PolicyRule.isKnownPlace(param.asString("")),
                        path + "." + name,
                        "$caller.userEntityRef," + " $caller.ownershipRefs or $caller.roles, found " + param));
            }
        }
    }

    private static List<String> texts(JsonNode node, String key, String path) {
        var value = node.path(key);
        if (value.isMissingNode()) {
            return List.of();
        }
        var items = value.isArray() ? value.valueStream().toList() : List.of(value);
        require(
                !items.isEmpty() && items.stream().allMatch(JsonNode::isString),
                path + "." + key,
                "a text or a list of texts");
        return items.stream().map(JsonNode::asString).toList();
    }

    private static void require(boolean holds, String path, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(path + ": expected " + expected);
        }
    }
}
