package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.roaringbitmap.RoaringBitmap;

/** Counts which values a field has among the entities of a filter. Values that differ in case only are counted apart. */
public final class Facets {
    /** How many values of a field can be looked at in the time of computing the fields of one entity. */
    private static final int VALUES_PER_ENTITY = 500;

    private static final int STEPS_TO_WRITE = 5;
    private static final int CONTAINER = 8_192;

    private Facets() {}

    /** @param count how many entities have the value */
    public record Bucket(String value, int count) {}

    /** The values of a field, sorted by code point. */
    public static List<Bucket> of(Snapshot snapshot, RoaringBitmap set, String facet) {
        var key = facet.toLowerCase(Locale.ROOT);
        var few = set.getLongCardinality() * VALUES_PER_ENTITY
                < snapshot.field(key).valueCount();
        var buckets = few ? byEntity(snapshot, set, key) : byValue(snapshot, set, key);
        buckets.sort((left, right) -> Walk.compareValues(left.value(), right.value()));
        return buckets;
    }

    /** What {@link #of} costs, in steps as in {@link Cost}. */
    public static double cost(Snapshot snapshot, int setSize, String facet) {
        var values = snapshot.field(facet.toLowerCase(Locale.ROOT)).valueCount();
        var each = setSize == snapshot.size() ? 1 : 1 + (double) setSize / CONTAINER;
        // Writing a value out takes as long as several looks at one.
        return Math.min(values * (each + STEPS_TO_WRITE), (double) setSize * VALUES_PER_ENTITY);
    }

    private static List<Bucket> byValue(Snapshot snapshot, RoaringBitmap set, String key) {
        var buckets = new ArrayList<Bucket>();
        var all = set.getCardinality() == snapshot.size();
        snapshot.field(key).ascend(null, value -> {
            for (var i = 0; i < value.spellings(); i++) {
                var spelled = value.spelledBy(i);
                var count = all ? spelled.size() : spelled.sizeIn(set);
                if (count > 0) {
                    buckets.add(new Bucket(value.spelling(i), count));
                }
            }
            return true;
        });
        return buckets;
    }

    private static List<Bucket> byEntity(Snapshot snapshot, RoaringBitmap set, String key) {
        var counts = new HashMap<String, Integer>();
        for (var slot : set) {
            for (var field : snapshot.searchFields(snapshot.entity(slot))) {
                if (field.originalValue() != null && field.key().equals(key)) {
                    counts.merge(field.originalValue(), 1, Integer::sum);
                }
            }
        }
        var buckets = new ArrayList<Bucket>();
        counts.forEach((value, count) -> buckets.add(new Bucket(value, count)));
        return buckets;
    }
}
