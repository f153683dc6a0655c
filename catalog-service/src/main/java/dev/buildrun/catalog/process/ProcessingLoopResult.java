package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.intake.Claim;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Finished;
import dev.buildrun.catalog.log.ProcessedEntity;
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
    static ProcessingLoopResult of(Claim claim, ProcessingOutcome outcome) {
        var hash = outcome.hash();
        return switch (outcome) {
            case ProcessingOutcome.Completed completed
            when !hash.equals(claim.resultHash()) ->
                new ProcessingLoopResult(claim, outcome, hash, body(claim, completed), children(completed));
            case ProcessingOutcome.Completed _, ProcessingOutcome.Failed _ ->
                new ProcessingLoopResult(claim, outcome, hash, null, List.of());
        };
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

    private static ProcessedEntity body(Claim claim, ProcessingOutcome.Completed completed) {
        return ProcessedEntity.of(claim.uid(), claim.ref(), completed.entity(), completed.relations());
    }

    private static List<DesiredEntity> children(ProcessingOutcome.Completed completed) {
        return completed.emitted().stream()
                .map(child -> DesiredEntity.of(child.entity(), child.locationKey()))
                .toList();
    }
}
