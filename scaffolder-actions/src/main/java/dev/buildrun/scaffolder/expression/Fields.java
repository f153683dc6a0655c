package dev.buildrun.scaffolder.expression;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record: named values, those named like an array index first and in ascending order, as in JavaScript. What comes from
 * JSON is converted when it is first looked into.
 */
final class Fields implements Value {
    private static final Set<String> RESERVED = Set.of("constructor", "prototype", "__proto__");

    private @Nullable ObjectNode source;
    private Map<String, Value> entries;

    Fields(Map<String, Value> entries) {
        this.entries = ordered(entries);
    }

    Fields(ObjectNode source) {
        this.source = source;
        this.entries = Map.of();
    }

    /** Names that a template may not even mention: the doors out of the language in engines that run JavaScript. */
    static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    Map<String, Value> entries() {
        var json = source;
        if (json != null) {
            source = null;
            var converted = new LinkedHashMap<String, Value>();
            json.properties().forEach(entry -> converted.put(entry.getKey(), JsonBridge.toValue(entry.getValue())));
            converted.keySet().removeAll(RESERVED);
            entries = ordered(converted);
        }
        return entries;
    }

    /** The values that have been looked into; none of those that are still as they came. */
    Collection<Value> converted() {
        return entries.values();
    }

    int size() {
        return entries().size();
    }

    boolean has(String name) {
        return entries().containsKey(name);
    }

    Value get(String name) {
        return entries().getOrDefault(name, UNDEFINED);
    }

    private static Map<String, Value> ordered(Map<String, Value> entries) {
        if (entries.size() > Items.MAX_ENTRIES) {
            throw new TemplateFailure(
                    "An array or record may hold " + Items.MAX_ENTRIES + " entries, found " + entries.size());
        }
        if (entries.keySet().stream().noneMatch(Fields::isIndex)) {
            return entries;
        }
        var result = new LinkedHashMap<String, Value>();
        entries.entrySet().stream()
                .filter(entry -> isIndex(entry.getKey()))
                .sorted(Comparator.comparingLong(entry -> Long.parseLong(entry.getKey())))
                .forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        entries.forEach(result::putIfAbsent);
        return result;
    }

    /** Whether a name is the usual spelling of a whole number that an array index can have. */
    private static boolean isIndex(String name) {
        return !name.isEmpty()
                && name.length() <= 10
                && name.chars().allMatch(character -> character >= '0' && character <= '9')
                && (name.equals("0") || name.charAt(0) != '0')
                && Long.parseLong(name) < 0xffff_ffffL;
    }
}
