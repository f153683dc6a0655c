package dev.buildrun.catalog.push;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.intake.MutationResult;
import dev.buildrun.catalog.intake.MutationTerms.Mode;
import dev.buildrun.catalog.intake.RefusedDeclaration;
import java.util.List;
import java.util.Map;

/** What became of a push. */
sealed interface PushOutcome {
    /**
     * Everything was stored, or would have been.
     *
     * @param position in the change log at which everything that is not pending shows
     * @param pending entities that are still to be processed
     * @param errors of entities that could not be processed, some of them, by ref
     */
    record Stored(
            MutationResult.Applied applied,
            Mode mode,
            long position,
            int pending,
            Map<String, List<EntityError>> errors)
            implements PushOutcome {}

    /** Nothing was stored, since something in it is not good. */
    record Invalid(List<PushFault> faults) implements PushOutcome {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }

    /** Nothing was stored, since other sources have some of the entities. */
    record Conflicting(List<RefusedDeclaration> refused) implements PushOutcome {}

    /** Nothing was stored, since the source has another version than its writer expected. */
    record OutOfDate(long version) implements PushOutcome {}
}
