package dev.buildrun.catalog.whole;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is answered about some entities, worked out by going through all of them for each question. */
final class PlainIndex {
    static final Comparator<String> BY_CODE_POINT =
            Comparator.comparing((String text) -> text.codePoints().toArray(), Arrays::compare);
    private static final Comparator<@Nullable String> NULLS_LAST = Comparator.nullsLast(BY_CODE_POINT);

    private final List<PlainEntity> entities;

    /** A field to sort by. */
    record Order(String field, boolean descending) {
        String key() {
            return PlainEntity.lower(field);
        }
    }

    /** A text that must be in one of the fields; null fields are the one that is sorted by, or the uid. */
    record Text(String term, @Nullable List<String> fields) {}

    /** One line of a sorted list: an entity under one of its values; null where nothing is sorted by. */
    record Line(@Nullable String value, PlainEntity entity) {
        boolean isAfter(Place place, boolean descending) {
            var compared = value == null || place.value() == null ? 0 : BY_CODE_POINT.compare(value, place.value());
            var order = compared == 0 ? entity.uid().compareTo(place.uid()) : compared;
            return descending ? order < 0 : order > 0;
        }

        Place place() {
            return new Place(value, entity.uid());
        }
    }

    /** Where a line stands, or stood. */
    record Place(@Nullable String value, String uid) {}

    PlainIndex(List<PlainEntity> entities) {
        this.entities =
                entities.stream().sorted(Comparator.comparing(PlainEntity::uid)).toList();
    }

    List<PlainEntity> byUid() {
        return entities;
    }

    /** In an order that is the same in each run, as the uids are not. */
    List<PlainEntity> byRef() {
        return entities.stream().sorted(Comparator.comparing(PlainEntity::ref)).toList();
    }

    Optional<PlainEntity> byRef(String ref) {
        return entities.stream().filter(entity -> entity.ref().equals(ref)).findFirst();
    }

    List<PlainEntity> matching(JsonNode predicate) {
        return entities.stream().filter(entity -> entity.matches(predicate)).toList();
    }

    /** The list of {@code by-query}: who has no value is left out, who has several comes once for each. */
    List<Line> lines(JsonNode predicate, @Nullable Order order, @Nullable Text text) {
        var lines = new ArrayList<Line>();
        for (var entity : matching(predicate)) {
            if (order == null) {
                if (text == null || hasText(entity, text, null)) {
                    lines.add(new Line(null, entity));
                }
                continue;
            }
            for (var value : entity.values(order.key())) {
                if (text == null || hasText(entity, text, order, value)) {
                    lines.add(new Line(value, entity));
                }
            }
        }
        if (order != null) {
            var ascending = Comparator.comparing((Line line) -> String.valueOf(line.value()), BY_CODE_POINT)
                    .thenComparing(line -> line.entity().uid());
            lines.sort(order.descending() ? ascending.reversed() : ascending);
        }
        return lines;
    }

    /** Where the text is looked for in the sorted field alone, the very value that is sorted must have it. */
    private static boolean hasText(PlainEntity entity, Text text, Order order, String value) {
        return (text.fields() == null || text.fields().equals(List.of(order.key())))
                ? value.contains(PlainEntity.lower(text.term().strip()))
                : hasText(entity, text, order);
    }

    private static boolean hasText(PlainEntity entity, Text text, @Nullable Order order) {
        var term = PlainEntity.lower(text.term().strip());
        return keys(text, order).stream()
                .flatMap(key -> entity.values(key).stream())
                .anyMatch(value -> value.contains(term));
    }

    private static Set<String> keys(Text text, @Nullable Order order) {
        if (text.fields() == null) {
            return Set.of(order == null ? "metadata.uid" : order.key());
        }
        var keys = new HashSet<String>();
        text.fields().forEach(field -> keys.add(PlainEntity.lower(field)));
        return keys;
    }

    /** The list of {@code GET /entities} with a limit or an offset: who lacks a field comes last. */
    List<PlainEntity> listed(JsonNode predicate, List<Order> orders) {
        var found = matching(predicate);
        if (orders.isEmpty()) {
            return found.stream()
                    .sorted(Comparator.comparing(PlainEntity::ref, BY_CODE_POINT))
                    .toList();
        }
        if (orders.size() == 1) {
            var order = orders.getFirst();
            var lines = new ArrayList<>(lines(predicate, new Order(order.field(), false), null));
            var byValue = Comparator.comparing((Line line) -> String.valueOf(line.value()), BY_CODE_POINT);
            lines.sort((order.descending() ? byValue.reversed() : byValue)
                    .thenComparing(line -> line.entity().uid()));
            var listed = new ArrayList<>(lines.stream().map(Line::entity).toList());
            found.stream()
                    .filter(entity -> entity.values(order.key()).isEmpty())
                    .forEach(listed::add);
            return listed;
        }
        return joined(found, orders);
    }

    private record Joined(List<@Nullable String> values, PlainEntity entity) {}

    private static List<PlainEntity> joined(List<PlainEntity> found, List<Order> orders) {
        var rows = new ArrayList<Joined>();
        found.forEach(entity -> rows.add(new Joined(List.of(), entity)));
        for (var order : orders) {
            var wider = new ArrayList<Joined>();
            for (var row : rows) {
                for (var value : row.entity().joined(order.key())) {
                    var values = new ArrayList<>(row.values());
                    values.add(value);
                    wider.add(new Joined(Collections.unmodifiableList(values), row.entity()));
                }
            }
            rows.clear();
            rows.addAll(wider);
        }
        rows.sort((left, right) -> compare(left, right, orders));
        return rows.stream().map(Joined::entity).toList();
    }

    private static int compare(Joined left, Joined right, List<Order> orders) {
        for (var i = 0; i < orders.size(); i++) {
            var here = left.values().get(i);
            var there = right.values().get(i);
            var compared = NULLS_LAST.compare(here, there);
            if (compared != 0) {
                var turned = orders.get(i).descending() && here != null && there != null;
                return turned ? -compared : compared;
            }
        }
        return left.entity().uid().compareTo(right.entity().uid());
    }

    /** The values of a field as they are written, and how many entities have each. */
    Map<String, Integer> facet(JsonNode predicate, String facet) {
        var counts = new TreeMap<String, Integer>(BY_CODE_POINT);
        for (var entity : matching(predicate)) {
            entity.originals(PlainEntity.lower(facet)).forEach(value -> counts.merge(value, 1, Integer::sum));
        }
        return counts;
    }

    /** The refs of an entity and of all that led to it, each with its parents. */
    Map<String, Set<String>> ancestry(String ref) {
        var ancestry = new TreeMap<String, Set<String>>();
        var open = new ArrayDeque<>(List.of(ref));
        while (!open.isEmpty()) {
            var next = open.remove();
            if (!ancestry.containsKey(next)) {
                var parents = byRef(next).orElseThrow().parents();
                ancestry.put(next, Set.copyOf(parents));
                open.addAll(parents);
            }
        }
        return ancestry;
    }
}
