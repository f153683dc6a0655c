package dev.buildrun.catalog.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An object in a request's body, checked field by field, with the texts of the validator that Backstage uses. */
final class JsonBody {
    private final String path;
    private final JsonNode object;

    private JsonBody(String path, JsonNode object) {
        this.path = path;
        this.object = object;
        if (!object.isObject()) {
            throw ServiceException.input(path + " must be object");
        }
    }

    /** Something else than a body, named by the path in the texts. */
    static JsonBody at(String path, JsonNode object) {
        return new JsonBody(path, object);
    }

    /** @throws ServiceException of kind INPUT when the body is missing, or is not a JSON object */
    static JsonBody of(Request request) {
        return new JsonBody("request/body", request.json());
    }

    /** The same, where no body means an empty object. */
    static JsonBody orEmpty(Request request) {
        return new JsonBody("request/body", request.body().bytes().length == 0 ? Json.object() : request.json());
    }

    /** Refuses every field but those. */
    JsonBody only(String... known) {
        var names = Set.of(known);
        if (!names.containsAll(object.propertyNames())) {
            throw ServiceException.input(path + " must NOT have additional properties");
        }
        return this;
    }

    JsonNode json() {
        return object;
    }

    Collection<String> names() {
        return object.propertyNames();
    }

    boolean has(String name) {
        return object.has(name);
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        return field(name).map(value -> {
            if (!value.isString()) {
                throw wrongType(name, "string");
            }
            return value.asString();
        });
    }

    /** A number; fractions are cut off. */
    Optional<Integer> number(String name) {
        return field(name).map(value -> {
            if (!value.isNumber()) {
                throw wrongType(name, "number");
            }
            return (int) Math.clamp(value.doubleValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        });
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (var item : array(name)) {
            if (!item.isString()) {
                throw wrongType(name + "/" + texts.size(), "string");
            }
            texts.add(item.asString());
        }
        return texts;
    }

    List<String> requiredTexts(String name) {
        if (!has(name)) {
            throw missing(name);
        }
        return texts(name);
    }

    Optional<ObjectNode> object(String name) {
        return field(name).map(value -> {
            if (!(value instanceof ObjectNode found)) {
                throw wrongType(name, "object");
            }
            return found;
        });
    }

    ObjectNode requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /** The same, with its fields still to be checked. */
    Optional<JsonBody> nested(String name) {
        return field(name).map(value -> new JsonBody(path + "/" + name, value));
    }

    List<JsonBody> nestedList(String name) {
        var list = new ArrayList<JsonBody>();
        for (var item : array(name)) {
            list.add(new JsonBody(path + "/" + name + "/" + list.size(), item));
        }
        return list;
    }

    Optional<String> oneOf(String name, String... allowed) {
        return optionalText(name).map(value -> {
            if (!List.of(allowed).contains(value)) {
                throw ServiceException.input(path + "/" + name + " must be equal to one of the allowed values: "
                        + String.join(", ", allowed));
            }
            return value;
        });
    }

    private JsonNode array(String name) {
        var value = field(name).orElseGet(Json.MAPPER::createArrayNode);
        if (!value.isArray()) {
            throw wrongType(name, "array");
        }
        return value;
    }

    /** A value of whatever type. */
    Optional<JsonNode> value(String name) {
        return field(name);
    }

    ServiceException wrong(String name, String what) {
        return ServiceException.input(path + "/" + name + " " + what);
    }

    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(object.get(name));
    }

    ServiceException missing(String name) {
        return ServiceException.input(path + " must have required property '" + name + "'");
    }

    private ServiceException wrongType(String name, String type) {
        return wrong(name, "must be " + type);
    }
}
