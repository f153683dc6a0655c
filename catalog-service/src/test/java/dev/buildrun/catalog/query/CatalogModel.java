package dev.buildrun.catalog.query;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.FinalEntity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.SearchField;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.catalog.log.StoredEntity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What the catalog answers, worked out in the plainest way: every question goes through a list of entities from start to end. */
final class CatalogModel {
    private final List<Item> items = new ArrayList<>();

    record Item(String uid, String ref, Entity served, Collection<SearchField> fields) {
        List<String> values(String key) {
            return fields.stream()
                    .filter(field -> field.key().equals(key) && field.value() != null)
                    .map(SearchField::value)
                    .toList();
        }
    }

    record Row(String value, Item item) {}

    CatalogModel(Collection<StoredEntity> stored) {
        var relations =
                stored.stream().flatMap(entity -> entity.relations().stream()).toList();
        for (var entity : stored) {
            var own = relations.stream()
                    .filter(relation -> relation.sourceRef().equals(entity.ref()))
                    .toList();
            items.add(item(entity, own));
        }
        items.sort(Comparator.comparing(Item::uid));
    }

    private static Item item(StoredEntity entity, List<Relation> relations) {
        var uid = entity.uid().toString();
        var served = FinalEntity.assemble(entity.body(), relations, entity.errors(), uid, entity.orphan());
        return new Item(uid, entity.ref(), served, SearchFields.of(served));
    }

    List<Item> items() {
        return items;
    }

    List<Item> matching(JsonNode predicate) {
        return items.stream().filter(item -> matches(item, predicate)).toList();
    }

    private static boolean matches(Item item, JsonNode predicate) {
        if (predicate.has("$all")) {
            return predicate.path("$all").valueStream().allMatch(each -> matches(item, each));
        }
        if (predicate.has("$any")) {
            return predicate.path("$any").valueStream().anyMatch(each -> matches(item, each));
        }
        if (predicate.has("$not")) {
            return !matches(item, predicate.path("$not"));
        }
        return predicate.properties().stream()
                .allMatch(field -> matchesValue(item, field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
    }

    private static boolean matchesValue(Item item, String key, JsonNode value) {
        var values = item.values(key);
        if (value.has("$exists")) {
            var exists = item.fields().stream().anyMatch(field -> field.key().equals(key));
            return exists == value.path("$exists").asBoolean();
        }
        if (value.has("$in")) {
            return value.path("$in").valueStream().anyMatch(each -> matchesValue(item, key, each));
        }
        if (value.has("$hasPrefix")) {
            return values.stream().anyMatch(each -> each.startsWith(lower(value.path("$hasPrefix"))));
        }
        return values.contains(lower(value));
    }

    private static String lower(JsonNode text) {
        return text.asString().toLowerCase(Locale.ROOT);
    }

    /** The rows of a list in the order of a field; the text must be in the value, where one is given. */
    List<Row> ordered(JsonNode predicate, String key, boolean descending, String text) {
        var rows = new ArrayList<Row>();
        for (var item : matching(predicate)) {
            item.values(key).stream()
                    .filter(value -> value.contains(text))
                    .forEach(value -> rows.add(new Row(value, item)));
        }
        var order = Comparator.comparing((Row row) -> row.value().codePoints().toArray(), Arrays::compare)
                .thenComparing(row -> row.item().uid());
        rows.sort(descending ? order.reversed() : order);
        return rows;
    }

    Map<String, Integer> facet(JsonNode predicate, String key) {
        var counts = new TreeMap<String, Integer>();
        for (var item : matching(predicate)) {
            for (var field : item.fields()) {
                if (field.key().equals(key) && field.originalValue() != null) {
                    counts.merge(field.originalValue(), 1, Integer::sum);
                }
            }
        }
        return counts;
    }
}
