package dev.buildrun.scaffolder.expression;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a template may use beyond the language itself. A filter named like a built-in one replaces it.
 *
 * @param filters by name
 * @param functions global functions by name, for instance {@code always}
 * @param values global values by name
 */
public record TemplateExtensions(
        Map<String, TemplateFunction> filters, Map<String, TemplateFunction> functions, Map<String, JsonNode> values) {
    public TemplateExtensions {
        filters = Map.copyOf(filters);
        functions = Map.copyOf(functions);
        values = Map.copyOf(values);
    }

    public static TemplateExtensions none() {
        return new TemplateExtensions(Map.of(), Map.of(), Map.of());
    }

    public TemplateExtensions withFilter(String name, TemplateFunction filter) {
        return new TemplateExtensions(with(filters, name, filter), functions, values);
    }

    public TemplateExtensions withFunction(String name, TemplateFunction function) {
        return new TemplateExtensions(filters, with(functions, name, function), values);
    }

    public TemplateExtensions withValue(String name, JsonNode value) {
        return new TemplateExtensions(filters, functions, with(values, name, value));
    }

    private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
        var copy = new HashMap<>(map);
        copy.put(name, value);
        return copy;
    }
}
