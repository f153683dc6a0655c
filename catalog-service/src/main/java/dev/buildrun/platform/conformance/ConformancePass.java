package dev.buildrun.platform.conformance;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.LogPage;
import dev.buildrun.database.Tx;
import dev.buildrun.platform.conformance.ConformanceRun.Parts;
import dev.buildrun.platform.conformance.ConformanceStore.Due;
import dev.buildrun.platform.conformance.ConformanceStore.KnownComponent;
import dev.buildrun.platform.conformance.ConformanceStore.Lease;
import dev.buildrun.platform.contract.Admission;
import dev.buildrun.platform.contract.ContractPlan;
import dev.buildrun.platform.event.PlatformEvent;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.radar.Radar;
import dev.buildrun.platform.waiver.Waiver;
import dev.buildrun.platform.waiver.WaiverEvents;
import dev.buildrun.platform.waiver.Waivers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One page of the log, and what is due: what becomes of it, and writing that down. */
final class ConformancePass {
    private static final Logger LOG = LoggerFactory.getLogger(ConformancePass.class);
    private static final int COMPONENTS_PER_TRANSACTION = 200;
    private static final int RENEWALS_PER_LEASE = 4;
    /** Says that somebody else has the lease. */
    private static final int LOST = -1;

    private final Parts parts;
    private final Dependents dependents;
    private final Lease lease;
    private final Duration leased;
    private final Instant now;
    private final Set<String> governedTypes = new HashSet<>();
    private final ResultStore results = new ResultStore();
    private final AuditStore audit = new AuditStore();
    private final Map<UUID, Waiver> waivers = new LinkedHashMap<>();
    private final List<Waiver> changedWaivers = new ArrayList<>();
    private final List<PlatformEvent> waiverEvents = new ArrayList<>();
    private final Set<String> owners = new TreeSet<>();
    private final List<Due> due = new ArrayList<>();
    private long renewed = System.nanoTime();

    /** What the log says. */
    private record Page(long position, boolean isEverything, List<Change> changes) {
        boolean touchesResources() {
            return isEverything
                    || changes.stream().anyMatch(change -> change.entityRef().startsWith("resource:"));
        }
    }

    ConformancePass(Parts parts, Dependents dependents, Lease lease, Duration leased) {
        this.parts = parts;
        this.dependents = dependents;
        this.lease = lease;
        this.leased = leased;
        this.now = parts.clock().instant();
        parts.config().governedTypes().forEach(type -> governedTypes.add(type.toLowerCase(Locale.ROOT)));
        governedTypes.add(PlatformTypes.PLATFORM);
    }

    /** Returns how many components were worked out, or a number below zero when the lease was lost. */
    int run() {
        var page = page();
        var model = new PlatformModel(parts.snapshotAt().apply(page.position()));
        due.addAll(parts.database()
                .inTransaction(tx -> parts.stores().conformance().due(tx, now)));
        parts.database()
                .inTransaction(tx -> parts.stores().waivers().inForce(tx, now))
                .forEach(waiver -> waivers.put(waiver.id(), waiver));
        var affected = affected(page, model);
        readWaivers(model, affected);
        var plan = contracts(model);
        var terms = parts.state().terms(model.snapshot(), plan.after());
        if (page.isEverything() || !terms.fingerprint().equals(lease.terms())) {
            var all = new TreeSet<>(model.refs("component", governedTypes.toArray(String[]::new)));
            all.addAll(dependents.components());
            var rest = new TreeSet<>(all);
            rest.removeAll(affected);
            readWaivers(model, rest);
            affected.addAll(all);
        }
        var evaluation =
                new Evaluation(model, terms, parts.sources(), parts.expressions(), List.copyOf(waivers.values()), now);
        var events = new ArrayList<>(plan.events());
        events.addAll(waiverEvents);
        if (page.touchesResources()) {
            events.addAll(Radar.candidates(model, parts.state().accepted(model.snapshot()), now));
        }
        return write(model, evaluation, affected, tx -> {
            done(tx, due);
            changedWaivers.forEach(waiver -> {
                parts.stores().waivers().save(tx, waiver);
                audit.writeNow(tx, null, "waiver.declare", Waivers.what(waiver), List.of(waiver.component()));
            });
            parts.stores().contracts().save(tx, plan.changed(), page.position());
            plan.changed()
                    .forEach(each -> audit.writeNow(
                            tx,
                            null,
                            "contract.change",
                            "contract:" + each.contract().version(),
                            List.of(each.entityRef())));
            parts.stores().contracts().savePlatforms(tx, parts.state().order(model.snapshot()), now, page.position());
            parts.stores().events().add(tx, events);
            results.count(tx, owners, now);
            parts.stores().conformance().moveTo(tx, page.position(), terms.fingerprint());
        });
    }

