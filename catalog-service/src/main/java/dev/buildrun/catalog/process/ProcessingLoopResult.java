package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.intake.Claim;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Finished;
import dev.buildrun.catalog.log.ProcessedEntity;
import java.util.List;

/**
 * A claim, and what processing made of it.
 *
 * @param hash of the outcome; kept, since it is asked for several times while rows are locked, and costs
 */
record ProcessingLoopResult(Claim claim, ProcessingOutcome outcome, String hash) {
    static ProcessingLoopResult of(Claim claim, ProcessingOutcome outcome) {
        return new ProcessingLoopResult(claim, outcome, outcome.hash());
    }

    static ProcessingLoopResult failed(Claim claim, String message) {
        var cache = ProcessorCache.parse(claim.cache()).afterFailure();
        var error = new EntityError("Error", message);
        return of(claim, new ProcessingOutcome.Failed(List.of(error), List.of(), cache));
    }

    /** Whether the outcome is not just the last one over again. */
    boolean isNew() {
        return !hash.equals(claim.resultHash());
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

    static ProcessedEntity body(Claim claim, ProcessingOutcome.Completed completed) {
        return new ProcessedEntity(claim.uid(), claim.ref(), completed.entity(), completed.relations());
    }

    static List<DesiredEntity> children(ProcessingOutcome.Completed completed) {
        return completed.emitted().stream()
                .map(child -> DesiredEntity.of(child.entity(), child.locationKey()))
                .toList();
    }
}
