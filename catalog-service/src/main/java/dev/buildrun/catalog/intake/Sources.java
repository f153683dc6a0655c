package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.intake.MutationResult.Applied;
import dev.buildrun.catalog.intake.MutationResult.Conflicting;
import dev.buildrun.catalog.intake.MutationResult.OutOfDate;
import dev.buildrun.catalog.intake.MutationTerms.Conflicts;
import dev.buildrun.catalog.intake.MutationTerms.Mode;
import dev.buildrun.catalog.log.ChangeSet;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.work.WakeUp;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;

/**
 * The mutations of providers, one after the other for each provider, and what became of them. Each is one transaction, unless it is large
 * and its terms allow to divide it. Blocks on the database.
 */
public final class Sources {
    /** The most that one transaction of a mutation in parts writes, so that none is long and the memory that one takes is bounded. */
    static final int ENTITIES_PER_PART = 5_000;

    private static final int NAMED = 10;

    private final Database database;
    private final IntakeStore store;
    private final ChangeStore log;
    private final WakeUp background;
    private final WakeUp urgent;
    private final SourceStore sources = new SourceStore();
    private final DesiredStore desired = new DesiredStore();

    Sources(Database database, IntakeStore store, ChangeStore log, WakeUp background, WakeUp urgent) {
        this.database = database;
        this.store = store;
        this.log = log;
        this.background = background;
        this.urgent = urgent;
    }

    /**
     * Makes these all that the provider declares. What is as it was is not written. Where much differs and the terms allow it, most of it goes
     * ahead in transactions of its own: first what is new or changed, then what is gone.
     */
    public MutationResult replace(String sourceKey, List<DesiredEntity> entities, MutationTerms terms) {
        var ahead = terms.isDivisible() && entities.size() > ENTITIES_PER_PART
                ? goAhead(sourceKey, entities, terms)
                : Outcome.NOTHING;
        return mutate(sourceKey, terms, (tx, changes) -> {
            var outcome = store.replace(tx, sourceKey, entities, terms.lane(), changes)
                    .after(ahead);
            sources.replaceConflicts(tx, sourceKey, outcome.refused());
            return outcome;
        });
    }

    private Outcome goAhead(String sourceKey, List<DesiredEntity> entities, MutationTerms terms) {
        var after = IntakeStore.byRef(entities);
        var before = database.inTransaction(tx -> desired.declaredBy(tx, sourceKey));
        var difference = Difference.between(before, after, before.keySet());
        var outcome = Outcome.NOTHING;
        for (var part : parts(difference.declared())) {
            outcome = goAhead(sourceKey, part, List.of(), terms).after(outcome);
        }
        var gone = difference.withdrawn().stream()
                .filter(ref -> !after.containsKey(ref))
                .toList();
        for (var part : parts(gone)) {
            outcome = goAhead(sourceKey, List.of(), part, terms).after(outcome);
        }
        return outcome;
    }

    private Outcome goAhead(
            String sourceKey, List<DesiredEntity> added, List<String> removedRefs, MutationTerms terms) {
        var outcome = database.inTransaction(tx -> {
            sources.lock(tx, sourceKey);
            var changes = new ChangeSet();
            var part = store.adjust(tx, sourceKey, added, removedRefs, terms.lane(), changes);
            log.append(tx, changes, terms.cause());
            return part;
        });
        signal(terms.lane());
        return outcome;
    }

    /** Whole parts only: the rest stays for the last transaction, as does everything where there is less than a part. */
    private static <T> List<List<T>> parts(List<T> items) {
        return items.stream()
                .gather(Gatherers.windowFixed(ENTITIES_PER_PART))
                .filter(part -> part.size() == ENTITIES_PER_PART)
                .toList();
    }

    private void signal(Lane lane) {
        (lane == Lane.URGENT ? urgent : background).signal();
    }

