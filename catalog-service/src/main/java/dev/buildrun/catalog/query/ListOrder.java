package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.Field;
import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/**
 * The order of {@code GET /entities} with a limit or an offset: by several fields, those who lack a field last, ties by uid; by reference
 * where no field is named. Who has several values in a field comes once for each.
 */
public final class ListOrder {
    /** Sets up to this size are sorted on the spot rather than by walking the values of a field. */
    private static final int SMALL_SET = 64;

    private final Snapshot snapshot;
    private final List<OrderField> order;
    private final long offset;
    private final long end;
    private final List<IndexedEntity> found = new ArrayList<>();
    private long seen;

    private ListOrder(Snapshot snapshot, List<OrderField> order, long offset, long limit) {
        this.snapshot = snapshot;
        this.order = order;
        this.offset = offset;
        this.end = offset + limit;
    }

    /** The rows from an offset on, at most {@code limit} of them. */
    public static List<IndexedEntity> rows(
            Snapshot snapshot, EntityFilter filter, List<OrderField> order, int offset, long limit) {
        var rows = new ListOrder(snapshot, order, offset, limit);
        var set = filter.in(snapshot);
        if (order.isEmpty()) {
            snapshot.visitByRef(entity -> !set.contains(entity.slot()) || rows.add(entity));
        } else {
            rows.visit(set, 0);
        }
        return rows.found;
    }

    /** What {@link #rows} costs, in steps as in {@link Cost}. */
    public static double cost(Snapshot snapshot, EntityFilter filter, List<OrderField> order, int offset, long limit) {
        var size = filter.sizeEstimate(snapshot);
        var rows = Math.min(size, offset + limit);
        var perRow = order.isEmpty() ? snapshot.size() / (double) Math.max(1, size) : 1;
        var walking = order.stream()
                .mapToDouble(field -> Walk.cost(snapshot, field.key(), size, rows))
                .sum();
        return filter.cost(snapshot) + rows * perRow + walking;
    }

    private boolean add(IndexedEntity entity) {
        if (seen >= offset && seen < end) {
            found.add(entity);
        }
        seen++;
        return seen < end;
    }

    private boolean visit(RoaringBitmap set, int depth) {
        if (set.isEmpty()) {
            return true;
        }
        if (depth == order.size()) {
            return new Walk(snapshot, false, Integer.MAX_VALUE, row -> add(row.entity())).byUid(set, null);
        }
        var field = snapshot.field(order.get(depth).key());
        var byValue = set.getLongCardinality() <= SMALL_SET ? sortedValues(set, depth) : null;
        if (byValue != null) {
            for (var group : byValue) {
                if (!visit(group, depth + 1)) {
                    return false;
                }
            }
        } else if (!visitValues(field, set, depth)) {
            return false;
        }
        return visit(without(field, set), depth + 1);
    }

    /** Of several fields, the original joins what each has; so who has a null beside values comes once more for the null. */
    private RoaringBitmap without(Field field, RoaringBitmap set) {
        var without = RoaringBitmap.andNot(set, field.valued().bitmap());
        if (order.size() > 1) {
            without.or(RoaringBitmap.and(set, field.nulls().bitmap()));
        }
        return without;
    }

    private boolean visitValues(Field field, RoaringBitmap set, int depth) {
        var goesOn = new boolean[] {true};
        Field.ValueVisitor each = value -> {
            goesOn[0] = visit(value.in(set), depth + 1);
            return goesOn[0];
        };
        if (order.get(depth).descending()) {
            field.descend(null, each);
        } else {
            field.ascend(null, each);
        }
        return goesOn[0];
    }

    private List<RoaringBitmap> sortedValues(RoaringBitmap set, int depth) {
        var groups = new HashMap<String, RoaringBitmap>();
        for (var slot : set) {
            for (var value : new HashSet<>(Walk.values(
                    snapshot, snapshot.entity(slot), order.get(depth).key()))) {
                groups.computeIfAbsent(value, _ -> new RoaringBitmap()).add(slot);
            }
        }
        var sign = order.get(depth).descending() ? -1 : 1;
        return groups.entrySet().stream()
                .sorted((left, right) -> sign * Walk.compareValues(left.getKey(), right.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
