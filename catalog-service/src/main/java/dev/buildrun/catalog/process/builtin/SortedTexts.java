package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sorts lists whose order in the file makes no difference, so that a source which gives them in another order changes nothing. */
final class SortedTexts {
    private SortedTexts() {}

    /** The entity with those of these fields of its spec sorted that are lists of texts and of nothing else. */
    static Entity in(Entity entity, List<String> fields) {
        if (fields.stream().noneMatch(field -> isTexts(entity.spec().path(field)))) {
            return entity;
        }
        var spec = Json.object();
        spec.setAll((ObjectNode) entity.spec());
        fields.stream()
                .filter(field -> isTexts(spec.path(field)))
                .forEach(field -> spec.set(field, sorted(spec.get(field))));
        var json = Json.object();
        json.setAll(entity.json());
        json.set("spec", spec);
        return Entity.of(json);
    }

    private static boolean isTexts(JsonNode node) {
        return node.isArray() && node.valueStream().allMatch(JsonNode::isString);
    }

    private static ArrayNode sorted(JsonNode texts) {
        var sorted = new ArrayList<JsonNode>();
        texts.forEach(sorted::add);
        sorted.sort((left, right) -> left.asString().compareTo(right.asString()));
        return Json.array().addAll(sorted);
    }
}
