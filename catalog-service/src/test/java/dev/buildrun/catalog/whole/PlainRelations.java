package dev.buildrun.catalog.whole;

import dev.buildrun.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The relations that good entities state, in both directions. */
final class PlainRelations {
    /** Field, relation, its inverse, and the kind of a reference that names none. */
    private static final Map<String, List<List<String>>> FIELDS = Map.of(
            "Component",
            List.of(
                    List.of("owner", "ownedBy", "ownerOf", "group"),
                    List.of("dependsOn", "dependsOn", "dependencyOf", ""),
                    List.of("subcomponentOf", "partOf", "hasPart", "component"),
                    List.of("providesApis", "providesApi", "apiProvidedBy", "api")),
            "API",
            List.of(List.of("owner", "ownedBy", "ownerOf", "group")),
            "Group",
            List.of(
                    List.of("parent", "childOf", "parentOf", "group"),
                    List.of("children", "parentOf", "childOf", "group")),
            "User",
            List.of(List.of("memberOf", "memberOf", "hasMember", "group")));

    private final TreeSet<List<String>> relations =
            new TreeSet<>((left, right) -> String.join(" ", left).compareTo(String.join(" ", right)));

    PlainRelations(Collection<PlainCatalog.Row> rows) {
        for (var row : rows) {
            var entity = java.util.Objects.requireNonNull(row.good);
            var namespace = entity.path("metadata").path("namespace").asString("default");
            for (var field : FIELDS.getOrDefault(entity.path("kind").asString(), List.of())) {
                var value = entity.path("spec").path(field.get(0));
                for (var target : value.isArray() ? value : Json.array().add(value)) {
                    if (target.isString()) {
                        var ref = full(target, field.get(3), namespace);
                        relations.add(List.of(row.ref, field.get(1), ref));
                        relations.add(List.of(ref, field.get(2), row.ref));
                    }
                }
            }
        }
    }

    private static String full(JsonNode target, String kind, String namespace) {
        var text = target.asString();
        var withKind = text.contains(":") ? text : kind + ":" + text;
        var full = withKind.contains("/") ? withKind : withKind.replaceFirst(":", ":" + namespace + "/");
        return full.toLowerCase(Locale.ROOT);
    }

    ArrayNode of(String ref) {
        var shown = Json.array();
        for (var relation : relations) {
            if (relation.getFirst().equals(ref)) {
                shown.addObject().put("type", relation.get(1)).put("targetRef", relation.get(2));
            }
        }
        return shown;
    }
}
