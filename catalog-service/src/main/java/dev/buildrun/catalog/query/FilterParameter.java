package dev.buildrun.catalog.query;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code filter} query parameter: {@code kind=component,spec.type=service}. Several parameters are alternatives, the statements of one
 * hold together, and values that are given for the same key in one are alternatives again.
 */
public final class FilterParameter {
    private FilterParameter() {}

    /**
     * The parameters as a predicate; empty where they state nothing, which means everything.
     *
     * @throws ServiceException of kind INPUT for a statement without a key, and for a key that looks like an operator
     */
    public static Optional<ObjectNode> toPredicate(List<String> parameters) {
        var sets = parameters.stream()
                .map(FilterParameter::parse)
                .flatMap(Optional::stream)
                .toList();
        return sets.isEmpty() ? Optional.empty() : Optional.of(join("$any", sets));
    }

    private static Optional<ObjectNode> parse(String parameter) {
        var valuesByKey = new LinkedHashMap<String, List<String>>();
        for (var part : parameter.split(",", -1)) {
            var statement = part.strip();
            if (!statement.isEmpty()) {
                parseStatement(statement, valuesByKey);
            }
        }
        var predicates = valuesByKey.entrySet().stream()
                .map(entry -> predicate(entry.getKey(), entry.getValue()))
                .toList();
        return predicates.isEmpty() ? Optional.empty() : Optional.of(join("$all", predicates));
    }

    private static void parseStatement(String statement, Map<String, List<String>> valuesByKey) {
        var equals = statement.indexOf('=');
        var key = (equals < 0 ? statement : statement.substring(0, equals)).strip();
        if (key.isEmpty()) {
            throw ServiceException.input("Invalid filter, '" + statement
                    + "' is not a valid statement (expected a string on the form a=b or a= or a)");
        }
        if (key.startsWith("$")) {
            throw ServiceException.input(
                    "Invalid filter, '" + statement + "' is not a valid statement (a key must not begin with $)");
        }
        var values = valuesByKey.computeIfAbsent(key, _ -> new ArrayList<>());
        if (equals >= 0) {
            values.add(statement.substring(equals + 1).strip());
        }
    }

    /** A key that is only named must exist; where it is given values too, those alone count. */
    private static ObjectNode predicate(String key, List<String> values) {
        var predicate = Json.object();
        if (values.isEmpty()) {
            predicate.putObject(key).put("$exists", true);
        } else if (values.size() == 1) {
            predicate.put(key, values.getFirst());
        } else {
            values.forEach(predicate.putObject(key).putArray("$in")::add);
        }
        return predicate;
    }

    private static ObjectNode join(String operator, List<ObjectNode> predicates) {
        if (predicates.size() == 1) {
            return predicates.getFirst();
        }
        var joined = Json.object();
        predicates.forEach(joined.putArray(operator)::add);
        return joined;
    }
}
