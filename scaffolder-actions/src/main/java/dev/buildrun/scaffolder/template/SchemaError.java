package dev.buildrun.scaffolder.template;

import dev.buildrun.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that is wrong with a value, in the words and the shape that reach users of Backstage.
 *
 * @param path names and indexes from the root to the value
 * @param property the same as text, {@code instance.a[0]}
 * @param message what is wrong
 * @param schema the schema that the value breaks, or its id where it has one
 * @param instance the value, null where there is none
 * @param name the keyword
 * @param argument what the keyword asks for, null where there is nothing to say
 */
public record SchemaError(
        List<JsonNode> path,
        String property,
        String message,
        JsonNode schema,
        @Nullable JsonNode instance,
        String name,
        @Nullable JsonNode argument) {
    public SchemaError {
        path = List.copyOf(path);
    }

    /** The whole sentence: {@code instance.name is not of a type(s) string}. */
    public String stack() {
        return property + " " + message;
    }

    /** An entry of {@code errors} in the body of a 400 response. */
    public ObjectNode json() {
        var json = Json.object();
        json.putArray("path").addAll(path);
        json.put("property", property);
        json.put("message", message);
        json.set("schema", schema);
        if (instance != null) {
            json.set("instance", instance);
        }
        json.put("name", name);
        if (argument != null) {
            json.set("argument", argument);
        }
        return json.put("stack", stack());
    }

    /** About a secret: says which, and nothing of its value. */
    SchemaError ofSecret() {
        var place = property.replaceFirst("^instance", "secrets");
        if (name.equals("required") && argument != null) {
            place = place + "." + argument.asString();
            return new SchemaError(path, place, "is required", schema, Json.object(), name, argument);
        }
        return new SchemaError(path, place, message, schema, Json.object(), name, argument);
    }
}
