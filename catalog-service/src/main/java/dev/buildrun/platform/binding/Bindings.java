package dev.buildrun.platform.binding;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.binding.Binding.Status;
import dev.buildrun.platform.binding.BindingPlan.Provisioner;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.conformance.ConformanceStore;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.workspace.Applied;
import dev.buildrun.platform.workspace.Applying;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Requests bindings, sees them become ready, and takes them away. Safe for use by many threads and replicas. */
public final class Bindings {
    private static final Logger LOG = LoggerFactory.getLogger(Bindings.class);
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final int MOST_PER_TURN = 100;

    private final Database database;
    private final BindingStore store = new BindingStore();
    private final AuditStore audit = new AuditStore();
    private final ConformanceStore conformance = new ConformanceStore();
    private final Clusters clusters;
    private final Steps steps;
    private final Clock clock;

    /** Steps of tasks that are parked until a binding is ready. */
    @FunctionalInterface
    public interface Steps {
        /** Lets a step go on; false where it does not wait (yet, or any more). */
        boolean answer(Binding.Waiting step, ObjectNode binding);
    }

    public Bindings(Database database, Clusters clusters, Steps steps, Clock clock) {
        this.database = database;
        this.clusters = clusters;
        this.steps = steps;
        this.clock = clock;
    }

    /**
     * Asks for a binding: writes it down, then applies its objects. Asked again it comes to the same.
     *
     * @param by the task ({@code task:<id>}) or the caller
     * @throws ServiceException of kind CONFLICT when somebody else owns a field that would be set otherwise, or the name is bound to
     *     another service
     */
    public Binding request(BindingPlan plan, String by) {
        var cluster = cluster(plan.workspace().cluster());
        var status = cluster.isPresent() ? Status.REQUESTED : Status.PLANNED;
        database.transact(tx -> {
            store.find(tx, plan.key()).ifPresent(known -> requireSame(plan, known));
            store.request(tx, plan, status, by, clock.instant());
            write(tx, by, "binding.bind", plan.key(), AuditEntry.Outcome.SUCCEEDED, null);
        });
        cluster.ifPresent(there -> advance(find(plan.key()).orElseThrow(), there));
        return find(plan.key()).orElseThrow();
    }

    private static void requireSame(BindingPlan plan, Binding known) {
        if (!known.source().offeringRef().equals(plan.offeringRef())) {
            throw ServiceException.conflict("Binding " + plan.name() + " of " + plan.componentRef() + " in "
                    + plan.environment() + " is to " + known.source().offeringRef() + "; expected it to be that, found "
                    + plan.offeringRef());
        }
        if (known.progress().status() == Status.UNBINDING) {
            throw ServiceException.conflict(
                    "Binding " + plan.name() + " of " + plan.componentRef() + " is being taken away");
        }
    }

    private Optional<Cluster> cluster(@Nullable String name) {
        return name == null ? Optional.empty() : clusters.named(name);
    }

    public Optional<Binding> find(BindingPlan.Key key) {
        return database.inTransaction(tx -> store.find(tx, key));
    }

    public List<Binding> ofComponent(String componentRef) {
        return database.inTransaction(tx -> store.ofComponent(tx, componentRef));
    }

    /** Remembers that a step waits; it is answered when the binding is ready or has failed, even if that is so already. */
    public void await(BindingPlan.Key key, Binding.Waiting step) {
        database.transact(tx -> store.wait(tx, key, step));
    }

    /** Brings on what is not where it is to be; returns how many there were. One that throws keeps no other from its turn. */
    public int turn() {
        var open = database.inTransaction(tx -> store.open(tx, MOST_PER_TURN));
        var moved = 0;
        for (var binding : open) {
            try {
                var before = binding.progress();
                cluster(binding.place().cluster()).ifPresent(cluster -> advance(binding, cluster));
                var after = find(binding.key());
                after.ifPresent(this::tell);
                moved += after.map(Binding::progress).filter(before::equals).isPresent() ? 0 : 1;
            } catch (ServiceException exception) {
                LOG.atWarn()
                        .addKeyValue("component", binding.key().componentRef())
                        .addKeyValue("binding", binding.key().name())
                        .setCause(exception)
                        .log("A binding can't be brought on now");
            }
        }
        return moved;
    }

    private void tell(Binding binding) {
        var step = binding.waiting();
        var status = binding.progress().status();
        if (step != null && status != Status.REQUESTED && steps.answer(step, BindingJson.of(binding))) {
            database.transact(tx -> store.wait(tx, binding.key(), null));
        }
    }

    private void advance(Binding binding, Cluster cluster) {
        switch (binding.progress().status()) {
            case REQUESTED -> provide(binding, cluster);
            case UNBINDING -> remove(binding, cluster);
            case READY, FAILED, PLANNED -> {}
        }
    }

