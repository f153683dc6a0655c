package dev.buildrun.catalog.intake;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.log.ChangeSet;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which the desired state changes from outside, each one transaction. Those that change what is served return the
 * position in the change log that covers it.
 */
public final class Intake {
    private static final int MAX_LEVELS = 32;
    private static final int ORPHANS_PER_SWEEP = 1000;

    private final Database database;
    private final IntakeStore store;
    private final ChangeStore log;
    private final WakeUp background;
    private final WakeUp urgent;
    private final DesiredStore desired = new DesiredStore();
    private final ReferenceStore references = new ReferenceStore();
    private final OrphanStore orphans = new OrphanStore();
    private final SourceStore sourceStore = new SourceStore();
    private final Sources sources;
    private final AuditStore audit = new AuditStore();
    private final UnprocessedReads unprocessed = new UnprocessedReads();

    /**
     * Puts the parts together.
     *
     * @param background what the loop of that lane waits for
     * @param urgent what the loop of that lane waits for
     */
    public Intake(Database database, IntakeStore store, ChangeStore log, WakeUp background, WakeUp urgent) {
        this.database = database;
        this.store = store;
        this.log = log;
        this.background = background;
        this.urgent = urgent;
        this.sources = new Sources(database, store, log, background, urgent);
    }

    /** What providers say. */
    public Sources sources() {
        return sources;
    }

    /** Makes these all that the provider declares. What is as it was is not written. */
    public MutationResult replace(String sourceKey, List<DesiredEntity> entities, Cause cause) {
        return sources.replace(sourceKey, entities, MutationTerms.of(cause));
    }

    /** Adds to what the provider declares, or changes it, and takes away. */
    public MutationResult adjust(String sourceKey, List<DesiredEntity> added, List<String> removedRefs, Cause cause) {
        return sources.adjust(sourceKey, added, removedRefs, MutationTerms.of(cause));
    }

    /** Takes back everything that providers have declared which are not among these. */
    public long forgetOtherSources(Set<String> sourceKeys, Cause cause) {
        return change(cause, (tx, changes) -> {
            for (var gone : references.sourceKeys(tx)) {
                if (!sourceKeys.contains(gone)) {
                    store.withdraw(tx, gone, desired.declaredBy(tx, gone).keySet(), changes);
                }
            }
            sourceStore.forgetOthers(tx, sourceKeys);
        });
    }

    /** Entities that were never good yet. */
    public List<UnprocessedReads.Row> pending() {
        return database.inTransaction(unprocessed::pending);
    }

    /** Entities whose last processing failed. */
    public List<UnprocessedReads.Row> failed() {
        return database.inTransaction(unprocessed::failed);
    }

    /** Deletes an entity, which may come back if something still declares it. Does nothing for a uid that does not exist. */
    public long delete(UUID uid, Cause cause) {
        return change(
                cause,
                (tx, changes) -> desired.refOf(tx, uid).ifPresent(ref -> store.remove(tx, Set.of(ref), changes)));
    }

    /**
     * Finds the entities that have become orphans since others lost a reference to them: Locations in a ring and what hangs on it.
     *
     * @return how many entities were looked at; at the bound of one call, there may be more
     */
    public int findOrphans() {
        return database.inTransaction(tx -> {
            var doubtful = orphans.doubtful(tx, ORPHANS_PER_SWEEP);
            if (!doubtful.isEmpty()) {
                var changes = new ChangeSet();
                changes.changed(orphans.resolveDoubts(tx, doubtful));
                log.append(tx, changes, Cause.of("orphans"));
            }
            return doubtful.size();
        });
    }

    /**
     * Deletes entities that nothing has declared for at least so long, and all that only they lead to.
     *
     * @return how many there were; at the bound of one sweep, there may be more
     */
    public int sweepOrphans(Duration grace) {
        var looked = findOrphans();
        var found = database.<Integer>inTransaction(tx -> {
            var changes = new ChangeSet();
            var old = orphans.orphans(tx, grace, ORPHANS_PER_SWEEP);
            var unreachable = references.unreachableWithout(tx, old);
            // What something else leads to by now, a ring that has been found again for instance.
            var kept = new HashSet<>(old);
            kept.removeAll(unreachable);
            orphans.note(tx, kept);
            changes.changed(kept);
            store.remove(tx, unreachable, changes);
            log.append(tx, changes, Cause.of("orphans"));
            return old.size();
        });
        return Math.max(looked, found);
    }

    /** Makes everything due that was made from any of these, for instance {@code url:https://…}; returns how much that is. */
    public int refreshByKeys(Collection<String> keys) {
        var count = database.<Integer>inTransaction(tx -> desired.makeDueByKeys(tx, keys));
        background.signal();
        return count;
    }

    /**
     * Makes everything due, before all that nobody waits for, that was made from this or from something below it.
     *
     * @param key for instance {@code url:https://host/owner/repository}, which {@code url:https://host/owner/repository/…} is below
     * @return how much that is
     */
    public int refreshBelow(String key) {
        var count = database.<Integer>inTransaction(tx -> {
            var due = desired.makeDueBelowKey(tx, key);
            if (due > 0) {
                IntakeStore.announce(tx);
            }
            return due;
        });
        urgent.signal();
        return count;
    }

    /** The same as below, for the service itself. */
    public void refresh(String ref) {
        refresh(ref, null);
    }

    /**
     * Makes an entity due, and every Location that leads to it.
     *
     * @param ref a full reference, in any case
     * @param actor who asks, for the audit
     * @throws ServiceException of kind NOT_FOUND when there is no such entity, INTERNAL when it hangs more than 32 levels deep
     */
    public void refresh(String ref, @Nullable String actor) {
        if (!StorableText.isStorable(ref)) {
            throw ServiceException.notFound("Entity " + ref + " not found");
        }
        var lowerCase = ref.toLowerCase(java.util.Locale.ROOT);
        database.transact(tx -> {
            if (desired.lock(tx, Set.of(lowerCase)).isEmpty()) {
                throw ServiceException.notFound("Entity " + ref + " not found");
            }
            var due = ancestors(tx, lowerCase).stream()
                    .filter(ancestor -> ancestor.startsWith("location:"))
                    .collect(Collectors.toCollection(HashSet::new));
            due.add(lowerCase);
            store.makeDue(tx, due, Lane.URGENT);
            audit.writeNow(tx, actor, "entity.refresh", lowerCase, List.of(lowerCase));
        });
        urgent.signal();
    }

    private Set<String> ancestors(Tx tx, String ref) {
        var seen = new HashSet<>(Set.of(ref));
        var level = Set.of(ref);
        for (var depth = 0; depth < MAX_LEVELS; depth++) {
            level = references.parentsOf(tx, level).stream().filter(seen::add).collect(Collectors.toSet());
            if (level.isEmpty()) {
                return seen;
            }
        }
        throw ServiceException.of(
                ErrorKind.INTERNAL, "Entity " + ref + " hangs more than " + MAX_LEVELS + " levels below its root");
    }

    private long change(Cause cause, BiConsumer<Tx, ChangeSet> work) {
        var position = database.<Long>inTransaction(tx -> {
            var changes = new ChangeSet();
            work.accept(tx, changes);
            return log.append(tx, changes, cause);
        });
        background.signal();
        return position;
    }
}
