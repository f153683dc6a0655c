package dev.buildrun.catalog.intake;

import java.util.List;
import java.util.Set;

/** What became of a mutation. */
public sealed interface MutationResult {
    /**
     * How much a mutation changed. An entity that was refused counts nowhere.
     *
     * @param removed declarations that were taken back; an entity that others declare as well stays
     */
    record Counts(int added, int changed, int removed, int unchanged) {
        /** Whether anything is not as it was. */
        public boolean isChange() {
            return added + changed + removed > 0;
        }
    }

    /**
     * It was stored, or would be, had it not been a trial.
     *
     * @param toProcess the entities that are new or changed and are now due
     * @param refused passed over, since other sources have them
     * @param version of the source, after this
     * @param position in the change log that covers what changed at once; what processing makes of it comes later
     */
    record Applied(Counts counts, Set<String> toProcess, List<RefusedDeclaration> refused, long version, long position)
            implements MutationResult {
        public Applied {
            toProcess = Set.copyOf(toProcess);
            refused = List.copyOf(refused);
        }
    }

    /** Nothing was stored: other sources have some of the entities, and the terms say that this is not to be passed over. */
    record Conflicting(List<RefusedDeclaration> refused) implements MutationResult {
        public Conflicting {
            refused = List.copyOf(refused);
        }
    }

    /** Nothing was stored: the source has another version than its writer expected. */
    record OutOfDate(long version) implements MutationResult {}
}