    private Page page() {
        return switch (parts.log().readAfter(lease.position(), ChangeReader.MAX_PAGE)) {
            case LogPage.Changes(var changes)
            when lease.terms().isEmpty() ->
                // Nothing was ever worked out; there is no point in going through the whole log for that.
                new Page(changes.isEmpty() ? lease.position() : parts.log().latest(), true, List.of());
            case LogPage.Changes(var changes) ->
                new Page(
                        changes.isEmpty() ? lease.position() : changes.getLast().position(), false, changes);
            case LogPage.Truncated _ -> new Page(parts.log().latest(), true, List.of());
        };
    }

    /** Asked of each by itself, since there may be very many of them beside the few that have changed. */
    private boolean isGoverned(PlatformModel model, String ref) {
        return ref.startsWith("component:")
                && model.entity(ref)
                        .map(component ->
                                component.spec().path("type").asString("").toLowerCase(Locale.ROOT))
                        .filter(governedTypes::contains)
                        .isPresent();
    }

    /**
     * Who has to be looked at again: what changed, what was worked out from that, what it states a relation of, and what was worked out from
     * the members of a group that it joins.
     */
    private Set<String> affected(Page page, PlatformModel model) {
        var affected = new TreeSet<String>();
        for (var change : page.changes()) {
            affected.add(change.entityRef());
            affected.addAll(dependents.of(change.entityRef()));
            if (change instanceof Change.EntityChanged(var _, var entity)) {
                entity.relations().stream()
                        .filter(relation -> relation.type().equals(RelationType.DEPENDS_ON.wireName())
                                || (relation.type().equals(RelationType.DEPENDENCY_OF.wireName())
                                        && isWaiver(entity.body()
                                                .spec()
                                                .path("type")
                                                .asString(""))))
                        .map(Relation::sourceRef)
                        .forEach(affected::add);
                entity.relations().stream()
                        .filter(relation -> relation.type().equals(RelationType.HAS_MEMBER.wireName())
                                || relation.type().equals(RelationType.PARENT_OF.wireName()))
                        .map(Relation::sourceRef)
                        .distinct()
                        .forEach(group -> affected.addAll(dependents.of(Subject.membersOf(group))));
            }
        }
        due.forEach(each -> affected.add(each.component()));
        affected.removeIf(ref -> !dependents.knows(ref) && !isGoverned(model, ref));
        return affected;
    }

    private static boolean isWaiver(String type) {
        return type.equals(PlatformTypes.WAIVER);
    }

    private void readWaivers(PlatformModel model, Collection<String> components) {
        var stored =
                parts.database().inTransaction(tx -> parts.stores().waivers().declared(tx, components));
        var declared = parts.declaredWaivers();
        for (var component : components) {
            var known = stored.stream()
                    .filter(waiver -> waiver.component().equals(component))
                    .toList();
            for (var waiver : declared.changes(model, component, known, now)) {
                changedWaivers.add(waiver);
                var before = known.stream()
                        .filter(each -> each.id().equals(waiver.id()))
                        .findFirst()
                        .orElse(null);
                waiverEvents.addAll(WaiverEvents.ofDeclared(
                        before,
                        waiver,
                        now,
                        model.owner(component),
                        parts.state().teams(model.snapshot())));
                waivers.put(waiver.id(), waiver);
            }
        }
    }

