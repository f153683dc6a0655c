package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.Snapshot;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** Which entities are meant. Keys, values and prefixes are in lower case. */
public sealed interface EntityFilter {
    /** Those that all of the filters mean; everything where there is none. */
    record AllOf(List<EntityFilter> filters) implements EntityFilter {
        public AllOf {
            filters = List.copyOf(filters);
        }
    }

    /** Those that at least one of the filters means; nothing where there is none. */
    record AnyOf(List<EntityFilter> filters) implements EntityFilter {
        public AnyOf {
            filters = List.copyOf(filters);
        }
    }

    /** Those that the filter does not mean. */
    record Not(EntityFilter filter) implements EntityFilter {}

    /** Those that have the key, with whatever value, null included. */
    record Exists(String key) implements EntityFilter {}

    /** Those that have one of the values under the key. */
    record HasValue(String key, Set<String> values) implements EntityFilter {
        public HasValue {
            values = Set.copyOf(values);
        }
    }

    /** Those that have a value under the key that begins with the prefix. */
    record HasPrefix(String key, String prefix) implements EntityFilter {}

    /** The filter that leaves nothing out. */
    static EntityFilter everything() {
        return new AllOf(List.of());
    }

    /** The entities that are meant, as a set that must not be changed. */
    default RoaringBitmap in(Snapshot snapshot) {
        var found = among(snapshot);
        return snapshot.isWhole() ? found : RoaringBitmap.and(snapshot.all(), found);
    }

    /** The same; where not the whole catalog is to be seen, perhaps with others. */
    private RoaringBitmap among(Snapshot snapshot) {
        return switch (this) {
            case AllOf(var filters) ->
                filters.stream()
                        .map(filter -> filter.among(snapshot))
                        .reduce((left, right) -> RoaringBitmap.and(left, right))
                        .orElseGet(snapshot::all);
            case AnyOf(var filters) -> {
                var found = new RoaringBitmap();
                filters.forEach(filter -> found.or(filter.among(snapshot)));
                yield found;
            }
            case Not(var filter) -> RoaringBitmap.andNot(snapshot.all(), filter.among(snapshot));
            case Exists(var key) -> snapshot.field(key).present();
            case HasValue(var key, var values)
            when values.size() == 1 ->
                snapshot.field(key).matches(values.iterator().next());
            case HasValue(var key, var values) -> {
                var found = new RoaringBitmap();
                values.forEach(value -> found.or(snapshot.field(key).matches(value)));
                yield found;
            }
            case HasPrefix(var key, var prefix) -> {
                var found = new RoaringBitmap();
                snapshot.field(key).addPrefixMatches(prefix, found);
                yield found;
            }
        };
    }

    /** What {@link #in} costs, in steps as in {@link Cost}. */
    default double cost(Snapshot snapshot) {
        return switch (this) {
            case AllOf(var filters) -> costOf(filters, snapshot);
            case AnyOf(var filters) -> costOf(filters, snapshot);
            case Not(var filter) -> Cost.ofSet(snapshot.size()) + filter.cost(snapshot);
            case Exists _ -> 2 * Cost.ofSet(snapshot.size());
            case HasValue(var key, var values) -> {
                var most = values.stream()
                        .mapToInt(value -> snapshot.field(key).sizeOf(value))
                        .max();
                yield values.size() * Cost.ofSet(most.orElse(0));
            }
            // How many begin so is not known.
            case HasPrefix(var key, var _) -> snapshot.field(key).valueCount();
        };
    }

    private static double costOf(List<EntityFilter> filters, Snapshot snapshot) {
        return filters.stream()
                .mapToDouble(filter -> filter.cost(snapshot) + Cost.ofSet(snapshot.size()))
                .sum();
    }

    /** How many entities are meant, at most, as far as the index has counted them. */
    default int sizeEstimate(Snapshot snapshot) {
        return switch (this) {
            case AllOf(var filters) ->
                filters.stream()
                        .mapToInt(filter -> filter.sizeEstimate(snapshot))
                        .min()
                        .orElse(snapshot.size());
            case HasValue(var key, var values) ->
                values.stream()
                        .mapToInt(value -> snapshot.field(key).sizeOf(value))
                        .sum();
            case AnyOf _, Not _, Exists _, HasPrefix _ -> snapshot.size();
        };
    }

    /** Those that both mean. */
    default EntityFilter and(EntityFilter other) {
        return new AllOf(List.of(this, other));
    }
}
