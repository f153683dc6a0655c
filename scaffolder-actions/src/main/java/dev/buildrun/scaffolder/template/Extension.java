package dev.buildrun.scaffolder.template;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code extends} of older drafts makes of two schemas: the keys of both, those of the extension where they are in both. */
final class Extension {
    private Extension() {}

    static JsonNode merged(JsonNode schema, JsonNode extension) {
        return switch (extension) {
            case ArrayNode items -> mergedArrays(schema, items);
            case ObjectNode entries -> {
                var merged = SchemaCheck.NODES.objectNode();
                schema.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
                entries.properties()
                        .forEach(entry ->
                                merged.set(entry.getKey(), mergedEntry(schema.get(entry.getKey()), entry.getValue())));
                yield merged;
            }
            case JsonNode other -> other;
        };
    }

    private static JsonNode mergedEntry(@Nullable JsonNode own, JsonNode extension) {
        return own == null || !extension.isContainer() ? extension : merged(own, extension);
    }

    private static JsonNode mergedArrays(JsonNode schema, ArrayNode items) {
        var merged = SchemaCheck.NODES.arrayNode();
        schema.forEach(merged::add);
        for (var index = 0; index < items.size(); index++) {
            var item = items.get(index);
            if (item.isContainer() && index < merged.size()) {
                merged.set(index, merged(merged.get(index), item));
            } else if (schema.valueStream().noneMatch(item::equals)) {
                merged.add(item);
            }
        }
        return merged;
    }
}
