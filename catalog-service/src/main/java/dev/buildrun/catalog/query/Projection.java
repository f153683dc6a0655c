package dev.buildrun.catalog.query;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The parts of an entity that a caller asks for with {@code fields}, in the order in which it names them. */
public final class Projection {
    private final List<String> fields;

    private Projection(List<String> fields) {
        this.fields = fields;
    }

    /**
     * @param fields dotted paths, or several in one text with commas between them
     * @return empty where no field is named, which means whole entities
     * @throws ServiceException of kind INPUT for a path with brackets
     */
    public static Optional<Projection> of(List<String> fields) {
        var paths = fields.stream()
                .flatMap(list -> List.of(list.split(",", -1)).stream())
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .distinct()
                .toList();
        for (var path : paths) {
            if (path.contains("[")) {
                throw ServiceException.input("Invalid field \"" + path + "\", array type fields are not supported");
            }
        }
        return paths.isEmpty() ? Optional.empty() : Optional.of(new Projection(paths));
    }

    /** @param entity a tree that nobody else uses; parts of it end up in the result */
    public ObjectNode apply(JsonNode entity) {
        var projected = Json.object();
        for (var field : fields) {
            var path = new ArrayList<Step>();
            var value = resolve(entity, field, path);
            if (value != null) {
                put(projected, path, value);
            }
        }
        return projected;
    }

    /** One step down: the key of an object, or the index of an array. */
    private record Step(String key, boolean index) {}

    /** Keys may contain dots: what is no key alone is tried together with what follows. */
    private static @Nullable JsonNode resolve(JsonNode entity, String field, List<Step> path) {
        var current = entity;
        var pending = "";
        for (var segment : field.split("\\.", -1)) {
            var key = pending + segment;
            var next = child(current, key);
            if (next == null) {
                pending = key + ".";
            } else {
                path.add(new Step(key, !current.isObject()));
                current = next;
                pending = "";
            }
        }
        return pending.isEmpty() ? current : null;
    }

    /** A text has its characters as parts, as in JavaScript. */
    private static @Nullable JsonNode child(JsonNode node, String key) {
        if (node.isObject()) {
            return node.get(key);
        }
        var isIndex = !key.isEmpty() && key.length() < 10 && key.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isIndex || (key.length() > 1 && key.startsWith("0"))) {
            return null;
        }
        var index = Integer.parseInt(key);
        return node.isString() ? character(node.asString(), index) : node.get(index);
    }

    /** Half of a character that takes two places is left out, since it is no text. */
    private static @Nullable JsonNode character(String text, int index) {
        return index < text.length() && !Character.isSurrogate(text.charAt(index))
                ? Json.text(text.substring(index, index + 1))
                : null;
    }

    private static void put(ObjectNode target, List<Step> path, JsonNode value) {
        JsonNode current = target;
        for (var i = 0; i < path.size() - 1; i++) {
            var next = child(current, path.get(i).key());
            if (next == null || !next.isContainer()) {
                next = path.get(i + 1).index() ? Json.MAPPER.createArrayNode() : Json.object();
                set(current, path.get(i), next);
            }
            current = next;
        }
        set(current, path.getLast(), value);
    }

    private static void set(JsonNode container, Step step, JsonNode value) {
        if (container instanceof ArrayNode array) {
            var index = Integer.parseInt(step.key());
            while (array.size() <= index) {
                array.addNull();
            }
            array.set(index, value);
        } else {
            ((ObjectNode) container).set(step.key(), value);
        }
    }
}
