package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.intake.Claim;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Finished;
import dev.buildrun.catalog.log.ProcessedEntity;
import java.util.List;

/** A claim, and what processing made of it. */
record ProcessingLoopResult(Claim claim, ProcessingOutcome outcome) {
    static ProcessingLoopResult failed(Claim claim, String message) {
        var cache = ProcessorCache.parse(claim.cache()).afterFailure();
        var error = new EntityError("Error", message);
        return new ProcessingLoopResult(claim, new ProcessingOutcome.Failed(List.of(error), List.of(), cache));
    }

    /** Whether the outcome is not just the last one over again. */
    boolean isNew() {
        return !outcome.hash().equals(claim.resultHash());
    }

    Finished finished() {
        return switch (outcome) {
            case ProcessingOutcome.Completed completed ->
                finished(List.of(), !completed.refreshKeys().isEmpty());
            case ProcessingOutcome.Failed failed -> finished(failed.errors(), true);
        };
    }

    private Finished finished(List<EntityError> errors, boolean lookAgain) {
        return new Finished(claim, outcome.hash(), errors, outcome.cache().toJson(), outcome.refreshKeys(), lookAgain);
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
