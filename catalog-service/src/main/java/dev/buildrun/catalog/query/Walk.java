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
import java.util.PriorityQueue;
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
    /** The same for names, which need not be computed. */
    private static final int STEPS_PER_NAME = 8;

    private static final String NAME = "metadata.name";
    private static final int MAX_NAME = 200;

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
        var sorting = size * stepsPerEntity(key);
        if (sorting < expectedSteps(field.valueCount(), size)) {
            return bySortedValues(set, key, term, after);
        }
        var search = new Search(set, term, after, Math.max(sorting, STEPS_PER_ENTITY));
        return search.walk(field) || (search.isTooLong() && bySortedValues(set, key, term, search.last));
    }

    private static int stepsPerEntity(String key) {
        return key.equals(NAME) ? STEPS_PER_NAME : STEPS_PER_ENTITY;
    }

    private double expectedSteps(int values, long size) {
        return expectedSteps(values, size, wanted);
    }

    /** How far an order has to be walked where the set is spread evenly over it. */
    private static double expectedSteps(int values, long size, long wanted) {
        return values * Math.min(1.0, wanted / (double) Math.max(1, size));
    }

    /** What finding so many rows of a set in the order of a field costs, in steps as in {@link Cost}. */
    static double cost(Snapshot snapshot, String key, long size, long wanted) {
        var values = snapshot.field(key).valueCount();
        return Math.min((double) size * stepsPerEntity(key), expectedSteps(values, size, wanted));
    }

    /**
     * Walks the values of a field. What is looked for may all be at the far end, so a walk that has taken as long as sorting would have taken
     * gives up, and says where it was.
     */
    private final class Search {
        private final RoaringBitmap set;
        private final byte @Nullable [] term;
        private final @Nullable Place after;
        private @Nullable Place last;
        private long stepsLeft;
        private boolean goesOn = true;

        Search(RoaringBitmap set, @Nullable String term, @Nullable Place after, long maxSteps) {
            this.set = set;
            this.term = term == null ? null : term.getBytes(StandardCharsets.UTF_8);
            this.after = after;
            this.last = after;
            this.stepsLeft = maxSteps;
        }

        boolean isTooLong() {
            return goesOn && stepsLeft <= 0;
        }

        /** False where the visitor ended it, or it has become too long. */
        boolean walk(Field field) {
            var from = after == null ? null : after.value();
            if (descending) {
                field.descend(from, this::visit);
            } else {
                field.ascend(from, this::visit);
            }
            return goesOn && stepsLeft > 0;
        }

        private boolean visit(Field.Value value) {
            var only = value.onlyOneIn(set);
            if (only == Field.Value.NOBODY || (term != null && !value.contains(term))) {
                return --stepsLeft > 0;
            }
            if (only >= 0 && !isAtPlace(value)) {
                return row(new Row(value.text(), snapshot.entity(only)));
            }
            var matches = value.in(set);
            if (matches.isEmpty()) {
                return --stepsLeft > 0;
            }
            var text = value.text();
            var walk = new Walk(snapshot, descending, wanted, this::row);
            walk.byUid(matches, text, after != null && text.equals(after.value()) ? after.uid() : null);
            return goesOn && stepsLeft > 0;
        }

        private boolean isAtPlace(Field.Value value) {
            return after != null && value.text().equals(after.value());
        }

        private boolean row(Row row) {
            last = new Place(row.value(), row.entity().uid());
            goesOn = visitor.visit(row);
            return goesOn;
        }
    }

    private boolean bySortedValues(RoaringBitmap set, String key, @Nullable String term, @Nullable Place after) {
        var order = rowOrder();
        var most = Math.max(1, Math.min(wanted, set.getCardinality()));
        var rows = new PriorityQueue<Row>(Math.min(most, 1_000), order.reversed());
        var all = true;
        for (var slot : set) {
            var entity = snapshot.entity(slot);
            for (var value : values(snapshot, entity, key)) {
                var row = new Row(value, entity);
                if ((term == null || value.contains(term)) && (after == null || compare(row, after) > 0)) {
                    if (rows.size() < most) {
                        rows.add(row);
                    } else {
                        all = false;
                        replaceLast(rows, row, order);
                    }
                }
            }
        }
        var sorted = new ArrayList<>(rows);
        sorted.sort(order);
        for (var row : sorted) {
            if (!visitor.visit(row)) {
                return false;
            }
        }
        return all || bySortedValues(set, key, term, placeOf(sorted.getLast()));
    }

    private static void replaceLast(PriorityQueue<Row> rows, Row row, Comparator<Row> order) {
        if (order.compare(row, rows.peek()) < 0) {
            rows.poll();
            rows.add(row);
        }
    }

    private static Place placeOf(Row row) {
        return new Place(row.value(), row.entity().uid());
    }

    private Comparator<Row> rowOrder() {
        return (left, right) -> compare(left, right.value(), right.entity().uid());
    }

    private int compare(Row row, Place place) {
        return compare(row, place.value(), place.uid());
    }

    private int compare(Row row, @Nullable String value, UUID uid) {
        var values = compareValues(text(row.value()), text(value));
        if (values != 0) {
            return descending ? -values : values;
        }
        return compareUids(row.entity().uid(), uid);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** By code point, as the index sorts. */
    static int compareValues(String left, String right) {
        var shared = Math.min(left.length(), right.length());
        for (var i = 0; i < shared; i++) {
            var difference = left.charAt(i) - right.charAt(i);
            if (difference != 0) {
                return left.charAt(i) < Character.MIN_SURROGATE && right.charAt(i) < Character.MIN_SURROGATE
                        ? difference
                        : compareEncoded(left, right);
            }
        }
        return left.length() - right.length();
    }

    private static int compareEncoded(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    /** The values that an entity has under a key, in lower case. */
    static List<String> values(Snapshot snapshot, IndexedEntity entity, String key) {
        var name = entity.name();
        if (key.equals(NAME) && name.length() <= MAX_NAME) {
            return List.of(name);
        }
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
