package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.intake.Claim;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Finished;
import dev.buildrun.catalog.log.ProcessedBody;
import dev.buildrun.catalog.log.ProcessedEntity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claim, and what processing made of it, with all that costs computed before rows are locked.
 *
 * @param hash of the outcome
 * @param body to be stored; null unless the entity is good and the outcome not just the last one over again
 * @param children that the entity leads to; empty where there is no body
 */
record ProcessingLoopResult(
        Claim claim,
        ProcessingOutcome outcome,
        String hash,
        @Nullable ProcessedEntity body,
        List<DesiredEntity> children) {
    private static final int MAX_CHILDREN_OF_GROUP = 500;

    static ProcessingLoopResult of(Claim claim, ProcessingOutcome outcome) {
        return switch (outcome) {
            case ProcessingOutcome.Completed completed -> completed(claim, completed);
            case ProcessingOutcome.Failed failed ->
                new ProcessingLoopResult(claim, failed, failed.hash(), null, List.of());
        };
    }

    private static ProcessingLoopResult completed(Claim claim, ProcessingOutcome.Completed outcome) {
        var content = ProcessedBody.of(outcome.entity(), outcome.relations());
        var hash = outcome.hash(content.bodyHash());
        if (hash.equals(claim.resultHash())) {
            return new ProcessingLoopResult(claim, outcome, hash, null, List.of());
        }
        var body = new ProcessedEntity(claim.uid(), claim.ref(), content);
        return new ProcessingLoopResult(claim, outcome, hash, body, children(outcome));
    }

    /** The same results in lists that are each stored in one transaction, which is to have no more than about so many children. */
    static List<List<ProcessingLoopResult>> inGroups(List<ProcessingLoopResult> results) {
        var groups = new ArrayList<List<ProcessingLoopResult>>();
        var children = MAX_CHILDREN_OF_GROUP;
        for (var result : results) {
            if (children >= MAX_CHILDREN_OF_GROUP) {
                groups.add(new ArrayList<>());
                children = 0;
            }
            groups.getLast().add(result);
            children += result.children().size();
        }
        return groups;
    }

    ProcessingLoopResult withChildren(List<DesiredEntity> children) {
        return new ProcessingLoopResult(claim, outcome, hash, body, children);
    }

    static ProcessingLoopResult failed(Claim claim, String message) {
        var cache = ProcessorCache.parse(claim.cache()).afterFailure();
        var error = new EntityError("Error", message);
        return of(claim, new ProcessingOutcome.Failed(List.of(error), List.of(), cache));
    }

    Finished finished() {
        return switch (outcome) {
            case ProcessingOutcome.Completed completed ->
                finished(List.of(), !completed.refreshKeys().isEmpty());
            case ProcessingOutcome.Failed failed -> finished(failed.errors(), true);
        };
    }

    private Finished finished(List<EntityError> errors, boolean lookAgain) {
        return new Finished(claim, hash, errors, outcome.cache().toJson(), outcome.refreshKeys(), lookAgain);
    }

    private static List<DesiredEntity> children(ProcessingOutcome.Completed completed) {
        return completed.emitted().stream().map(UnprocessedEntity::desired).toList();
    }
}
