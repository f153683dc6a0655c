package dev.buildrun.catalog.process;

import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.database.Database;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * What comes before the commit of a batch: new entities that its Locations lead to are processed with it. Where one leads to very many, those are
 * stored in parts, each a transaction, and while one part is stored the next is processed. What is stored of a Location by then is right as far as
 * it goes, and the Location is due again if the rest never comes.
 */
record ProcessingLoopAhead(Database database, IntakeStore intake, ProcessingLoopCommit commit, Foresight foresight) {
    /** Entities stored in one transaction. */
    static final int PART = 1000;
    /** Entities processed by one thread, and how many threads do that. */
    private static final int SHARE = 100;

    private static final int SHARES_AT_ONCE = 10;

    /** The same results, with what becomes of the new entities that they lead to, unless that is stored already. */
    List<ProcessingLoopResult> prepare(List<ProcessingLoopResult> results) {
        var unknown = unknown(results);
        return unknown.isEmpty()
                ? results
                : results.stream().map(result -> prepare(result, unknown)).toList();
    }

    private Set<String> unknown(List<ProcessingLoopResult> results) {
        var refs = new HashSet<String>();
        results.forEach(result -> result.children().forEach(child -> refs.add(child.ref())));
        return refs.isEmpty() ? Set.of() : database.inTransaction(tx -> intake.unknown(tx, refs));
    }

    private ProcessingLoopResult prepare(ProcessingLoopResult result, Set<String> unknown) {
        var fresh = result.children().stream()
                .filter(child -> unknown.contains(child.ref()))
                .toList();
        if (fresh.size() <= PART) {
            return result.withChildren(foreseen(result.children(), unknown).toList());
        }
        foreseen(fresh, unknown)
                .gather(Gatherers.windowFixed(PART))
                .forEach(part -> database.transact(tx -> commit.storeSome(tx, result, part)));
        return result;
    }

    /** In their order; further ones are processed while the first are taken. */
    private Stream<DesiredEntity> foreseen(List<DesiredEntity> entities, Set<String> unknown) {
        return entities.stream()
                .gather(Gatherers.windowFixed(SHARE))
                .gather(Gatherers.mapConcurrent(
                        SHARES_AT_ONCE,
                        share -> share.stream()
                                .map(each -> unknown.contains(each.ref()) ? foresight.of(each) : each)
                                .toList()))
                .flatMap(List::stream);
    }
}
