package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.intake.ReferenceStore.Conflict;
import dev.buildrun.catalog.intake.ReferenceStore.Edge;
import dev.buildrun.catalog.log.ChangeSet;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.database.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the desired state inside a transaction of the caller, who then appends the change set to the log: declaring and
 * withdrawing, by providers and by entities that lead to others, and removing with all that hangs on it.
 */
public final class IntakeStore {
    /** On this channel PostgreSQL notifies whoever listens that something may be due. */
    public static final String CHANNEL = "catalog_due";

    private static final Logger LOG = LoggerFactory.getLogger(IntakeStore.class);

    /** Lines in the log about one mutation; whoever declares ten thousand entities of others must not fill the disk. */
    private static final int MAX_WARNINGS = 20;

    private final DesiredStore desired = new DesiredStore();
    private final ReferenceStore references = new ReferenceStore();
    private final OrphanStore orphans = new OrphanStore();
    private final ChangeStore log;

    public IntakeStore(ChangeStore log) {
        this.log = log;
    }

    /** A provider says that these entities exist, and no others. What is as it was is not written. */
    public void replace(Tx tx, String sourceKey, List<DesiredEntity> entities, ChangeSet changes) {
        replace(tx, sourceKey, entities, Lane.BACKGROUND, changes);
    }

    /** The same, and says what came of it. */
    Outcome replace(Tx tx, String sourceKey, List<DesiredEntity> entities, Lane lane, ChangeSet changes) {
        var after = byRef(entities);
        var before = desired.declaredBy(tx, sourceKey);
        var difference = Difference.between(before, after, before.keySet());
        var withdrawn = withdraw(tx, sourceKey, difference.withdrawn(), changes);
        var refused = declare(tx, sourceKey, difference.declared(), lane, changes);
        return Outcome.of(before.keySet(), after.keySet(), difference, withdrawn, refused);
    }

    /** A provider says that some entities exist, and others do not. What is as it was is not written. */
    Outcome adjust(
            Tx tx,
            String sourceKey,
            List<DesiredEntity> added,
            Collection<String> removedRefs,
            Lane lane,
            ChangeSet changes) {
        var after = byRef(added);
        var before = desired.declaredBy(tx, sourceKey, after.keySet());
        var difference = Difference.between(before, after, Set.copyOf(removedRefs));
        var withdrawn = withdraw(tx, sourceKey, difference.withdrawn(), changes);
        var refused = declare(tx, sourceKey, difference.declared(), lane, changes);
        return Outcome.of(before.keySet(), after.keySet(), difference, withdrawn, refused);
    }

    static Map<String, DesiredEntity> byRef(List<DesiredEntity> entities) {
        var byRef = new LinkedHashMap<String, DesiredEntity>();
        entities.forEach(entity -> byRef.put(entity.ref(), entity));
        return byRef;
    }

    /**
     * A provider says that these entities exist. What it said of others still holds.
     *
     * @return those that it may not declare, because another source has them
     */
    public List<RefusedDeclaration> declare(
            Tx tx, String sourceKey, List<DesiredEntity> entities, Lane lane, ChangeSet changes) {
        if (entities.isEmpty()) {
            return List.of();
        }
        var owners = desired.put(tx, entities, lane);
        var refused = entities.stream().filter(each -> !owners.accept(each)).toList();
        refused.stream().limit(MAX_WARNINGS).forEach(each -> warn(sourceKey, each));
        var accepted = refs(entities.stream().filter(owners::accept).toList());
        lose(tx, references.withdraw(tx, sourceKey, refs(refused)), changes);
        settle(tx, owners.known(references.declare(tx, sourceKey, accepted)), changes);
        announce(tx);
        return refused.stream().map(owners::refused).toList();
    }

    /**
     * A provider no longer says that these entities exist. Those that nobody else leads to go, and all that only they lead to.
     *
     * @return those that it had declared
     */
    public Set<String> withdraw(Tx tx, String sourceKey, Set<String> refs, ChangeSet changes) {
        if (refs.isEmpty()) {
            return Set.of();
        }
        var withdrawn = references.withdraw(tx, sourceKey, refs);
        remove(tx, lockedUnreachableWithout(tx, withdrawn), changes);
        lose(tx, withdrawn, changes);
        return withdrawn;
    }

    /**
     * What nothing leads to without these. What is being stored at this moment, by another lane or another replica, may lead to more of it: that
     * is waited for, level by level, since whoever stores an outcome holds the row of the parent.
     */
    private Set<String> lockedUnreachableWithout(Tx tx, Set<String> refs) {
        var locked = Set.<String>of();
        var gone = refs;
        while (!locked.equals(gone)) {
            desired.lock(tx, gone);
            locked = gone;
            gone = references.unreachableWithout(tx, refs);
        }
        return gone;
    }

