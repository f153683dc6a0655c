package dev.buildrun.api;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * One rule of a schema that a value breaks, in the words of ajv, which Backstage checks entities with and whose texts its users
 * know.
 *
 * @param path where in the value, as a JSON Pointer; empty for the value itself
 * @param keyword the rule, for instance {@code required}
 * @param message what is expected, for instance {@code must be string}
 * @param parameters what the rule is about, in ajv's names, for instance {@code missingProperty} to {@code owner}
 */
public record SchemaFault(String path, String keyword, String message, Map<String, String> parameters) {
    public SchemaFault {
        parameters = Map.copyOf(parameters);
    }

    /** {@code /spec must have required property 'owner'}. */
    public String text() {
        return (path.isEmpty() ? "<root>" : path) + " " + message;
    }

    /** {@code /spec must have required property 'owner' - missingProperty: owner}. */
    public String textWithParameters() {
        return text() + " - "
                + parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + ": " + parameter.getValue())
                        .collect(Collectors.joining(", "));
    }
}
