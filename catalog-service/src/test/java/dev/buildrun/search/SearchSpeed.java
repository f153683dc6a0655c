package dev.buildrun.search;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.techdocs.PublishedDocs;
import dev.buildrun.testing.GeneratedCatalog;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How long questions take; a program to be run by hand, with the number of entities as its argument. */
final class SearchSpeed {
    private static final int ROUNDS = 300;
    private static final List<String> TERMS = List.of(
            "payment-service",
            "payment",
            "p",
            "service",
            "kafka",
            "paymnet",
            "production java",
            "team-payment-0",
            "notifcation gatewy",
            "xylophone",
            "");

    private SearchSpeed() {}

    static void main(String[] arguments) {
        var size = arguments.length == 0 ? 20_000 : Integer.parseInt(arguments[0]);
        var generated = new GeneratedCatalog(7, size);
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var i = 0; i < size; i++) {
            edit.put(generated.entity(i));
        }
        var snapshots = new Snapshot[] {edit.finish(1)};
        var search = new Search(() -> snapshots[0], new PublishedDocs(null, false));
        System.out.printf("%,d entities%n", size);
        System.out.printf("%-20s %8.1f ms%n", "first refresh", millis(search::refresh));
        var change = SnapshotEdit.of(snapshots[0]);
        change.put(generated.entity(size / 2, 1));
        snapshots[0] = change.finish(2);
        System.out.printf("%-20s %8.3f ms%n", "one change", millis(search::refresh));
        for (var term : TERMS) {
            var query = new SearchQuery(term, SearchQuery.TYPES, Map.of(), 0, 25);
            var times = new double[ROUNDS];
            for (var i = -ROUNDS; i < ROUNDS; i++) {
                var took = millis(() -> search.find(query, UnaryOperator.identity()));
                if (i >= 0) {
                    times[i] = took;
                }
            }
            Arrays.sort(times);
            System.out.printf(
                    "%-20s %8.3f ms p50 %8.3f ms p99 %,8d found%n",
                    '"' + term + '"',
                    times[ROUNDS / 2],
                    times[ROUNDS * 99 / 100],
                    search.find(query, UnaryOperator.identity()).total());
        }
    }

    private static double millis(Runnable work) {
        var started = System.nanoTime();
        work.run();
        return (System.nanoTime() - started) / 1e6;
    }
}
