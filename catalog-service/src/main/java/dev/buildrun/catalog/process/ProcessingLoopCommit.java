package dev.buildrun.catalog.process;

import dev.buildrun.catalog.intake.Claim;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.log.ChangeSet;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.log.ProcessedEntity;
import dev.buildrun.database.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stores the outcomes of a batch in one transaction: the entities that they lead to, bodies, edges, errors, refresh keys and
 * the rows of the change log. Outcomes whose claim no longer holds are dropped, and those that repeat the last one write
 * nothing but when the entity is due again.
 */
record ProcessingLoopCommit(
        ClaimStore claims, IntakeStore intake, ChangeStore log, Lane lane, ProcessingLoopConfig config) {
    private static final Cause CAUSE = Cause.of("processing");

    void store(Tx tx, List<ProcessingLoopResult> batch) {
        var held = claims.lock(
                tx, refs(batch), batch.stream().map(ProcessingLoopResult::claim).toList());
        var valid = batch.stream()
                .filter(result -> held.contains(result.claim().token()))
                .toList();
        if (valid.isEmpty()) {
            return;
        }
        var changes = new ChangeSet();
        emit(tx, valid, changes);
        finish(tx, valid, changes);
        log.append(tx, changes, CAUSE);
    }

    /**
     * Stores some of the entities that a parent leads to, and its body, before its outcome as a whole; nothing where the claim does not hold any
     * more.
     */
    void storeSome(Tx tx, ProcessingLoopResult parent, List<DesiredEntity> children) {
        var claim = parent.claim();
        var body = parent.body();
        var refs = children.stream().map(DesiredEntity::ref).collect(Collectors.toSet());
        refs.add(claim.ref());
        if (body == null || claims.lock(tx, refs, List.of(claim)).isEmpty()) {
            return;
        }
        var changes = new ChangeSet();
        claims.begin(tx, claim, config.lease());
        log.put(tx, List.of(body), changes);
        intake.emitSome(tx, claim.ref(), children, lane, changes);
        log.append(tx, changes, CAUSE);
    }

    private static Set<String> refs(List<ProcessingLoopResult> batch) {
        var refs = new HashSet<String>();
        for (var result : batch) {
            refs.add(result.claim().ref());
            result.children().forEach(child -> refs.add(child.ref()));
        }
        return refs;
    }

    private void emit(Tx tx, List<ProcessingLoopResult> valid, ChangeSet changes) {
        var children = new LinkedHashMap<String, List<DesiredEntity>>();
        for (var result : valid) {
            if (result.body() != null) {
                children.put(result.claim().ref(), result.children());
            }
        }
        if (!children.isEmpty()) {
            intake.emit(tx, children, lane, changes);
        }
    }

    /**
     * What a parent in the same batch has just changed keeps nothing of its outcome, and is due again. Since it has led to others already,
     * its next outcome counts as new, even where that is the one that it had before.
     */
    private void finish(Tx tx, List<ProcessingLoopResult> valid, ChangeSet changes) {
        var outcomes = valid.stream().map(ProcessingLoopResult::finished).toList();
        var settled = claims.finish(tx, outcomes, config.interval(), config.version());
        changes.changed(settled.withOtherErrors());
        var finished = settled.tokens();
        var dropped = valid.stream()
                .map(ProcessingLoopResult::claim)
                .filter(claim -> !finished.contains(claim.token()))
                .map(Claim::ref)
                .toList();
        if (!dropped.isEmpty()) {
            intake.makeDueAnew(tx, dropped, lane);
        }
        var bodies = new ArrayList<ProcessedEntity>();
        for (var result : valid) {
            var body = result.body();
            if (body != null && finished.contains(result.claim().token())) {
                bodies.add(body);
            }
        }
        log.put(tx, bodies, changes);
    }

    List<Claim> claim(Tx tx, int limit) {
        return claims.claim(tx, lane, limit, config.lease());
    }

    void extend(Tx tx, List<Claim> claimed) {
        claims.extend(tx, claimed, config.lease());
    }
}
