package dev.buildrun.catalog.query;

import dev.buildrun.access.ResourceType.RuleDescription;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One rule for one entity, with the meaning that it has in Backstage, where it differs a little from that of a filter for lists. */
enum EntityRule {
    HAS_ANNOTATION(
            "The entity has the annotation, and with this value where one is given",
            "annotation",
            true,
            "metadata.annotations.") {
        @Override
        boolean holds(Entity entity, JsonNode params) {
            return hasEntry(entity.metadata().path("annotations"), key(params), value(params));
        }
    },
    HAS_LABEL("The entity has the label, and with this value where one is given", "label", true, "metadata.labels.") {
        @Override
        boolean holds(Entity entity, JsonNode params) {
            return hasEntry(entity.metadata().path("labels"), key(params), value(params));
        }
    },
    HAS_METADATA(
            "The entity has the field below metadata, and with this value where one is given",
            "key",
            true,
            "metadata.") {
        @Override
        boolean holds(Entity entity, JsonNode params) {
            return hasField(entity, searchKey + key(params), value(params));
        }
    },
    HAS_SPEC("The entity has the field below spec, and with this value where one is given", "key", true, "spec.") {
        @Override
        boolean holds(Entity entity, JsonNode params) {
            return hasField(entity, searchKey + key(params), value(params));
        }
    },
    IS_ENTITY_KIND("The entity is of one of these kinds", "kinds", false, "kind") {
        @Override
        boolean holds(Entity entity, JsonNode params) {
            return list(params).stream().anyMatch(entity.kind()::equalsIgnoreCase);
        }
    },
    IS_ENTITY_OWNER(
            "The entity is owned by one of these, compared as they are written", "claims", false, "relations.ownedby") {
        @Override
        boolean holds(Entity entity, JsonNode params) {
            var claims = list(params);
            return entity.relations().stream()
                    .filter(relation -> relation.type().equals(RelationType.OWNED_BY.wireName()))
                    .map(Relation::targetRef)
                    .anyMatch(claims::contains);
        }
    };

    private final String text;
    private final String parameter;
    private final boolean single;
    /** What the rule looks at, as lists are searched; before the name that a use gives, where that is a single text. */
    final String searchKey;

    /**
     * Describes a rule.
     *
     * @param parameter what every use of the rule gives
     * @param single whether that is one text, beside which a value may stand, or a list of texts
     */
    EntityRule(String text, String parameter, boolean single, String searchKey) {
        this.text = text;
        this.parameter = parameter;
        this.single = single;
        this.searchKey = searchKey;
    }

    /** @throws ServiceException of kind INPUT when the parameters are not those of the rule */
    abstract boolean holds(Entity entity, JsonNode params);

    /**
     * The entities for which the rule holds, in a list.
     *
     * @throws ServiceException of kind INPUT when the parameters are not those of the rule
     */
    EntityFilter filter(JsonNode params) {
        return single ? hasValue(searchKey + key(params), value(params)) : oneOf(searchKey, list(params));
    }

    private static EntityFilter hasValue(String key, @Nullable String value) {
        var lowerKey = key.toLowerCase(Locale.ROOT);
        return value == null
                ? new EntityFilter.Exists(lowerKey)
                : new EntityFilter.HasValue(lowerKey, Set.of(value.toLowerCase(Locale.ROOT)));
    }

    private static EntityFilter oneOf(String key, List<String> values) {
        return new EntityFilter.HasValue(
                key,
                values.stream().map(value -> value.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    static EntityRule named(String name) {
        for (var rule : values()) {
            if (rule.name().equals(name)) {
                return rule;
            }
        }
        throw ServiceException.of(
                ErrorKind.INTERNAL,
                "Permission rule '" + name + "' does not exist for resource type '" + EntityRules.NAME + "'");
    }

    RuleDescription description() {
        var schema = Json.object().put("type", "object");
        var properties = schema.putObject("properties");
        if (single) {
            properties.putObject(parameter).put("type", "string").put("description", "What it is called");
            properties.putObject("value").put("type", "string").put("description", "What its value must be");
        } else {
            var list = properties.putObject(parameter).put("type", "array");
            list.putObject("items").put("type", "string");
            list.put("description", "Of which one is enough");
        }
        schema.putArray("required").add(parameter);
        schema.put("additionalProperties", false).put("$schema", "http://json-schema.org/draft-07/schema#");
        return new RuleDescription(name(), text, schema);
    }

    String key(JsonNode params) {
        return text(params.path(parameter), parameter);
    }

    static @Nullable String value(JsonNode params) {
        return params.has("value") ? text(params.path("value"), "value") : null;
    }

    List<String> list(JsonNode params) {
        var list = params.path(parameter);
        if (!list.isArray()) {
            throw bad(parameter, "an array of strings", list);
        }
        return list.valueStream().map(each -> text(each, parameter)).toList();
    }

    private static String text(JsonNode value, String parameter) {
        if (!value.isString()) {
            throw bad(parameter, "a string", value);
        }
        return value.asString();
    }

    private static ServiceException bad(String parameter, String expected, JsonNode found) {
        return ServiceException.input("Parameters to rule are invalid; caused by " + parameter + ": expected "
                + expected + ", found " + found.getNodeType());
    }

    /** Case does not matter. */
    private static boolean hasEntry(JsonNode entries, String key, @Nullable String value) {
        return entries.properties().stream()
                .anyMatch(entry -> entry.getKey().equalsIgnoreCase(key)
                        && (value == null
                                || value.equalsIgnoreCase(entry.getValue().asString())));
    }

    private static boolean hasField(Entity entity, String key, @Nullable String value) {
        var lowerKey = key.toLowerCase(Locale.ROOT);
        var lowerValue = value == null ? null : value.toLowerCase(Locale.ROOT);
        return SearchFields.of(entity).stream()
                .anyMatch(field ->
                        field.key().equals(lowerKey) && (lowerValue == null || lowerValue.equals(field.value())));
    }
}
