package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.CatalogRules.AllowedKind;
import dev.buildrun.catalog.process.CatalogRules.AllowedLocation;
import dev.buildrun.catalog.process.CatalogRules.Rule;
import dev.buildrun.catalog.process.CatalogRules.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the {@code catalog} section of the config says to processing.
 *
 * @param rules from {@code catalog.rules} and {@code catalog.locations[].rules}
 * @param locations those of {@code catalog.locations}, whose files may be read from the local disk; targets of type file absolute
 */
public record ProcessingConfig(CatalogRules rules, Set<LocationRef> locations) {
    public ProcessingConfig {
        locations = Set.copyOf(locations);
    }

    /**
     * Reads the section.
     *
     * @param catalog a missing or null node where there is none
     * @param workingDirectory what a relative file target is relative to
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static ProcessingConfig parse(JsonNode catalog, Path workingDirectory) {
        var rules = new ArrayList<Rule>();
        if (catalog.path("rules").isArray()) {
            each(catalog.path("rules"), "catalog.rules", (rule, path) -> rules.add(rule(rule, path)));
        } else if (catalog.has("rules")) {
            throw expected("catalog.rules", "a list of rules", catalog.path("rules"));
        } else {
            rules.addAll(CatalogRules.DEFAULT.rules());
        }
        var locations = new LinkedHashSet<LocationRef>();
        each(catalog.path("locations"), "catalog.locations", (node, path) -> {
            var location = location(node, path, workingDirectory);
            locations.add(location);
            each(node.path("rules"), path + ".rules", (rule, rulePath) -> rules.add(bound(rule, rulePath, location)));
        });
        return new ProcessingConfig(new CatalogRules(rules), locations);
    }

    private static LocationRef location(JsonNode node, String path, Path workingDirectory) {
        var type = text(node.path("type"), path + ".type");
        var target = text(node.path("target"), path + ".target");
        return type.equals("file")
                ? new LocationRef(
                        type,
                        workingDirectory
                                .resolve(target)
                                .toAbsolutePath()
                                .normalize()
                                .toString())
                : new LocationRef(type, target);
    }

    private static Rule rule(JsonNode rule, String path) {
        var locations = rule.has("locations") ? new ArrayList<AllowedLocation>() : null;
        if (locations != null) {
            each(rule.path("locations"), path + ".locations", (node, at) -> locations.add(allowedLocation(node, at)));
        }
        return new Rule(allow(rule, path), locations);
    }

    private static Rule bound(JsonNode rule, String path, LocationRef location) {
        var target = new Target.Exact(location.target());
        return new Rule(allow(rule, path), List.of(new AllowedLocation(location.type(), target)));
    }

    private static List<AllowedKind> allow(JsonNode rule, String path) {
        if (!rule.path("allow").isArray()) {
            throw expected(path + ".allow", "a list of kinds", rule.path("allow"));
        }
        var kinds = new ArrayList<AllowedKind>();
        each(rule.path("allow"), path + ".allow", (kind, at) -> kinds.add(allowedKind(kind, at)));
        return kinds;
    }

    private static AllowedKind allowedKind(JsonNode node, String path) {
        if (!node.isObject()) {
            return new AllowedKind(text(node, path), null);
        }
        var specType = node.has("spec.type")
                ? node.path("spec.type")
                : node.path("spec").path("type");
        return new AllowedKind(
                text(node.path("kind"), path + ".kind"),
                specType.isMissingNode() ? null : text(specType, path + ".spec.type"));
    }

    private static AllowedLocation allowedLocation(JsonNode node, String path) {
        if (node.has("exact") && node.has("pattern")) {
            throw expected(path, "either exact or pattern", node);
        }
        return new AllowedLocation(text(node.path("type"), path + ".type"), target(node, path));
    }

    private static @Nullable Target target(JsonNode node, String path) {
        if (node.has("exact")) {
            return new Target.Exact(text(node.path("exact"), path + ".exact"));
        }
        return node.has("pattern")
                ? new Target.Matching(Glob.ofTarget(text(node.path("pattern"), path + ".pattern")))
                : null;
    }

    private interface Item {
        void read(JsonNode node, String path);
    }

    private static void each(JsonNode list, String path, Item item) {
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw expected(path, "a list", list);
        }
        for (var index = 0; index < list.size(); index++) {
            item.read(list.path(index), path + "[" + index + "]");
        }
    }

    private static String text(JsonNode node, String path) {
        if (!node.isString() || node.asString().isBlank()) {
            throw expected(path, "a text", node);
        }
        return node.asString();
    }

    private static IllegalArgumentException expected(String path, String what, JsonNode found) {
        var shown = found.isMissingNode() ? "nothing" : found.toString();
        return new IllegalArgumentException(path + ": expected " + what + ", found " + shown);
    }
}
