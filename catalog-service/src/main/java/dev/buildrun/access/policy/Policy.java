package dev.buildrun.access.policy;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PolicyRules;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A policy: the first of its rules that fits decides, and where none does, the answer is no. */
public final class Policy implements PolicyRules {
    private static final int MAX_RULES = 500;
    private static final String BUILD_RUN = "build-run-policy.yaml";

    private final List<PolicyRule> rules;
    private final Roles roles;

    private Policy(List<PolicyRule> rules, Roles roles) {
        this.rules = List.copyOf(rules);
        this.roles = roles;
    }

    /** Which groups and users have which role, for instance {@code platform-team}. */
    public record Roles(Map<String, List<String>> members) {
        public static final Roles NONE = new Roles(Map.of());

        public Roles {
            members = Map.copyOf(members);
        }

        /** Those that the user has, by themselves or by one of their groups. */
        public List<String> of(Caller.User user) {
            return members.entrySet().stream()
                    .filter(role -> role.getValue().stream().anyMatch(user.ownershipRefs()::contains))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads a policy.
     *
     * @param root a map with a list under the key "rules"
     * @param path where it stands, for messages
     * @param knownRules the names of the rules that conditions may use, by type of resource
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static Policy read(JsonNode root, String path, Map<String, Set<String>> knownRules, Roles roles) {
        var nodes = root.path("rules");
        if (!nodes.isArray() || nodes.isEmpty() || nodes.size() > MAX_RULES) {
            throw new IllegalArgumentException(
                    path + ".rules: expected a list of 1 to " + MAX_RULES + " rules, found " + nodes.getNodeType());
        }
        for (var name : root.propertyNames()) {
            if (!name.equals("rules") && !name.equals("roles")) {
                throw new IllegalArgumentException(path + "." + name + ": expected rules or roles");
            }
        }
        var reader = new PolicyRuleReader(knownRules);
        var rules = new ArrayList<PolicyRule>();
        for (var index = 0; index < nodes.size(); index++) {
            rules.add(reader.read(nodes.get(index), path + ".rules[" + index + "]"));
        }
        return new Policy(rules, merged(root.path("roles"), path + ".roles", roles));
    }

    /** The policy of Build-Run teams, which is the usual one. */
    public static Policy buildRun(Map<String, Set<String>> knownRules, Roles roles) {
        try (var stream = Objects.requireNonNull(Policy.class.getResourceAsStream(BUILD_RUN))) {
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return read(Yaml.read(text), BUILD_RUN, knownRules, roles);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static Roles merged(JsonNode node, String path, Roles roles) {
        var all = new LinkedHashMap<>(roles.members());
        for (var role : node.properties()) {
            if (!role.getValue().isArray()) {
                throw new IllegalArgumentException(path + "." + role.getKey() + ": expected a list of references");
            }
            all.put(
                    role.getKey(),
                    role.getValue().valueStream().map(each -> each.asString("")).toList());
        }
        return new Roles(all);
    }

    @Override
    public Decision decide(Caller.User user, Permission permission) {
        return find(user, permission)
                .map(rule -> rule.decision(user, roles.of(user)))
                .orElse(Decision.DENY);
    }

    /** The rule that decides; empty where none fits. */
    Optional<PolicyRule> find(Caller.User user, Permission permission) {
        var has = roles.of(user);
        return rules.stream().filter(rule -> rule.fits(user, has, permission)).findFirst();
    }

    Roles roles() {
        return roles;
    }
}