    /** Processed entities lead to these others, and to no more. */
    public void emit(Tx tx, Map<String, List<DesiredEntity>> childrenByParent, Lane lane, ChangeSet changes) {
        var children = new ArrayList<DesiredEntity>();
        childrenByParent.values().forEach(children::addAll);
        var owners = put(tx, children, lane, changes);
        var edges = new LinkedHashSet<Edge>();
        var conflicts = new ArrayList<Conflict>();
        childrenByParent.forEach((parent, own) -> own.forEach(child -> {
            if (owners.accept(child)) {
                edges.add(new Edge(parent, child.ref()));
            } else {
                warn(parent, child);
                conflicts.add(new Conflict(parent, child.ref(), child.locationKey()));
            }
        }));
        var shift = references.replaceChildren(tx, childrenByParent.keySet(), edges);
        references.replaceConflicts(tx, childrenByParent.keySet(), conflicts);
        settle(tx, owners.known(shift.gained()), changes);
        lose(tx, shift.lost(), changes);
        announce(tx);
    }

    /** A processed entity leads to these others, and perhaps to more; what it was refused is found out when all is said. */
    public void emitSome(Tx tx, String parent, List<DesiredEntity> children, Lane lane, ChangeSet changes) {
        var owners = put(tx, children, lane, changes);
        var edges = children.stream()
                .filter(owners::accept)
                .map(child -> new Edge(parent, child.ref()))
                .collect(Collectors.toSet());
        settle(tx, owners.known(references.addChildren(tx, edges)), changes);
        announce(tx);
    }

    private Owners put(Tx tx, List<DesiredEntity> children, Lane lane, ChangeSet changes) {
        var owners = desired.put(tx, children, lane);
        log.put(tx, owners.processed(), changes);
        return owners;
    }

    /** Of the refs, those under which nothing is stored. Takes no lock. */
    public Set<String> unknown(Tx tx, Collection<String> refs) {
        return desired.unknown(tx, refs);
    }

    /**
     * Removes entities, whoever declares them. Parents that lead to them, and entities that were refused them, are due and may
     * bring them back, with another uid. What they lead to is left an orphan.
     */
    void remove(Tx tx, Set<String> refs, ChangeSet changes) {
        if (refs.isEmpty()) {
            return;
        }
        desired.lock(tx, refs);
        var children = references.childrenOf(tx, refs);
        var due = references.parentsOf(tx, refs);
        due.addAll(references.losersOf(tx, refs));
        due.removeAll(refs);
        desired.makeDueAnew(tx, due, Lane.BACKGROUND);
        log.remove(tx, refs, changes);
        desired.delete(tx, refs);
        children.removeAll(refs);
        lose(tx, children, changes);
        announce(tx);
    }

    /**
     * One of those who declared these entities does so no more. Others who lead to them say anew what they are, since what is
     * stored may be what the one had said.
     */
    private void lose(Tx tx, Set<String> lost, ChangeSet changes) {
        if (!lost.isEmpty()) {
            var parents = references.parentsOf(tx, lost);
            desired.makeDueAnew(tx, parents, Lane.BACKGROUND);
            settle(tx, lost, changes);
            if (!parents.isEmpty()) {
                orphans.doubt(tx, lost);
            }
        }
    }

    /** The references to these entities are not what they were. */
    private void settle(Tx tx, Set<String> touched, ChangeSet changes) {
        if (!touched.isEmpty()) {
            orphans.note(tx, touched);
            changes.changed(touched);
        }
    }

    /** Makes the entities due, though nothing of them has changed. */
    public void makeDue(Tx tx, Collection<String> refs, Lane lane) {
        desired.makeDue(tx, refs, lane);
        announce(tx);
    }

    /** The same, and stores the outcome even if it is the last one over again. */
    public void makeDueAnew(Tx tx, Collection<String> refs, Lane lane) {
        desired.makeDueAnew(tx, refs, lane);
        announce(tx);
    }

    static void announce(Tx tx) {
        tx.jooq()
                .select(DSL.function("pg_notify", Object.class, DSL.inline(CHANNEL), DSL.inline("")))
                .execute();
    }

    private static Set<String> refs(List<DesiredEntity> entities) {
        return entities.stream().map(DesiredEntity::ref).collect(Collectors.toSet());
    }

    private static void warn(String source, DesiredEntity refused) {
        LOG.atWarn()
                .addKeyValue("entityRef", refused.ref())
                .addKeyValue("source", source)
                .addKeyValue("locationKey", refused.locationKey())
                .log("Another source has this entity; the declaration is ignored");
    }
}
