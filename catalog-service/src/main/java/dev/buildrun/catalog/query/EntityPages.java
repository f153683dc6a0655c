package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Finds pages of entities in an order, forwards and backwards. Who has no value in the field that is sorted by is not listed. */
public final class EntityPages {
    private final Snapshot snapshot;
    private final EntityQuery query;
    private final @Nullable Cursor cursor;
    private final EntityFilter filter;

    private EntityPages(Snapshot snapshot, EntityQuery query, @Nullable Cursor cursor) {
        this.snapshot = snapshot;
        this.query = query;
        this.cursor = cursor;
        this.filter = query.filter();
    }

    /**
     * Understands a question, and answers it later.
     *
     * @throws dev.buildrun.error.ServiceException of kind INPUT for a predicate or cursor that is none
     */
    public static EntityPages of(Snapshot snapshot, EntityQuery query) {
        if (query.cursor() == null) {
            return new EntityPages(snapshot, query, null);
        }
        var cursor = Cursor.decode(query.cursor());
        return new EntityPages(snapshot, query.resolved(cursor), cursor);
    }

    /** The same, answered at once. */
    public static EntityPage find(Snapshot snapshot, EntityQuery query) {
        return of(snapshot, query).page();
    }

    /** The page that was asked for. */
    public EntityPage page() {
        return cursor == null ? firstPage() : followingPage(cursor);
    }

    /** Whether the page takes too long for an event loop, as far as one can tell without computing it. */
    public boolean takesLong() {
        if (query.limit() == 0 && cursor != null && cursor.totalItems() != null) {
            return false;
        }
        var text = query.fullText();
        var finding = filter.cost(snapshot) + (text == null ? 0 : text.cost(snapshot, query.order()));
        return finding > Cost.MOST_ON_EVENT_LOOP || finding + walkCost() > Cost.MOST_ON_EVENT_LOOP;
    }

    private double walkCost() {
        var order = query.order();
        var rows = query.limit() == 0 ? 0 : (long) query.limit() + query.offset();
        if (order == null || rows == 0) {
            return rows;
        }
        // What the text leaves of it is not known; a smaller set is walked further or sorted.
        return rows + Walk.cost(snapshot, order.key(), filter.sizeEstimate(snapshot), rows);
    }

    private EntityPage firstPage() {
        var set = matches();
        var total = query.counts() ? set.getCardinality() : 0;
        var rows = rows(set, false, null, query.limit() + 1L);
        var page = rows.subList(0, Math.min(rows.size(), query.limit()));
        var more = query.limit() > 0 && rows.size() > query.limit();
        if (!more) {
            return new EntityPage(entities(page), total, null, null);
        }
        var first = place(query, page.getFirst());
        return new EntityPage(entities(page), total, cursor(query, false, page.getLast(), first, total), null);
    }

    private EntityPage followingPage(Cursor cursor) {
        if (query.limit() == 0 && cursor.totalItems() != null) {
            return new EntityPage(List.of(), cursor.totalItems(), null, null);
        }
        var set = matches();
        var total = cursor.totalItems() == null ? set.getCardinality() : cursor.totalItems();
        if (query.limit() == 0) {
            return new EntityPage(List.of(), total, null, null);
        }
        var rows = rows(set, cursor.backward(), cursor.walkPlace(), query.limit() + 1L);
        var more = cursor.backward() || rows.size() > query.limit();
        var page = new ArrayList<>(rows.subList(0, Math.min(rows.size(), query.limit())));
        if (page.isEmpty()) {
            var next = cursor.backward() ? cursor.toTheBegin().encode() : null;
            return new EntityPage(List.of(), total, next, null);
        }
        if (cursor.backward()) {
            Collections.reverse(page);
        }
        var start = place(query, page.getFirst());
        var first = cursor.first() == null ? start : cursor.first();
        return new EntityPage(
                entities(page),
                total,
                more ? cursor(query, false, page.getLast(), first, total) : null,
                start.equals(first) ? null : cursor(query, true, page.getFirst(), first, total));
    }

    /** Every entity that would be listed on some page. */
    private RoaringBitmap matches() {
        var set = filter.in(snapshot);
        if (query.order() != null) {
            set = snapshot.field(query.order().key()).valued().in(set);
        }
        return query.fullText() == null
                ? set
                : RoaringBitmap.and(set, query.fullText().in(snapshot, query.order()));
    }

    private List<Walk.Row> rows(RoaringBitmap set, boolean backward, Walk.@Nullable Place after, long wanted) {
        var rows = new ArrayList<Walk.Row>();
        var skipped = new int[1];
        if (query.limit() > 0) {
            walk(set, backward, after, query.offset() + wanted, row -> {
                if (skipped[0] < query.offset()) {
                    skipped[0]++;
                    return true;
                }
                rows.add(row);
                return rows.size() < wanted;
            });
        }
        return rows;
    }

    private boolean walk(
            RoaringBitmap set, boolean backward, Walk.@Nullable Place after, long wanted, Walk.RowVisitor visitor) {
        var order = query.order();
        var text = query.fullText();
        var descending = (order != null && order.descending()) != backward;
        var walk = new Walk(snapshot, descending, (int) Math.min(wanted, Integer.MAX_VALUE), visitor);
        if (order == null) {
            return walk.byUid(set, after);
        }
        return walk.byField(
                set, order.key(), text != null && text.concernsOnly(order) ? text.lowerTerm() : null, after);
    }

    /** Visits all entities that a question means, in its order, without pages; false from the visitor ends it. */
    public static boolean forEach(Snapshot snapshot, EntityQuery query, Predicate<? super IndexedEntity> visitor) {
        var pages = of(snapshot, query);
        return pages.walk(pages.matches(), false, null, Integer.MAX_VALUE, row -> visitor.test(row.entity()));
    }

    /** How many entities a question means, whatever its page. */
    public static int count(Snapshot snapshot, EntityQuery query) {
        return of(snapshot, query).matches().getCardinality();
    }

    private static List<IndexedEntity> entities(List<Walk.Row> rows) {
        return rows.stream().map(Walk.Row::entity).toList();
    }

    private static String cursor(
            EntityQuery query, boolean backward, Walk.Row row, @Nullable List<@Nullable String> first, int total) {
        return new Cursor(query.order(), backward, query.predicate(), query.fullText(), place(query, row), first, total)
                .encode();
    }

    private static List<@Nullable String> place(EntityQuery query, Walk.Row row) {
        var place = new ArrayList<@Nullable String>(2);
        if (query.order() != null) {
            place.add(row.value());
        }
        place.add(row.entity().uid().toString());
        return place;
    }
}