    private ContractPlan.Outcome contracts(PlatformModel model) {
        var excused = new HashSet<String>();
        waivers.values().stream()
                .filter(waiver -> waiver.covers("BR-03", "") && waiver.isInForce(now))
                .forEach(waiver -> excused.add(waiver.component()));
        return ContractPlan.of(
                parts.state().contracts(),
                model,
                new Admission(parts.expressions()),
                new ContractPlan.Circumstances(now, parts.state().teams(model.snapshot()), excused::contains));
    }

    /** What is written with the last transaction. */
    @FunctionalInterface
    private interface Ending {
        void write(Tx tx);
    }

    private int write(PlatformModel model, Evaluation evaluation, Set<String> affected, Ending ending) {
        var refs = List.copyOf(affected);
        var count = 0;
        for (var from = 0; from == 0 || from < refs.size(); from += COMPONENTS_PER_TRANSACTION) {
            var chunk = new ArrayList<>(refs.subList(from, Math.min(refs.size(), from + COMPONENTS_PER_TRANSACTION)));
            var computed = new ArrayList<Computed>();
            for (var ref : List.copyOf(chunk)) {
                if (!keepLease()) {
                    return LOST;
                }
                var component = isGoverned(model, ref) ? model.entity(ref) : Optional.<Entity>empty();
                if (component.isPresent() && !compute(evaluation, component.get(), computed)) {
                    chunk.remove(ref);
                }
            }
            var isLast = from + COMPONENTS_PER_TRANSACTION >= refs.size();
            if (!parts.database().inTransaction(tx -> commit(tx, chunk, computed, isLast ? ending : _ -> {}))) {
                return LOST;
            }
            renewed = System.nanoTime();
            remember(chunk, computed);
            count += computed.size();
        }
        return count;
    }

    /** Whoever asks clusters and repositories may need long for many components. */
    private boolean keepLease() {
        if (System.nanoTime() - renewed < leased.toNanos() / RENEWALS_PER_LEASE) {
            return true;
        }
        renewed = System.nanoTime();
        return parts.database().inTransaction(tx -> parts.stores().conformance().renew(tx, lease, leased));
    }

    /** A component that can't be worked out because of a mistake in this program keeps the results that it has, and the others get theirs. */
    private static boolean compute(Evaluation evaluation, Entity component, List<Computed> computed) {
        try {
            computed.add(evaluation.of(component));
            return true;
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("entityRef", component.ref())
                    .setCause(bug)
                    .log("The results of a component could not be worked out");
            return false;
        }
    }

    private boolean commit(Tx tx, List<String> chunk, List<Computed> computed, Ending ending) {
        var store = parts.stores().conformance();
        if (!store.renew(tx, lease, leased)) {
            return false;
        }
        if (!chunk.isEmpty()) {
            var all = computed.stream().flatMap(each -> each.results().stream()).toList();
            owners.addAll(results.replace(tx, chunk, all, now));
            store.forget(tx, gone(chunk, computed));
            done(
                    tx,
                    due.stream()
                            .filter(each -> chunk.contains(each.component()))
                            .toList());
        }
        ending.write(tx);
        // After what was due is done, since this may be due again.
        store.save(tx, computed, now);
        parts.stores()
                .links()
                .want(
                        tx,
                        computed.stream().flatMap(each -> each.links().stream()).toList(),
                        now);
        return true;
    }

    private void done(Tx tx, List<Due> these) {
        these.forEach(each -> parts.stores().conformance().done(tx, each));
    }

    private static List<String> gone(List<String> chunk, List<Computed> computed) {
        var there = new HashSet<String>();
        computed.forEach(each -> there.add(each.component()));
        return chunk.stream().filter(ref -> !there.contains(ref)).toList();
    }

    private void remember(List<String> chunk, List<Computed> computed) {
        gone(chunk, computed).forEach(dependents::remove);
        computed.forEach(each -> dependents.put(each.component(), new KnownComponent(each.owner(), each.inputs())));
    }
}
