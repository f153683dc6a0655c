package dev.buildrun.access.policy;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.json.Json;
import dev.buildrun.platform.rule.Expression;
import dev.buildrun.platform.rule.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One rule.
 *
 * @param permissions names, of which one that ends with {@code *} stands for all that begin so; empty for any
 * @param actions of permissions; empty for any
 * @param resourceTypes of permissions, among them {@code none} for those without; empty for any
 * @param when what must be true of caller and permission; null for nothing
 */
record PolicyRule(
        String name,
        List<String> permissions,
        List<String> actions,
        List<String> resourceTypes,
        @Nullable Expression when,
        Effect effect) {
    static final String NO_RESOURCE = "none";
    private static final String PLACE = "$caller.";

    PolicyRule {
        permissions = List.copyOf(permissions);
        actions = List.copyOf(actions);
        resourceTypes = List.copyOf(resourceTypes);
    }

    /** What a rule that fits decides. */
    sealed interface Effect {
        record Allow() implements Effect {}

        record Deny() implements Effect {}

        /** @param criteria in which {@code $caller.…} stands for what is known of the caller */
        record Conditions(Criteria criteria) implements Effect {}
    }

    /** Where it can't be told whether the rule fits, one that forbids does and one that allows does not. */
    boolean fits(Caller.User user, List<String> roles, Permission permission) {
        return (permissions.isEmpty() || permissions.stream().anyMatch(each -> matches(each, permission.name())))
                && (actions.isEmpty() || (permission.action() != null && actions.contains(permission.action())))
                && (resourceTypes.isEmpty()
                        || resourceTypes.contains(
                                permission.resourceType() == null ? NO_RESOURCE : permission.resourceType()))
                && (when == null || holds(when.check(variables(user, roles, permission))));
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private boolean holds(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Holds _ -> true;
            case Verdict.Fails _ -> false;
            case Verdict.Unknown _ -> effect instanceof Effect.Deny;
        };
    }

    static Map<String, Object> variables(Caller.User user, List<String> roles, Permission permission) {
        var caller =
                Map.of("userEntityRef", user.userEntityRef(), "ownershipRefs", user.ownershipRefs(), "roles", roles);
        var asked = new HashMap<String, Object>();
        asked.put("name", permission.name());
        asked.put("action", String.valueOf(permission.action() == null ? "" : permission.action()));
        asked.put("resourceType", permission.resourceType() == null ? "" : permission.resourceType());
        return Map.of("caller", caller, "permission", asked);
    }

    Decision decision(Caller.User user, List<String> roles) {
        return switch (effect) {
            case Effect.Allow _ -> Decision.ALLOW;
            case Effect.Deny _ -> Decision.DENY;
            case Effect.Conditions(var criteria) -> new Decision.Conditional(filled(criteria, user, roles));
        };
    }

    private static Criteria filled(Criteria criteria, Caller.User user, List<String> roles) {
        return switch (criteria) {
            case Criteria.AnyOf(var parts) ->
                new Criteria.AnyOf(
                        parts.stream().map(part -> filled(part, user, roles)).toList());
            case Criteria.AllOf(var parts) ->
                new Criteria.AllOf(
                        parts.stream().map(part -> filled(part, user, roles)).toList());
            case Criteria.Not(var part) -> new Criteria.Not(filled(part, user, roles));
            case Criteria.Rule(var name, ObjectNode params) -> new Criteria.Rule(name, filled(params, user, roles));
            case Criteria.Rule rule -> rule;
        };
    }

    private static ObjectNode filled(ObjectNode params, Caller.User user, List<String> roles) {
        var filled = Json.object();
        params.properties().forEach(param -> filled.set(param.getKey(), filled(param.getValue(), user, roles)));
        return filled;
    }

    private static JsonNode filled(JsonNode value, Caller.User user, List<String> roles) {
        if (value.isArray()) {
            var list = Json.object().putArray("list");
            for (var item : value) {
                var one = filled(item, user, roles);
                if (one.isArray()) {
                    one.forEach(list::add);
                } else {
                    list.add(one);
                }
            }
            return list;
        }
        return switch (value.asString("")) {
            case PLACE + "userEntityRef" -> Json.object().stringNode(user.userEntityRef());
            case PLACE + "ownershipRefs" -> texts(user.ownershipRefs());
            case PLACE + "roles" -> texts(roles);
            default -> value;
        };
    }

    private static JsonNode texts(List<String> texts) {
        var list = Json.object().putArray("list");
        texts.forEach(list::add);
        return list;
    }

    /** Whether a parameter speaks of the caller in a way that is known. */
    static boolean isKnownPlace(String text) {
        return !text.startsWith(PLACE)
                || List.of("userEntityRef", "ownershipRefs", "roles").contains(text.substring(PLACE.length()));
    }
}
