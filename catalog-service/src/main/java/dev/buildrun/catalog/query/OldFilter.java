package dev.buildrun.catalog.query;

import dev.buildrun.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Filters as they stand in the cursors of older versions of Backstage: {@code {"allOf":[{"key":"kind","values":["component"]}]}}. */
final class OldFilter {
    private OldFilter() {}

    /** The predicate that means the same; empty for what is no such filter. */
    static Optional<ObjectNode> toPredicate(JsonNode filter) {
        if (filter.path("key").isString()) {
            return condition(filter.path("key").asString(), filter.path("values"));
        }
        if (filter.has("not")) {
            return toPredicate(filter.path("not")).map(each -> Json.object().set("$not", each));
        }
        return filter.has("anyOf") ? all("$any", filter.path("anyOf")) : all("$all", filter.path("allOf"));
    }

    private static Optional<ObjectNode> condition(String key, JsonNode values) {
        var isExistence = values.isMissingNode();
        if (key.startsWith("$") || !(isExistence || values.isArray())) {
            return Optional.empty();
        }
        var condition =
                isExistence ? Json.object().put("$exists", true) : Json.object().set("$in", values);
        return Optional.of(Json.object().set(key, condition));
    }

    private static Optional<ObjectNode> all(String operator, JsonNode filters) {
        var list = Json.array();
        filters.forEach(filter -> toPredicate(filter).ifPresent(list::add));
        return filters.isArray() && list.size() == filters.size()
                ? Optional.of(Json.object().set(operator, list))
                : Optional.empty();
    }
}
