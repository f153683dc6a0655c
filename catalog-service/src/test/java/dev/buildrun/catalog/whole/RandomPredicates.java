package dev.buildrun.catalog.whole;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Conditions at random, most of them about what entities have. */
final class RandomPredicates {
    private static final List<String> KEYS = List.of(
            "kind",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "metadata.tags",
            "metadata.tags.java",
            "metadata.etag",
            "metadata.annotations.backstage.io/orphan",
            "spec.type",
            "spec.plain",
            "spec.list",
            "spec.deep",
            "spec.dependsOn",
            "relations",
            "relations.ownedBy",
            "relations.dependencyOf",
            "relations.hasPart",
            "status.items",
            "nope");
    private static final List<String> RELATIONS =
            List.of("ownedBy", "ownerOf", "dependsOn", "DEPENDENCYOF", "hasMember", "no");

    private final RandomEntities random;
    private final PlainIndex index;

    RandomPredicates(RandomEntities random, PlainIndex index) {
        this.random = random;
        this.index = index;
    }

    String key() {
        var key = random.oneIn(2)
                ? random.any(KEYS)
                : field().map(PlainEntity.Field::key).orElse("kind");
        var upper = key.toUpperCase(Locale.ROOT);
        return random.oneIn(3) && PlainEntity.lower(upper).equals(key) ? upper : key;
    }

    private Optional<PlainEntity.Field> field() {
        if (index.byRef().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(random.any(random.any(index.byRef()).fields()));
    }

    /** A value that may stand under the key. */
    String value(String key) {
        if (!index.byRef().isEmpty() && !random.oneIn(6)) {
            var values = new ArrayList<String>();
            index.byRef().forEach(entity -> values.addAll(entity.originals(PlainEntity.lower(key))));
            if (!values.isEmpty()) {
                var value = random.any(values);
                return random.oneIn(4) ? PlainEntity.lower(value) : value;
            }
        }
        return random.anyText();
    }

    /** A predicate, and the filter parameters that say the same. */
    record Filter(List<String> parameters, JsonNode predicate) {}

    Filter filter() {
        var parameters = new ArrayList<String>();
        var any = Json.array();
        for (var sets = random.any(List.of(0, 1, 1, 1, 2)); sets > 0; sets--) {
            var statements = new ArrayList<String>();
            var all = Json.object().putArray("$all");
            for (var keys = 1 + random.upTo(1); keys > 0; keys--) {
                statements(statements, all);
            }
            parameters.add(String.join(random.oneIn(3) ? " ,, " : ",", statements));
            any.addObject().set("$all", all);
        }
        if (random.oneIn(8)) {
            parameters.add(" ,");
        }
        return new Filter(
                parameters, any.isEmpty() ? Json.object() : Json.object().set("$any", any));
    }

    /** A key that is new in its set, and what it is to be. */
    private void statements(List<String> statements, ArrayNode all) {
        var key = key().replace(",", "").replace("=", "").strip();
        if (key.isEmpty()
                || key.startsWith("$")
                || statements.stream().anyMatch(other -> key.equals(other.split("=", 2)[0].strip()))) {
            return;
        }
        var values = Json.array();
        for (var i = random.any(List.of(0, 1, 1, 2)); i > 0; i--) {
            var value = value(key).replace(",", "").strip();
            statements.add(random.oneIn(4) ? " " + key + " = " + value : key + "=" + value);
            values.add(value);
        }
        if (values.isEmpty() || random.oneIn(8)) {
            statements.add(key);
        }
        var condition = values.isEmpty()
                ? Json.object().put("$exists", true)
                : Json.object().set("$in", values);
        all.addObject().set(key, condition);
    }

    ObjectNode predicate(int depth) {
        var predicate = Json.object();
        switch (depth == 0 ? 3 : random.upTo(6)) {
            case 0 -> list(predicate.putArray("$all"), depth);
            case 1 -> list(predicate.putArray("$any"), depth);
            case 2 -> predicate.set("$not", predicate(depth - 1));
            default -> {
                for (var i = random.any(List.of(0, 1, 1, 1, 2)); i > 0; i--) {
                    condition(predicate);
                }
            }
        }
        return predicate;
    }

    private void list(ArrayNode array, int depth) {
        for (var i = random.upTo(3); i > 0; i--) {
            array.add(predicate(depth - 1));
        }
    }

    private void condition(ObjectNode predicate) {
        var key = key();
        switch (random.upTo(7)) {
            case 0 -> predicate.putObject(key).put("$exists", random.oneIn(2));
            case 1 -> {
                var list = predicate.putObject(key).putArray("$in");
                for (var i = random.upTo(2); i > 0; i--) {
                    list.add(primitive(key));
                }
            }
            case 2 -> {
                var value = value(key);
                var end = value.isEmpty()
                        ? 0
                        : value.offsetByCodePoints(
                                0, random.upTo(Math.min(3, value.codePointCount(0, value.length()))));
                predicate.putObject(key).put("$hasPrefix", value.substring(0, end));
            }
            case 3 -> predicate.putObject(key).set("$contains", primitive(key));
            case 4 -> predicate.putObject("relations").set("$contains", relation());
            default -> predicate.set(key, primitive(key));
        }
    }

    private ObjectNode relation() {
        var relation = Json.object().put(random.oneIn(3) ? "Type" : "type", random.any(RELATIONS));
        if (random.oneIn(4)) {
            return relation;
        }
        var target = value("relations." + relation.path(0).asString("ownedBy"));
        if (random.oneIn(2)) {
            return relation.put("targetRef", target);
        }
        relation.putObject("targetref").putArray("$in").add(target).add(value("relations.ownedby"));
        return relation;
    }

    /** What is a number or a truth value as a text may be asked for as such as well. */
    private JsonNode primitive(String key) {
        var value = value(key);
        if (value.matches("true|false|-?(0|[1-9]\\d{0,10})(\\.\\d+)?|1e\\+21") && random.oneIn(2)) {
            return Json.read(value);
        }
        return Json.text(value);
    }
}