    private void provide(Binding binding, Cluster cluster) {
        var key = binding.key();
        if (binding.progress().appliedAt() == null) {
            for (var object : binding.objects()) {
                switch (Applying.apply(cluster, resource(object))) {
                    case Applied.Done _ -> {}
                    case Applied.Conflict(var owners) -> {
                        fail(key, "somebody else owns fields of it: " + String.join("; ", owners));
                        return;
                    }
                    case Applied.Refused(var reason) -> {
                        fail(key, reason);
                        return;
                    }
                }
            }
            database.transact(tx -> store.applied(tx, key, clock.instant()));
        }
        var readiness = readiness(binding, cluster);
        var status = readiness.state() == Readiness.State.READY ? Status.READY : Status.REQUESTED;
        if (status != binding.progress().status()
                || !Objects.equals(readiness.message(), binding.progress().message())) {
            progress(key, status, readiness.message());
        }
    }

    private void fail(BindingPlan.Key key, String message) {
        progress(key, Status.FAILED, message);
    }

    /** Rules ask whether bindings are ready. */
    private void progress(BindingPlan.Key key, Status status, @Nullable String message) {
        var now = clock.instant();
        database.transact(tx -> {
            var isMoved = store.progress(tx, key, status, message, now);
            conformance.touch(tx, List.of(key.componentRef()), now);
            if (isMoved && (status == Status.READY || status == Status.FAILED)) {
                var outcome = status == Status.READY ? AuditEntry.Outcome.SUCCEEDED : AuditEntry.Outcome.FAILED;
                write(tx, null, "binding.end", key, outcome, message);
            }
        });
    }

    private void write(
            Tx tx,
            @Nullable String actor,
            String action,
            BindingPlan.Key key,
            AuditEntry.Outcome outcome,
            @Nullable String reason) {
        audit.write(
                tx,
                new AuditEntry(
                        clock.instant(),
                        actor,
                        action,
                        key.componentRef() + " " + key.environment() + " " + key.name(),
                        outcome,
                        reason,
                        List.of(key.componentRef())));
    }

    /** Ready when all are. A Secret that comes by other ways shows in the workload's own start, since nobody here reads it. */
    private static Readiness readiness(Binding binding, Cluster cluster) {
        if (binding.source().provisioner() == Provisioner.SECRET) {
            return new Readiness(
                    Readiness.State.READY,
                    "Secret " + binding.secretName() + " is expected to be there; it is not read");
        }
        var needsCondition = binding.source().provisioner() == Provisioner.CROSSPLANE;
        var last = new Readiness(Readiness.State.READY, null);
        for (var object : binding.objects()) {
            last = Readiness.of(cluster.ask(_ -> on(cluster, object).get()), needsCondition);
            if (last.state() != Readiness.State.READY) {
                return last;
            }
        }
        return last;
    }

    /**
     * Has a binding taken away: what was requested for it is deleted, and what becomes of the data is the service's concern.
     *
     * @param force although a running workload mounts it
     * @param by the task ({@code task:<id>}) or the caller; null for nobody in particular
     * @throws ServiceException of kind NOT_FOUND when there is none, CONFLICT while a running workload mounts it
     */
    public void unbind(BindingPlan.Key key, boolean force, @Nullable String by) {
        var binding = find(key)
                .orElseThrow(() -> ServiceException.notFound(
                        "No binding " + key.name() + " of " + key.componentRef() + " in " + key.environment()));
        var cluster = cluster(binding.place().cluster());
        if (cluster.isEmpty()) {
            database.transact(tx -> {
                store.delete(tx, key);
                write(tx, by, "binding.unbind", key, AuditEntry.Outcome.SUCCEEDED, null);
            });
            return;
        }
        var users = Mounts.of(cluster.get(), binding);
        if (!users.isEmpty() && !force) {
            throw ServiceException.conflict("Binding " + key.name() + " is in use by " + String.join(", ", users)
                    + "; remove it from the workload first, or ask again with force=true");
        }
        database.transact(tx -> {
            store.progress(tx, key, Status.UNBINDING, null, clock.instant());
            write(tx, by, "binding.unbind", key, AuditEntry.Outcome.SUCCEEDED, force ? "forced" : null);
        });
        remove(binding, cluster.get());
    }

    private void remove(Binding binding, Cluster cluster) {
        for (var object : binding.objects()) {
            var found = cluster.ask(_ -> on(cluster, object).get());
            if (found != null && isOurs(found, binding)) {
                cluster.ask(_ -> on(cluster, object).delete());
            }
        }
        database.transact(tx -> {
            if (store.delete(tx, binding.key())) {
                write(tx, null, "binding.unbind-end", binding.key(), AuditEntry.Outcome.SUCCEEDED, null);
            }
        });
    }

    private static boolean isOurs(GenericKubernetesResource found, Binding binding) {
        var labels = found.getMetadata().getLabels();
        return labels != null
                && Labels.BUILDRUN.equals(labels.get(Labels.MANAGED_BY))
                && binding.key().name().equals(labels.get(Labels.BINDING));
    }

    private static Resource<GenericKubernetesResource> on(Cluster cluster, ObjectNode object) {
        return cluster.client().resource(resource(object));
    }

    private static GenericKubernetesResource resource(ObjectNode object) {
        return SERIALIZATION.unmarshal(Json.write(object), GenericKubernetesResource.class);
    }
}
