package dev.buildrun.catalog.whole;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An entity as it is served, and everything that it can be found by. */
record PlainEntity(String uid, String ref, ObjectNode served, List<String> parents, List<Field> fields) {
    private static final int LONGEST = 200;
    private static final List<String> HIDDEN = List.of(
            "attachments",
            "relations",
            "status",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "metadata.etag");

    /** A key and a value in lower case, and the value as it was written; no value where it is null or too long. */
    record Field(
            String key, @Nullable String value, @Nullable String original) {}

    static PlainEntity of(ObjectNode served, String ref, List<String> parents) {
        var found = new ArrayList<Field>();
        visit(found, "", served);
        for (var name : List.of("name", "namespace", "uid")) {
            add(found, "metadata." + name, served.path("metadata").path(name).asString());
        }
        for (var relation : served.path("relations")) {
            add(
                    found,
                    "relations." + relation.path("type").asString(),
                    relation.path("targetRef").asString());
        }
        var distinct = new LinkedHashMap<String, Field>();
        for (var field : found) {
            if (field.key().length() <= LONGEST) {
                distinct.putIfAbsent(field.key() + "=" + field.value(), field);
            }
        }
        var uid = served.path("metadata").path("uid").asString();
        return new PlainEntity(uid, ref, served, parents, List.copyOf(distinct.values()));
    }

    /** An item of a list has a key of its own, in the spelling that comes first. */
    private static void visitItems(List<Field> found, String path, JsonNode list) {
        for (var item : list) {
            visit(found, path, item);
            var key = path + "." + item.asString("");
            if (item.isString() && !found.contains(new Field(lower(key), "true", "true"))) {
                add(found, key, "true");
            }
        }
    }

    private static void visit(List<Field> found, String path, JsonNode node) {
        if (HIDDEN.contains(path)) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> visit(
                            found, path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue()));
        } else if (node.isArray()) {
            visitItems(found, path, node);
        } else {
            add(found, path, text(node));
        }
    }

    private static void add(List<Field> found, String key, @Nullable String value) {
        var isLong = value != null && lower(value).length() > LONGEST;
        found.add(
                value == null || isLong
                        ? new Field(lower(key), null, null)
                        : new Field(lower(key), lower(value), value));
    }

    /** As JavaScript writes it, for the numbers that the generator makes. */
    static @Nullable String text(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (!node.isNumber()) {
            return node.asString();
        }
        var number = node.doubleValue();
        if (number != Math.rint(number)) {
            return Double.toString(number);
        }
        return Math.abs(number) < 1e21 ? new BigDecimal(number).toPlainString() : "1e+21";
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    boolean has(String key) {
        return fields.stream().anyMatch(field -> field.key().equals(key));
    }

    List<String> values(String key) {
        var values = new ArrayList<String>();
        for (var field : fields) {
            if (field.key().equals(key) && field.value() != null) {
                values.add(field.value());
            }
        }
        return values;
    }

    List<String> originals(String key) {
        return fields.stream()
                .filter(field -> field.key().equals(key) && field.value() != null)
                .map(field -> Objects.requireNonNull(field.original()))
                .toList();
    }

    /** With null for each row that has none, and null alone where there is no row: what a left join gives. */
    List<@Nullable String> joined(String key) {
        var values = new ArrayList<@Nullable String>();
        for (var field : fields) {
            if (field.key().equals(key)) {
                values.add(field.value());
            }
        }
        if (values.isEmpty()) {
            values.add(null);
        }
        return values;
    }

    /** Whether a predicate of Backstage's form means it. */
    boolean matches(JsonNode predicate) {
        if (predicate.has("$all")) {
            return predicate.path("$all").valueStream().allMatch(this::matches);
        }
        if (predicate.has("$any")) {
            return predicate.path("$any").valueStream().anyMatch(this::matches);
        }
        if (predicate.has("$not")) {
            return !matches(predicate.path("$not"));
        }
        return predicate.properties().stream().allMatch(field -> matches(lower(field.getKey()), field.getValue()));
    }

    private boolean matches(String key, JsonNode value) {
        if (!value.isObject()) {
            return values(key).contains(lower(String.valueOf(text(value))));
        }
        if (value.has("$exists")) {
            return has(key) == value.path("$exists").asBoolean();
        }
        if (value.has("$in")) {
            return value.path("$in").valueStream().anyMatch(each -> matches(key, each));
        }
        if (value.has("$hasPrefix")) {
            var prefix = lower(value.path("$hasPrefix").asString());
            return values(key).stream().anyMatch(each -> each.startsWith(prefix));
        }
        return contains(key, value.path("$contains"));
    }

    private boolean contains(String key, JsonNode contained) {
        if (!contained.isObject()) {
            return matches(key, contained);
        }
        var relation = "relations.";
        JsonNode target = contained.path("targetRef");
        for (var field : contained.properties()) {
            if (lower(field.getKey()).equals("type")) {
                relation += lower(field.getValue().asString());
            } else {
                target = field.getValue();
            }
        }
        return target.isMissingNode() ? has(relation) : matches(relation, target);
    }
}
