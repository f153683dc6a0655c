package dev.buildrun.access.policy;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tries a policy against cases: who asks for what, perhaps with which entity, and what the answer must be. */
public final class PolicyCases {
    private static final int MAX_CASES = 10_000;
    private static final List<String> ANSWERS = List.of("allow", "deny", "conditions");

    private final Policy policy;
    private final List<Permission> known;
    private final BiPredicate<Criteria, ObjectNode> holds;

    /**
     * Makes ready to try a policy.
     *
     * @param known permissions that cases may give by name alone
     * @param holds whether criteria hold for an entity
     */
    public PolicyCases(Policy policy, List<Permission> known, BiPredicate<Criteria, ObjectNode> holds) {
        this.policy = policy;
        this.known = List.copyOf(known);
        this.holds = holds;
    }

    /**
     * What became of a case.
     *
     * @param expected {@code allow}, {@code deny} or {@code conditions}, like {@code found}
     * @param rule that decided; null where none fitted
     */
    public record Result(
            String name,
            String expected,
            String found,
            @Nullable String rule) {
        public boolean isAsExpected() {
            return expected.equals(found);
        }

        @Override
        public String toString() {
            var why = rule == null ? "no rule fits" : "rule \"" + rule + "\"";
            return isAsExpected()
                    ? "ok    " + name + ": " + found + " (" + why + ")"
                    : "FAIL  " + name + ": expected " + expected + ", found " + found + " (" + why + ")";
        }
    }

    /**
     * Tries every case.
     *
     * @param cases a list
     * @param path where it stands, for messages
     * @throws IllegalArgumentException for a case that says too little
     */
    public List<Result> run(JsonNode cases, String path) {
        if (!cases.isArray() || cases.isEmpty() || cases.size() > MAX_CASES) {
            throw new IllegalArgumentException(path + ": expected a list of 1 to " + MAX_CASES + " cases");
        }
        var results = new ArrayList<Result>();
        for (var index = 0; index < cases.size(); index++) {
            results.add(run(cases.get(index), path, index));
        }
        return results;
    }

    private Result run(JsonNode node, String list, int index) {
        var path = list + "[" + index + "]";
        var user = user(node, path);
        var permission = permission(node.path("permission"), path + ".permission");
        var expected = node.path("expect").asString("");
        if (!ANSWERS.contains(expected)) {
            throw new IllegalArgumentException(path + ".expect: expected one of " + ANSWERS + ", found " + expected);
        }
        var rule = policy.find(user, permission).map(PolicyRule::name).orElse(null);
        var found = answer(policy.decide(user, permission), node.path("entity"));
        return new Result(node.path("name").asString(path), expected, found, rule);
    }

    private String answer(Decision decision, JsonNode entity) {
        return switch (decision) {
            case Decision.Definite.ALLOW -> "allow";
            case Decision.Definite.DENY -> "deny";
            case Decision.Conditional(var criteria)
            when entity instanceof ObjectNode object -> holds.test(criteria, withOwner(object)) ? "allow" : "deny";
            case Decision.Conditional _ -> "conditions";
        };
    }

    /** With what cases may leave out: the version, and the relation that the catalog would make of {@code spec.owner}. */
    private static ObjectNode withOwner(ObjectNode entity) {
        var copy = entity.deepCopy();
        if (!copy.has("apiVersion")) {
            copy.put("apiVersion", "backstage.io/v1alpha1");
        }
        var owner = copy.path("spec").path("owner").asString("");
        if (!copy.has("relations") && !owner.isEmpty()) {
            var namespace = copy.path("metadata").path("namespace").asString("default");
            copy.putArray("relations").addObject().put("type", "ownedBy").put("targetRef", full(owner, namespace));
        }
        return copy;
    }

    private static String full(String ref, String namespace) {
        var kind = ref.contains(":") ? ref.substring(0, ref.indexOf(':')) : "group";
        var rest = ref.substring(ref.indexOf(':') + 1);
        return (kind + ":" + (rest.contains("/") ? rest : namespace + "/" + rest)).toLowerCase(java.util.Locale.ROOT);
    }

    private static Caller.User user(JsonNode node, String path) {
        var ref = node.path("user").asString("");
        if (!ref.contains(":")) {
            throw new IllegalArgumentException(path + ".user: expected a full reference, found \"" + ref + "\"");
        }
        var refs = new ArrayList<String>(List.of(ref));
        node.path("groups").forEach(group -> refs.add(group.asString("")));
        return new Caller.User(ref, refs);
    }

    private Permission permission(JsonNode node, String path) {
        var name = node.isString() ? node.asString() : node.path("name").asString("");
        if (node.isObject() && !name.isEmpty()) {
            return new Permission(name, text(node, "action"), text(node, "resourceType"));
        }
        return known.stream()
                .filter(permission -> permission.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(path
                        + ": expected a permission of catalog or scaffolder, or {name, action, resourceType}, found "
                        + Json.write(node)));
    }

    private static @Nullable String text(JsonNode node, String key) {
        return node.path(key).isString() ? node.path(key).asString() : null;
    }
}
