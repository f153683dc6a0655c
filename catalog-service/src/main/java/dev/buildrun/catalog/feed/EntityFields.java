package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.SearchField;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.catalog.query.EntityFilter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one entity can be found by, and whether a filter means it. For an entity that is in the catalog this is what the index answers,
 * but for keys that begin with {@code relations.}: only the relations count that the entity states of itself.
 */
final class EntityFields {
    private final Map<String, Set<String>> valuesByKey = new HashMap<>();

    EntityFields(Entity served) {
        this(SearchFields.of(served));
    }

    EntityFields(Iterable<SearchField> fields) {
        for (var field : fields) {
            var values = valuesByKey.computeIfAbsent(field.key(), _ -> new HashSet<>(2));
            if (field.value() != null) {
                values.add(field.value());
            }
        }
    }

    boolean match(EntityFilter filter) {
        return switch (filter) {
            case EntityFilter.AllOf(var filters) -> filters.stream().allMatch(this::match);
            case EntityFilter.AnyOf(var filters) -> filters.stream().anyMatch(this::match);
            case EntityFilter.Not(var negated) -> !match(negated);
            case EntityFilter.Exists(var key) -> valuesByKey.containsKey(key);
            case EntityFilter.HasValue(var key, var values) ->
                values(key).stream().anyMatch(values::contains);
            case EntityFilter.HasPrefix(var key, var prefix) ->
                values(key).stream().anyMatch(value -> value.startsWith(prefix));
        };
    }

    private Set<String> values(String key) {
        return valuesByKey.getOrDefault(key, Set.of());
    }
}
