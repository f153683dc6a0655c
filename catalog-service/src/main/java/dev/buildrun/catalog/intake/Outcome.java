package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.intake.MutationResult.Counts;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a mutation did to the rows, inside its transaction. */
record Outcome(Counts counts, Set<String> toProcess, List<RefusedDeclaration> refused) {
    static final Outcome NOTHING = new Outcome(new Counts(0, 0, 0, 0), Set.of(), List.of());

    /** Of a mutation of which a part was done before, with another outcome. What that part has stored is unchanged by now. */
    Outcome after(Outcome earlier) {
        var before = earlier.counts();
        var sum = new Counts(
                before.added() + counts.added(),
                before.changed() + counts.changed(),
                before.removed() + counts.removed(),
                Math.max(0, counts.unchanged() - before.added() - before.changed()));
        var due = new HashSet<>(earlier.toProcess());
        due.addAll(toProcess);
        return new Outcome(sum, due, refused);
    }

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
