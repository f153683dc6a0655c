package dev.buildrun.scaffolder.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;
import tools.jackson.databind.node.ObjectNode;

/** What a request may say, with the texts of the validator that Backstage puts before its routes. */
final class RequestCheck {
    private RequestCheck() {}

    /** A whole number from the query, empty when it is absent. */
    static OptionalLong integer(Request request, String name) {
        var values = request.query().all(name);
        if (values.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            if (values.size() == 1) {
                return OptionalLong.of(Long.parseLong(values.getFirst()));
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw ServiceException.input("request/query/" + name + " must be integer");
    }

    /** The same for a number that counts something; one that is too large for an int is the largest int. */
    static OptionalLong count(Request request, String name) {
        var number = integer(request, name);
        if (number.isPresent() && number.getAsLong() < 0) {
            throw ServiceException.input("request/query/" + name + " must be >= 0");
        }
        return number;
    }

    /** The body, which must be an object. */
    static Body body(Request request) {
        return body(request.json());
    }

    /** The same where the body may be left out. */
    static Body optionalBody(Request request) {
        return request.body().bytes().length == 0 ? body(Json.object()) : body(request);
    }

    private static Body body(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return new Body(object, new ArrayList<>(), new ArrayList<>());
        }
        throw ServiceException.input("request/body must be object");
    }

    /** A body whose problems are collected, to be told together; of what is missing only the first is told, as in Backstage. */
    record Body(ObjectNode json, List<String> missing, List<String> problems) {
        Body requires(String name, JsonNodeType type) {
            if (!json.has(name)) {
                missing.add("request/body must have required property '" + name + "'");
                return this;
            }
            return allows(name, type);
        }

        Body allows(String name, JsonNodeType type) {
            if (json.has(name)) {
                check("request/body/" + name, json.path(name), type);
            }
            return this;
        }

        /** An object of strings, which may be absent. */
        Body allowsStrings(String name) {
            allows(name, JsonNodeType.OBJECT);
            if (json.path(name) instanceof ObjectNode strings) {
                strings.forEachEntry(
                        (key, value) -> check("request/body/" + name + "/" + key, value, JsonNodeType.STRING));
            }
            return this;
        }

        private void check(String where, JsonNode value, JsonNodeType type) {
            if (value.getNodeType() != type) {
                problems.add(where + " must be " + type.name().toLowerCase(java.util.Locale.ROOT));
            }
        }

        /** The body's tree, when nothing is wrong with it. */
        ObjectNode checked() {
            if (!missing.isEmpty()) {
                throw ServiceException.input(missing.getFirst());
            }
            if (!problems.isEmpty()) {
                throw ServiceException.input(String.join(", ", problems));
            }
            return json;
        }
    }
}
