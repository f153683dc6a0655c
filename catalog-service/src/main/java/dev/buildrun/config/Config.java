package dev.buildrun.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A part of the configuration and where it stands. Every complaint is an {@link IllegalArgumentException} whose message begins with the
 * path as the user wrote it, such as {@code catalog.rules[2].allow}.
 */
public final class Config {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Duration> LONG_UNITS = Map.of(
            "milliseconds", Duration.ofMillis(1),
            "seconds", Duration.ofSeconds(1),
            "minutes", Duration.ofMinutes(1),
            "hours", Duration.ofHours(1),
            "days", Duration.ofDays(1),
            "weeks", Duration.ofDays(7));

    private final JsonNode node;
    private final String path;

    private Config(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** The whole configuration. */
    public static Config of(JsonNode root) {
        return new Config(root, "");
    }

    /** A key below this one, dots go deeper; a part that is absent is an empty one. */
    public Config at(String key) {
        var at = node;
        for (var part : key.split("\\.", -1)) {
            at = at.path(part);
        }
        return new Config(at, path.isEmpty() ? key : path + "." + key);
    }

    /** The key below this one whose name is exactly this, dots included. */
    Config child(String name) {
        return new Config(node.path(name), path.isEmpty() ? name : path + "." + name);
    }

    public String path() {
        return path;
    }

    public boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    public Optional<String> optionalString(String key) {
        var value = at(key);
        if (!value.isPresent()) {
            return Optional.empty();
        }
        if (!value.node.isString() && !value.node.isNumber()) {
            throw value.unexpected("a string");
        }
        return Optional.of(value.node.asString());
    }

    public String string(String key) {
        return optionalString(key).orElseThrow(() -> at(key).unexpected("a string"));
    }

    public int integer(String key, int absent) {
        var value = at(key);
        if (!value.isPresent()) {
            return absent;
        }
        try {
            return value.node.isNumber()
                    ? Math.toIntExact(value.node.longValue())
                    : Integer.parseInt(value.node.asString().trim());
        } catch (NumberFormatException | ArithmeticException _) {
            throw value.unexpected("a whole number");
        }
    }

    public boolean bool(String key, boolean absent) {
        var value = at(key);
        if (!value.isPresent()) {
            return absent;
        }
        if (value.node.isBoolean()) {
            return value.node.booleanValue();
        }
        return switch (value.node.asString()) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw value.unexpected("true or false");
        };
    }

    /** A duration as {@code 5m}, as {@code PT5M}, or as {@code {minutes: 5}}. */
    public Duration duration(String key, Duration absent) {
        var value = at(key);
        if (!value.isPresent()) {
            return absent;
        }
        var parsed = value.node.isObject() ? value.longDuration() : shortDuration(value.node.asString());
        if (parsed == null) {
            throw value.unexpected("a duration such as 5m, PT5M or {minutes: 5}");
        }
        return parsed;
    }

    private @Nullable Duration longDuration() {
        var sum = Duration.ZERO;
        for (var property : node.properties()) {
            var unit = LONG_UNITS.get(property.getKey());
            if (unit == null || !property.getValue().isNumber()) {
                return null;
            }
            sum = sum.plus(unit.multipliedBy(property.getValue().longValue()));
        }
        return sum;
    }

    private static @Nullable Duration shortDuration(String text) {
        var matcher = SHORT_DURATION.matcher(text.trim());
        if (matcher.matches()) {
            var unit = UNITS.get(matcher.group(2));
            return unit == null ? null : unit.multipliedBy(Long.parseLong(matcher.group(1)));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    /** The items of a list, none where it is absent. */
    public List<Config> list(String key) {
        var value = at(key);
        if (!value.isPresent()) {
            return List.of();
        }
        if (!value.node.isArray()) {
            throw value.unexpected("a list");
        }
        var items = new ArrayList<Config>();
        for (var i = 0; i < value.node.size(); i++) {
            items.add(new Config(value.node.get(i), value.path + "[" + i + "]"));
        }
        return items;
    }

    /** A list of strings; a single string is a list of one, as Backstage reads it in many places. */
    public List<String> strings(String key) {
        var value = at(key);
        if (value.node.isString()) {
            return List.of(value.node.asString());
        }
        return list(key).stream().map(Config::asString).toList();
    }

    private String asString() {
        if (!node.isString()) {
            throw unexpected("a string");
        }
        return node.asString();
    }

    /** The names of the keys of a map, none where it is absent. */
    public Collection<String> keys() {
        if (isPresent() && !node.isObject()) {
            throw unexpected("a map");
        }
        return node.propertyNames();
    }

    /** A map of strings, empty where it is absent. */
    public Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        keys().forEach(key -> texts.put(key, string(key)));
        return texts;
    }

    /** The part as a tree, for what is passed on as it stands. */
    public JsonNode json() {
        return isPresent() ? node : MissingNode.getInstance();
    }

    private IllegalArgumentException unexpected(String expected) {
        var found = node.isMissingNode() ? "nothing" : node.toString();
        return new IllegalArgumentException(path + ": expected " + expected + ", found " + found);
    }
}