    /** Adds to what the provider declares, or changes it, and takes away. What it does not declare is not taken away. */
    public MutationResult adjust(
            String sourceKey, List<DesiredEntity> added, Collection<String> removedRefs, MutationTerms terms) {
        var spokenOf = new HashSet<>(removedRefs);
        added.forEach(entity -> spokenOf.add(entity.ref()));
        return mutate(sourceKey, terms, (tx, changes) -> {
            var outcome = store.adjust(tx, sourceKey, added, removedRefs, terms.lane(), changes);
            sources.replaceConflicts(tx, sourceKey, spokenOf, outcome.refused());
            return outcome;
        });
    }

    private interface Work {
        Outcome run(Tx tx, ChangeSet changes);
    }

    private MutationResult mutate(String sourceKey, MutationTerms terms, Work work) {
        try {
            var result = database.<MutationResult>inTransaction(tx -> mutate(tx, sourceKey, terms, work));
            signal(terms.lane());
            return result;
        } catch (RolledBack end) {
            if (end.result instanceof Conflicting(var refused) && terms.mode() == Mode.STORE) {
                noteConflicts(sourceKey, refused);
            }
            return end.result;
        }
    }

    private MutationResult mutate(Tx tx, String sourceKey, MutationTerms terms, Work work) {
        var version = sources.lock(tx, sourceKey);
        if (terms.expectedVersion() != null && terms.expectedVersion() != version) {
            throw new RolledBack(new OutOfDate(version));
        }
        var changes = new ChangeSet();
        var outcome = work.run(tx, changes);
        if (terms.conflicts() == Conflicts.REFUSE_ALL && !outcome.refused().isEmpty()) {
            throw new RolledBack(new Conflicting(outcome.refused()));
        }
        var counts = outcome.counts();
        var newVersion = sources.succeeded(tx, sourceKey, counts, terms.cause().actor());
        return switch (terms.mode()) {
            case STORE ->
                new Applied(
                        counts,
                        outcome.toProcess(),
                        outcome.refused(),
                        newVersion,
                        log.append(tx, changes, terms.cause()));
            case TRY -> {
                // Nothing of it will ever be in the log, so the position is that of now.
                var position = log.append(tx, new ChangeSet(), terms.cause());
                throw new RolledBack(new Applied(counts, outcome.toProcess(), outcome.refused(), version, position));
            }
        };
    }

    /** Ends a transaction that is not to leave a trace. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient MutationResult result;

        RolledBack(MutationResult result) {
            super(null, null, false, false);
            this.result = result;
        }
    }

    private void noteConflicts(String sourceKey, List<RefusedDeclaration> refused) {
        var refs = refused.stream().map(RefusedDeclaration::ref).toList();
        var named = String.join(", ", refs.subList(0, Math.min(NAMED, refs.size())));
        database.transact(tx -> {
            sources.failed(tx, sourceKey, refs.size() + " entities that other sources have were declared: " + named);
            sources.replaceConflicts(tx, sourceKey, refs, refused);
        });
    }

    /** Notes that the provider has been connected. */
    public void connected(String sourceKey) {
        database.transact(tx -> sources.connected(tx, sourceKey));
    }

    /** Notes why the provider has nothing to say at present; what it said before still holds. */
    public void failed(String sourceKey, String message) {
        database.transact(tx -> sources.failed(tx, sourceKey, message));
    }

    /** Every provider that has ever been connected or said something, and is not forgotten. By name. */
    public List<SourceState> list() {
        return database.inTransaction(this::list);
    }

    /** The same inside a transaction of the caller. */
    public List<SourceState> list(Tx tx) {
        return sources.list(tx);
    }

    public Optional<SourceState> find(String sourceKey) {
        return database.inTransaction(tx -> sources.find(tx, sourceKey));
    }

    /** Whether the provider declares the entity. */
    public boolean declares(String sourceKey, String ref) {
        return database.inTransaction(
                tx -> !desired.declaredBy(tx, sourceKey, List.of(ref)).isEmpty());
    }

    /** How many of the entities are due or being processed. */
    public int unfinished(Collection<String> refs) {
        return database.inTransaction(tx -> desired.unfinished(tx, refs));
    }

    /** The errors of those of the entities that could not be processed, of at most {@code limit} of them, by ref. */
    public Map<String, List<EntityError>> errors(Collection<String> refs, int limit) {
        return database.inTransaction(tx -> desired.errors(tx, refs, limit));
    }
}
