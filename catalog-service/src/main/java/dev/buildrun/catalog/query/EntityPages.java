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
    private EntityPages() {}

    /** @throws dev.buildrun.error.ServiceException of kind INPUT for a predicate or cursor that is none */
    public static EntityPage find(Snapshot snapshot, EntityQuery query) {
        if (query.cursor() == null) {
            return firstPage(snapshot, query);
        }
        var cursor = Cursor.decode(query.cursor());
        return followingPage(snapshot, query.resolved(cursor), cursor);
    }

    private static EntityPage firstPage(Snapshot snapshot, EntityQuery query) {
        var set = matches(snapshot, query);
        var total = query.counts() ? set.getCardinality() : 0;
        var rows = rows(snapshot, query, set, false, null, (long) query.offset() + query.limit() + 1);
        var page = rows.subList(Math.min(rows.size(), query.offset()), (int)
                Math.min(rows.size(), (long) query.offset() + query.limit()));
        var more = query.limit() > 0 && rows.size() > (long) query.offset() + query.limit();
        if (!more) {
            return new EntityPage(entities(page), total, null, null);
        }
        var first = place(query, page.getFirst());
        return new EntityPage(entities(page), total, cursor(query, false, page.getLast(), first, total), null);
    }

    private static EntityPage followingPage(Snapshot snapshot, EntityQuery query, Cursor cursor) {
        var set = matches(snapshot, query);
        var total = cursor.totalItems() == null ? set.getCardinality() : cursor.totalItems();
        if (query.limit() == 0) {
            return new EntityPage(List.of(), total, null, null);
        }
        var rows = rows(snapshot, query, set, cursor.backward(), cursor.walkPlace(), query.limit() + 1L);
        var more = cursor.backward() || rows.size() > query.limit();
        var page = new ArrayList<>(rows.subList(0, Math.min(rows.size(), query.limit())));
        if (page.isEmpty()) {
            return new EntityPage(List.of(), total, null, null);
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
    private static RoaringBitmap matches(Snapshot snapshot, EntityQuery query) {
        var set = query.filter().in(snapshot);
        if (query.order() != null) {
            set = snapshot.field(query.order().key()).valued().in(set);
        }
        return query.fullText() == null
                ? set
                : RoaringBitmap.and(set, query.fullText().in(snapshot, query.order()));
    }

    private static List<Walk.Row> rows(
            Snapshot snapshot,
            EntityQuery query,
            RoaringBitmap set,
            boolean backward,
            Walk.@Nullable Place after,
            long wanted) {
        var rows = new ArrayList<Walk.Row>();
        if (query.limit() > 0) {
            walk(snapshot, query, set, backward, after, wanted, row -> {
                rows.add(row);
                return rows.size() < wanted;
            });
        }
        return rows;
    }

    private static boolean walk(
            Snapshot snapshot,
            EntityQuery query,
            RoaringBitmap set,
            boolean backward,
            Walk.@Nullable Place after,
            long wanted,
            Walk.RowVisitor visitor) {
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
        return walk(
                snapshot,
                query,
                matches(snapshot, query),
                false,
                null,
                Integer.MAX_VALUE,
                row -> visitor.test(row.entity()));
    }

    /** How many entities a question means, whatever its page. */
    public static int count(Snapshot snapshot, EntityQuery query) {
        return matches(snapshot, query).getCardinality();
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
