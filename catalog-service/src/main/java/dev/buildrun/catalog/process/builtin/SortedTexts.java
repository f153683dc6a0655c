package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.Entity;
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
        var json = entity.copy();
        var spec = (ObjectNode) json.get("spec");
        fields.stream().filter(field -> isTexts(spec.path(field))).forEach(field -> sort((ArrayNode) spec.get(field)));
        return Entity.of(json);
    }

    private static boolean isTexts(JsonNode node) {
        return node.isArray() && node.valueStream().allMatch(JsonNode::isString);
    }

    private static void sort(ArrayNode texts) {
        var sorted = new ArrayList<JsonNode>();
        texts.forEach(sorted::add);
        sorted.sort((left, right) -> left.asString().compareTo(right.asString()));
        texts.removeAll();
        texts.addAll(sorted);
    }
}
