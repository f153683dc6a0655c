package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.Whitespace;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What files see as {@code cookiecutter}, made of raw values as cookiecutter does when it asks nobody: a text may refer to values before
 * it, a list is a choice of which the first is taken, a number is a text. What begins with one underscore stays as it is.
 */
final class CookiecutterValues {
    private final TemplateEngine engine;
    private final ObjectNode resolved = Json.object();

    CookiecutterValues(TemplateEngine engine) {
        this.engine = engine;
    }

    ObjectNode resolved(ObjectNode raw) {
        raw.properties().forEach(entry -> {
            var key = entry.getKey();
            var isKept = key.startsWith("_") && !key.startsWith("__");
            resolved.set(key, isKept ? entry.getValue() : value(key, entry.getValue()));
        });
        return resolved;
    }

    static Rendering rendering(TemplateEngine engine, ObjectNode values) {
        return new Rendering(engine, values, true, Whitespace.KEPT);
    }

    private JsonNode value(String key, JsonNode raw) {
        if (raw.isArray()) {
            if (raw.isEmpty()) {
                throw ServiceException.input(
                        "Expected the list " + key + " of choices in cookiecutter.json not to be empty");
            }
            return rendered(key, raw.get(0));
        }
        return rendered(key, raw);
    }

    private JsonNode rendered(String key, JsonNode raw) {
        return switch (raw.getNodeType()) {
            case OBJECT -> {
                var object = Json.object();
                raw.properties().forEach(entry -> object.set(entry.getKey(), rendered(key, entry.getValue())));
                yield object;
            }
            case ARRAY -> {
                var array = Json.array();
                raw.forEach(item -> array.add(rendered(key, item)));
                yield array;
            }
            case STRING ->
                Json.text(rendering(engine, resolved).render(raw.stringValue(), "cookiecutter.json: " + key));
            case NUMBER -> Json.text(EcmaJson.number(raw));
            case BOOLEAN, BINARY, POJO, NULL, MISSING -> raw;
        };
    }
}
