package dev.buildrun.platform.contract;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A part of the document and its path. What is wrong is noted down and read as if it were absent, so that one reading finds everything.
 */
final class TermReader {
    private static final int MOST_ITEMS = 500;
    private static final int MOST_SHOWN = 80;
    private static final String QUANTITY = "[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE])?";

    private final JsonNode node;
    private final String path;
    private final List<String> problems;

    TermReader(JsonNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
        if (isPresent() && !node.isObject()) {
            problems.add((path.isEmpty() ? "document" : path) + ": expected a map, found " + shown(node));
        }
    }

    void problem(String text) {
        problems.add(text);
    }

    private boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    private static boolean isPresent(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private void unexpected(String key, String expected, JsonNode found) {
        problems.add(pathOf(key) + ": expected " + expected + ", found " + shown(found));
    }

    private static String shown(JsonNode found) {
        if (!isPresent(found)) {
            return "nothing";
        }
        var text = found.toString();
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    /** Other keys than these are mistakes, but for those of one's own, which begin with {@code x-}. */
    TermReader only(List<String> keys) {
        if (node.isObject()) {
            node.propertyNames().stream()
                    .filter(key -> !keys.contains(key) && !key.startsWith("x-"))
                    .forEach(key -> problems.add(
                            pathOf(key) + ": not a term of the contract; expected one of " + String.join(", ", keys)));
        }
        return this;
    }

    TermReader at(String key) {
        return new TermReader(node.path(key), pathOf(key), problems);
    }

    String string(String key) {
        var value = optional(key);
        if (value == null && !isPresent(node.path(key))) {
            unexpected(key, "a string", node.path(key));
        }
        return value == null ? "" : value;
    }

    String string(String key, String absent) {
        var value = optional(key);
        return value == null ? absent : value;
    }

    @Nullable
    String optional(String key) {
        var value = node.path(key);
        if (!isPresent(value)) {
            return null;
        }
        if (!value.isString() || value.asString().isBlank()) {
            unexpected(key, value.isNumber() ? "a string (put it in quotes)" : "a string", value);
            return null;
        }
        return value.asString();
    }

    /** One that has a shape, a regular expression. */
    @Nullable
    String optional(String key, String shape) {
        var value = optional(key);
        if (value != null && !value.matches(shape)) {
            unexpected(key, "a string like " + shape, node.path(key));
            return null;
        }
        return value;
    }

    String name(String key, String shape) {
        var value = string(key);
        if (!value.isEmpty() && !value.matches(shape)) {
            unexpected(key, "a name like " + shape, node.path(key));
        }
        return value;
    }

    String path(String key, String absent) {
        var value = optional(key, "/.*");
        return value == null ? absent : value;
    }

    @Nullable
    LocalDate date(String key) {
        var value = optional(key);
        if (value == null) {
            return null;
        }
        try {
            return LocalDate.parse(value);
        } catch (DateTimeParseException _) {
            unexpected(key, "a day such as 2026-03-02", node.path(key));
            return null;
        }
    }

    int integer(String key, int absent, int least, int most) {
        var value = node.path(key);
        if (!isPresent(value)) {
            return absent;
        }
        if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
            unexpected(key, "a whole number from " + least + " to " + most, value);
            return absent;
        }
        return value.intValue();
    }

    boolean bool(String key, boolean absent) {
        var value = node.path(key);
        if (isPresent(value) && !value.isBoolean()) {
            unexpected(key, "true or false", value);
            return absent;
        }
        return isPresent(value) ? value.booleanValue() : absent;
    }

    String oneOf(String key, List<String> allowed, String absent) {
        var value = optional(key);
        if (value != null && !allowed.contains(value)) {
            unexpected(key, "one of " + String.join(", ", allowed), node.path(key));
            return absent;
        }
        return value == null ? absent : value;
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E absent) {
        var value = oneOf(key, texts(type), text(absent));
        return constant(type, value);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> List<String> texts(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(TermReader::text).toList();
    }

    <E extends Enum<E>> List<E> choices(String key, Class<E> type, List<E> absent) {
        return isPresent(node.path(key))
                ? someOf(key, texts(type)).stream()
                        .map(text -> constant(type, text))
                        .toList()
                : absent;
    }

    /** A list of strings that are all among the allowed ones; empty where it is absent. */
    List<String> someOf(String key, List<String> allowed) {
        var found = strings(key, List.of());
        var good = new ArrayList<String>();
        for (var i = 0; i < found.size(); i++) {
            if (allowed.contains(found.get(i))) {
                good.add(found.get(i));
            } else {
                problems.add(pathOf(key) + "[" + i + "]: expected one of " + String.join(", ", allowed) + ", found \""
                        + found.get(i) + "\"");
            }
        }
        return good;
    }

    List<String> strings(String key, List<String> absent) {
        if (!isPresent(node.path(key))) {
            return absent;
        }
        var texts = new ArrayList<String>();
        var items = items(key);
        for (var i = 0; i < items.size(); i++) {
            if (items.get(i).isString() && !items.get(i).asString().isBlank()) {
                texts.add(items.get(i).asString());
            } else {
                unexpected(key + "[" + i + "]", "a string", items.get(i));
            }
        }
        return texts;
    }

    List<TermReader> list(String key) {
        var readers = new ArrayList<TermReader>();
        var items = items(key);
        for (var i = 0; i < items.size(); i++) {
            readers.add(new TermReader(items.get(i), pathOf(key) + "[" + i + "]", problems));
        }
        return readers;
    }

    private List<JsonNode> items(String key) {
        var value = node.path(key);
        if (!isPresent(value)) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MOST_ITEMS) {
            unexpected(key, "a list of at most " + MOST_ITEMS, value);
            return List.of();
        }
        return List.copyOf(value.values());
    }

    <T> Map<String, T> map(String key, Function<TermReader, T> read) {
        var found = new LinkedHashMap<String, T>();
        var section = at(key);
        section.node.propertyNames().forEach(name -> found.put(name, read.apply(section.at(name))));
        return found;
    }

    /** A map of Kubernetes quantities, as text; whole numbers may stand without quotes. */
    Map<String, String> quantities(String key) {
        var found = new LinkedHashMap<String, String>();
        var section = at(key);
        section.node.properties().forEach(property -> {
            var text =
                    property.getValue().isContainer() ? "" : property.getValue().asString();
            if (text.matches(QUANTITY)) {
                found.put(property.getKey(), text);
            } else {
                section.unexpected(property.getKey(), "a quantity such as 500m or 2Gi", property.getValue());
            }
        });
        return found;
    }

    void distinct(String key, List<String> names) {
        var seen = new HashSet<String>();
        for (var i = 0; i < names.size(); i++) {
            if (!names.get(i).isEmpty() && !seen.add(names.get(i))) {
                problems.add(pathOf(key) + "[" + i + "]: expected a name that is not taken, found " + names.get(i)
                        + " again");
            }
        }
    }
}
