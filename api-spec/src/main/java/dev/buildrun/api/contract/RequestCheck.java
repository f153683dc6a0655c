package dev.buildrun.api.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether a request that was taken is one that may be sent. */
final class RequestCheck {
    private RequestCheck() {}

    static List<String> faults(Exchange exchange, Operation operation, DocumentSchemas schemas) {
        var faults = new ArrayList<String>();
        var parameters = operation.parameters();
        var path = operation.pathValues(exchange.path());
        var query = parse(exchange.query());
        for (var parameter : parameters) {
            var name = parameter.path("name").asString();
            var values = switch (parameter.path("in").asString()) {
                case "path" -> Stream.ofNullable(path.get(name)).toList();
                case "query" -> query.getOrDefault(name, List.of());
                default -> List.<String>of();
            };
            faults.addAll(faults(parameter, name, values, schemas));
        }
        var known = parameters.stream()
                .filter(parameter -> parameter.path("in").asString().equals("query"))
                .map(parameter -> parameter.path("name").asString())
                .collect(Collectors.toSet());
        // As in Backstage, some routes do not look at what they have no use for; whoever sends it is not told.
        var ignoresOthers =
                operation.node().path("x-ignores-unknown-parameters").asBoolean(false);
        query.keySet().stream()
                .filter(name -> !known.contains(name) && !ignoresOthers)
                .forEach(name -> faults.add("the query parameter " + name + " is not documented and was accepted"));
        faults.addAll(bodyFaults(exchange.requestBody(), operation, schemas));
        return faults;
    }

    private static List<String> faults(JsonNode parameter, String name, List<String> values, DocumentSchemas schemas) {
        if (values.isEmpty()) {
            return parameter.path("required").asBoolean(false)
                            && !parameter.path("in").asString().equals("header")
                    ? List.of("the parameter " + name + " is required and its absence was accepted")
                    : List.of();
        }
        return schemas.faults(parameter.path("schema"), value(parameter, values), "the parameter " + name);
    }

    /** The text of a parameter as its schema means it. */
    private static JsonNode value(JsonNode parameter, List<String> values) {
        var type = parameter.path("schema").path("type").asString("");
        if (type.equals("array")) {
            var array = Documents.MAPPER.createArrayNode();
            var isSplit = parameter.has("explode") && !parameter.path("explode").asBoolean();
            values.stream()
                    .flatMap(value -> isSplit ? Stream.of(value.split(",", -1)) : Stream.of(value))
                    .forEach(array::add);
            return array;
        }
        var text = values.getLast();
        if (type.equals("integer") && text.matches("-?\\d{1,18}")) {
            return Documents.MAPPER.getNodeFactory().numberNode(Long.parseLong(text));
        }
        if (type.equals("integer") && text.matches("0[xX][0-9a-fA-F]{1,15}")) {
            return Documents.MAPPER.getNodeFactory().numberNode(Long.decode(text));
        }
        return Documents.MAPPER.getNodeFactory().stringNode(text);
    }

    private static List<String> bodyFaults(@Nullable String body, Operation operation, DocumentSchemas schemas) {
        var documented = operation.resolved(operation.node().path("requestBody"));
        if (body == null) {
            return List.of();
        }
        if (body.isEmpty()) {
            return documented.path("required").asBoolean(false)
                    ? List.of("a body is required and its absence was accepted")
                    : List.of();
        }
        var json = documented.path("content").path("application/json");
        if (json.isMissingNode()) {
            return List.of();
        }
        return ExchangeCheck.bodyFaults(json.path("schema"), body, "the request's body", schemas);
    }

    private static Map<String, List<String>> parse(@Nullable String query) {
        var values = new LinkedHashMap<String, List<String>>();
        for (var pair : query == null ? List.<String>of() : List.of(query.split("&", -1))) {
            var equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                var name = Operation.decode((equals < 0 ? pair : pair.substring(0, equals)).replace('+', ' '));
                var value = equals < 0
                        ? ""
                        : Operation.decode(pair.substring(equals + 1).replace('+', ' '));
                // A list may have its places in brackets, as the parser of Express has it.
                values.computeIfAbsent(name.replaceAll("\\[\\d*]$", ""), _ -> new ArrayList<>())
                        .add(value);
            }
        }
        return values;
    }
}
