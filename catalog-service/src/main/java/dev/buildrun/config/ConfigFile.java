package dev.buildrun.config;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads configuration files as Backstage does: a later file goes over an earlier one, maps are merged and everything else is replaced;
 * {@code ${NAME}} and {@code ${NAME:-otherwise}} in a string are taken from the environment, and stay as they are after a second dollar
 * sign; a map of one key {@code $env}, {@code $file} or {@code $include} is replaced by what it names. A value whose variable is not set
 * is absent.
 */
public final class ConfigFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$?\\$\\{([^{}]*)}");
    private static final int MAX_INCLUDES = 10;

    private final Map<String, String> environment;

    public ConfigFile(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads the files and lays each over the ones before it.
     *
     * @throws IllegalArgumentException when a file can't be read or is wrong; the message begins with the file and, where there is one, the
     *     path inside it
     */
    public Config read(List<Path> files) {
        JsonNode merged = Json.object();
        for (var file : files) {
            merged = overlay(merged, readFile(file));
        }
        return Config.of(merged);
    }

    /** Lays one tree over another. */
    static JsonNode overlay(JsonNode below, JsonNode above) {
        if (!(below instanceof ObjectNode under) || !(above instanceof ObjectNode over)) {
            return above;
        }
        var merged = under.deepCopy();
        over.properties().forEach(property -> {
            var existing = merged.get(property.getKey());
            merged.set(
                    property.getKey(), existing == null ? property.getValue() : overlay(existing, property.getValue()));
        });
        return merged;
    }

    private JsonNode readFile(Path file) {
        var parsed = parse(file);
        if (!parsed.isObject()) {
            throw new IllegalArgumentException(file + ": expected a map of sections");
        }
        return resolve(parsed, file, "", 0).orElse(Json.object());
    }

    private static JsonNode parse(Path file) {
        try {
            return Yaml.read(text(file));
        } catch (ServiceException exception) {
            throw new IllegalArgumentException(file + ": " + exception.getMessage(), exception);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException exception) {
            throw new IllegalArgumentException(file + ": can't be read, is the path right?", exception);
        }
    }

    private Optional<JsonNode> resolve(JsonNode node, Path file, String path, int includes) {
        if (node.isString()) {
            return substitute(node.asString()).map(Json::text);
        }
        if (node instanceof ObjectNode object) {
            var directive = directive(object);
            return directive == null
                    ? Optional.of(resolveMap(object, file, path, includes))
                    : follow(directive, object.get(directive), file, path, includes);
        }
        return Optional.of(node instanceof ArrayNode array ? resolveList(array, file, path, includes) : node);
    }

    private ObjectNode resolveMap(ObjectNode object, Path file, String path, int includes) {
        var resolved = Json.object();
        for (var property : object.properties()) {
            var at = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            resolve(property.getValue(), file, at, includes).ifPresent(value -> resolved.set(property.getKey(), value));
        }
        return resolved;
    }

    private ArrayNode resolveList(ArrayNode array, Path file, String path, int includes) {
        var resolved = Json.array();
        for (var i = 0; i < array.size(); i++) {
            resolve(array.get(i), file, path + "[" + i + "]", includes).ifPresent(resolved::add);
        }
        return resolved;
    }

    private static @Nullable String directive(ObjectNode object) {
        if (object.size() != 1) {
            return null;
        }
        var key = object.propertyNames().iterator().next();
        return key.startsWith("$") ? key : null;
    }

    private Optional<JsonNode> follow(String directive, JsonNode argument, Path file, String path, int includes) {
        var where = file + ": " + path + "." + directive;
        if (!argument.isString()) {
            throw new IllegalArgumentException(where + ": expected a string, found " + argument);
        }
        var text = substitute(argument.asString()).orElse("");
        return switch (directive) {
            case "$env" -> Optional.ofNullable(environment.get(text)).map(Json::text);
            case "$file" -> Optional.of(Json.text(text(sibling(file, text)).strip()));
            case "$include" -> include(text, file, where, includes);
            default -> throw new IllegalArgumentException(where + ": expected $env, $file or $include");
        };
    }

    private Optional<JsonNode> include(String reference, Path file, String where, int includes) {
        if (includes == MAX_INCLUDES) {
            throw new IllegalArgumentException(where + ": more than " + MAX_INCLUDES + " files include one another");
        }
        var hash = reference.indexOf('#');
        var target = sibling(file, hash < 0 ? reference : reference.substring(0, hash));
        var node = parse(target);
        var pointer = hash < 0 ? "" : reference.substring(hash + 1);
        for (var part : pointer.isEmpty() ? new String[0] : pointer.split("\\.", -1)) {
            node = node.path(part);
        }
        if (node.isMissingNode()) {
            throw new IllegalArgumentException(where + ": " + target + " has no \"" + pointer + "\"");
        }
        return resolve(node, target, pointer, includes + 1);
    }

    private static Path sibling(Path file, String name) {
        return file.toAbsolutePath().resolveSibling(name);
    }

    /** Empty when a variable without an alternative is not set. */
    private Optional<String> substitute(String text) {
        var matcher = VARIABLE.matcher(text);
        var result = new StringBuilder();
        while (matcher.find()) {
            var replacement = matcher.group().startsWith("$$") ? matcher.group().substring(1) : value(matcher.group(1));
            if (replacement == null) {
                return Optional.empty();
            }
            matcher.appendReplacement(result, java.util.regex.Matcher.quoteReplacement(replacement));
        }
        matcher.appendTail(result);
        return Optional.of(result.toString());
    }

    private @Nullable String value(String variable) {
        var separator = variable.indexOf(":-");
        var name = (separator < 0 ? variable : variable.substring(0, separator)).trim();
        var value = environment.get(name);
        var isMissing = value == null || (separator >= 0 && value.isEmpty());
        return isMissing ? (separator < 0 ? null : variable.substring(separator + 2)) : value;
    }
}
