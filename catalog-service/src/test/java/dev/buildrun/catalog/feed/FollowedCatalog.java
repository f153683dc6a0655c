package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.work.WakeUp;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** A catalog with a tail that takes its turns by hand. */
final class FollowedCatalog implements AutoCloseable {
    static final FeedQuery EVERYTHING = query();

    final CatalogHarness catalog = CatalogHarness.open();
    final FeedTail tail;

    FollowedCatalog(FeedTail.Room room) {
        tail = new FeedTail(catalog.database(), new WakeUp(), room);
    }

    static FeedQuery query(String... filters) {
        var filter = filters.length == 0 ? EntityFilter.everything() : FeedQuery.filter(List.of(filters));
        return new FeedQuery(filter, EnumSet.allOf(What.class), false);
    }

    void provide(EntityBuilder... entities) {
        catalog.provide("one", entities);
        catalog.settle();
    }

    /** Until nothing is new. */
    void turn() {
        while (tail.take() > 0) {
            // More pages.
        }
    }

    /** {@code created component:default/a}, for all that the cursor has before it. */
    List<String> told(FeedCursor cursor, FeedQuery query) throws InterruptedException {
        return told(cursor, query, Sight.ALL);
    }

    /** The same by a reader who may not see everything. */
    List<String> told(FeedCursor cursor, FeedQuery query, Sight sight) throws InterruptedException {
        var told = new ArrayList<String>();
        while (cursor.next(100) instanceof FeedCursor.Step.Entries(var entries) && !entries.isEmpty()) {
            for (var entry : entries) {
                query.what(entry, sight)
                        .ifPresent(what ->
                                told.add(what.shortName() + " " + entry.change().ref()));
            }
        }
        return told;
    }

    /** The same from a position on, by a reader of its own. */
    List<String> told(long after, FeedQuery query) throws InterruptedException {
        return told(after, query, Sight.ALL);
    }

    List<String> told(long after, FeedQuery query, Sight sight) throws InterruptedException {
        try (var cursor = tail.read(after)) {
            turn();
            return told(cursor, query, sight);
        }
    }

    @Override
    public void close() {
        tail.close();
        catalog.close();
    }
}
