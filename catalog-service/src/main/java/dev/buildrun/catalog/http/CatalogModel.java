package dev.buildrun.catalog.http;

import dev.buildrun.api.Schemas;
import dev.buildrun.catalog.entity.RelationType;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Tells in Markdown what the catalog knows of: the kinds with their fields, from their schemas, and the relations. */
final class CatalogModel {
    private CatalogModel() {}

    static String describe() {
        var text = new StringBuilder("""
                # Catalog model

                An entity is an object with `apiVersion`, `kind`, `metadata` and `spec`. Its reference, `kind:namespace/name` in lower
                case, is its identity; the namespace is `default` where none is given. `metadata` has `name`, `namespace`, `title`,
                `description`, `labels`, `annotations`, `tags` and `links`. Served entities also have `metadata.uid`,
                `metadata.etag`, `relations` and, where something went wrong, `status`.

                In queries a field is a path with dots, such as `spec.type`, and a relation is `relations.<type>`, such as
                `relations.ownedBy` with the full reference of a group or user. Relations are complete where fields of `spec` may be
                short: prefer them.

                ## Kinds
                """);
        Schemas.kinds().forEach(kind -> text.append(kind(kind)));
        text.append("\n## Relations\n\n");
        for (var type : RelationType.values()) {
            text.append("* `")
                    .append(type.wireName())
                    .append("`, seen from the other entity `")
                    .append(type.inverse().wireName())
                    .append("`\n");
        }
        return text.toString();
    }

    private static String kind(String kind) {
        var properties = Schemas.kind(kind)
                .orElseThrow()
                .json()
                .path("allOf")
                .valueStream()
                .map(part -> part.path("properties"))
                .filter(part -> part.has("spec"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The schema of " + kind + " says nothing of spec"));
        var spec = properties.path("spec");
        var fields = spec.path("properties").properties().stream()
                .map(field -> field(field.getKey(), field.getValue(), contains(spec.path("required"), field.getKey())))
                .collect(Collectors.joining());
        return "\n### " + kind + "\n\napiVersion: " + versions(properties.path("apiVersion")) + "\n\n" + fields;
    }

    private static String field(String name, JsonNode schema, boolean required) {
        var description = schema.path("description").asString("");
        return "* `spec." + name + "`" + (required ? ", required" : "")
                + (description.isEmpty() ? "" : ": " + description) + System.lineSeparator();
    }

    private static String versions(JsonNode apiVersion) {
        return apiVersion
                .path("enum")
                .valueStream()
                .map(version -> "`" + version.asString() + "`")
                .collect(Collectors.joining(", "));
    }

    private static boolean contains(JsonNode texts, String text) {
        return texts.valueStream().anyMatch(each -> each.asString().equals(text));
    }
}
