package dev.buildrun.catalog.query;

import dev.buildrun.catalog.entity.SearchField;
import dev.buildrun.catalog.index.Field;
import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Goes through a set of entities in an order, from a place on, and stops when enough was seen. There is no sorted copy of anything: a large
 * set is met by walking an order that the index has anyway, a small one is sorted on the spot, whichever takes fewer steps.
 */
final class Walk {
    /** How many steps in an order of the index take as long as computing the fields of one entity. */
    private static final int STEPS_PER_ENTITY = 500;

    private final Snapshot snapshot;
    private final boolean descending;
    private final int wanted;
    private final RowVisitor visitor;

    /** One entity under one of its values; null where nothing is sorted by. */
    record Row(@Nullable String value, IndexedEntity entity) {}

    /** The last row that is not to be visited any more. */
    record Place(@Nullable String value, UUID uid) {}

    /** What to do with a row; false ends the walk. */
    @FunctionalInterface
    interface RowVisitor {
        boolean visit(Row row);
    }

    /** @param wanted how many rows the visitor is likely to take */
    Walk(Snapshot snapshot, boolean descending, int wanted, RowVisitor visitor) {
        this.snapshot = snapshot;
        this.descending = descending;
        this.wanted = Math.max(1, wanted);
        this.visitor = visitor;
    }

    /** In the order of uids. */
    boolean byUid(RoaringBitmap set, @Nullable Place after) {
        return byUid(set, null, after == null ? null : after.uid());
    }

    private boolean byUid(RoaringBitmap set, @Nullable String value, @Nullable UUID after) {
        var size = set.getLongCardinality();
        if (size == 0) {
            return true;
        }
        var steps = (double) snapshot.size() * Math.min(1.0, wanted / (double) size);
        return size <= steps ? bySortedUids(set, value, after) : byAllUids(set, value, after);
    }

    private boolean bySortedUids(RoaringBitmap set, @Nullable String value, @Nullable UUID after) {
        var entities = new ArrayList<IndexedEntity>();
        for (var slot : set) {
            var entity = snapshot.entity(slot);
            if (after == null || compareUids(entity.uid(), after) > 0) {
                entities.add(entity);
            }
        }
        entities.sort((left, right) -> compareUids(left.uid(), right.uid()));
        for (var entity : entities) {
            if (!visitor.visit(new Row(value, entity))) {
                return false;
            }
        }
        return true;
    }

    private boolean byAllUids(RoaringBitmap set, @Nullable String value, @Nullable UUID after) {
        var goesOn = new boolean[] {true};
        Snapshot.EntityVisitor each = entity -> {
            goesOn[0] = !set.contains(entity.slot()) || visitor.visit(new Row(value, entity));
            return goesOn[0];
        };
        if (descending) {
            snapshot.descendByUid(after, each);
        } else {
            snapshot.ascendByUid(after, each);
        }
        return goesOn[0];
    }

    private int compareUids(UUID left, UUID right) {
        return descending ? Snapshot.compareUids(right, left) : Snapshot.compareUids(left, right);
    }

    /**
     * In the order of a field's values, then of uids, both in the same direction. Who has no value is left out; who has several comes once
     * for each.
     *
     * @param term what a value must have in it; null for all values
     */
    boolean byField(RoaringBitmap set, String key, @Nullable String term, @Nullable Place after) {
        var field = snapshot.field(key);
        var size = set.getLongCardinality();
        var steps = field.valueCount() * Math.min(1.0, wanted / (double) Math.max(1, size));
        return size * STEPS_PER_ENTITY < steps
                ? bySortedValues(set, key, term, after)
                : byAllValues(set, field, term, after);
    }

    private boolean byAllValues(RoaringBitmap set, Field field, @Nullable String term, @Nullable Place after) {
        var from = after == null ? null : after.value();
        var goesOn = new boolean[] {true};
        Field.ValueVisitor each = value -> {
            goesOn[0] = byValue(set, value, term, after);
            return goesOn[0];
        };
        if (descending) {
            field.descend(from, each);
        } else {
            field.ascend(from, each);
        }
        return goesOn[0];
    }

    private boolean byValue(RoaringBitmap set, Field.Value value, @Nullable String term, @Nullable Place after) {
        var only = value.onlyOneIn(set);
        if (only == Field.Value.NOBODY) {
            return true;
        }
        var matches = value.in(set);
        var text = matches.isEmpty() ? "" : value.text();
        if (matches.isEmpty() || (term != null && !text.contains(term))) {
            return true;
        }
        return byUid(matches, text, after != null && text.equals(after.value()) ? after.uid() : null);
    }

    private boolean bySortedValues(RoaringBitmap set, String key, @Nullable String term, @Nullable Place after) {
        var rows = new ArrayList<Row>();
        for (var slot : set) {
            var entity = snapshot.entity(slot);
            for (var value : values(snapshot, entity, key)) {
                if (term == null || value.contains(term)) {
                    rows.add(new Row(value, entity));
                }
            }
        }
        rows.sort(rowOrder());
        for (var row : rows) {
            var passed = after != null && compare(row, after) <= 0;
            if (!passed && !visitor.visit(row)) {
                return false;
            }
        }
        return true;
    }

    private Comparator<Row> rowOrder() {
        return (left, right) ->
                compare(left, new Place(right.value(), right.entity().uid()));
    }

    private int compare(Row row, Place place) {
        var values = compareValues(text(row.value()), text(place.value()));
        if (values != 0) {
            return descending ? -values : values;
        }
        return compareUids(row.entity().uid(), place.uid());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** By code point, as the index sorts. */
    static int compareValues(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    /** The values that an entity has under a key, in lower case. */
    static List<String> values(Snapshot snapshot, IndexedEntity entity, String key) {
        var values = new ArrayList<String>();
        for (SearchField field : snapshot.searchFields(entity)) {
            var value = field.value();
            if (value != null && field.key().equals(key)) {
                values.add(value);
            }
        }
        return values;
    }
}
