package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.intake.MutationResult.Counts;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a mutation did to the rows, inside its transaction. */
record Outcome(Counts counts, Set<String> toProcess, List<RefusedDeclaration> refused) {
    /**
     * Counts.
     *
     * @param before refs that the source had declared
     * @param after refs that it declares in this mutation
     * @param withdrawn refs that it had declared and that were taken back, if only to be declared anew
     */
    static Outcome of(
            Set<String> before,
            Set<String> after,
            Difference difference,
            Set<String> withdrawn,
            List<RefusedDeclaration> refused) {
        var stored = new HashSet<>(refs(difference.declared()));
        refused.forEach(each -> stored.remove(each.ref()));
        var changed = (int) stored.stream().filter(before::contains).count();
        var removed =
                (int) withdrawn.stream().filter(ref -> !after.contains(ref)).count();
        var unchanged = after.size() - difference.declared().size();
        return new Outcome(new Counts(stored.size() - changed, changed, removed, unchanged), stored, refused);
    }

    private static List<String> refs(Collection<DesiredEntity> entities) {
        return entities.stream().map(DesiredEntity::ref).toList();
    }
}
