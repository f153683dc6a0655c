package dev.buildrun.platform.transfer;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.event.EventTypes;
import dev.buildrun.platform.event.PlatformEvent;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.transfer.Transfer.Status;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Offers, answers, and seeing that they have come true. */
public final class Transfers {
    private static final String LOCATION = "backstage.io/managed-by-location";

    private final Database database;
    private final TransferStore store = new TransferStore();
    private final AuditStore audit = new AuditStore();
    private final EventStore events;
    private final Supplier<Snapshot> catalog;
    private final Clock clock;

    /** @param events where both teams are told */
    public Transfers(Database database, Supplier<Snapshot> catalog, EventStore events, Clock clock) {
        this.database = database;
        this.events = events;
        this.catalog = catalog;
        this.clock = clock;
    }

    /**
     * Offers a component to a group. Whether the caller may is not asked here.
     *
     * @throws ServiceException of kind INPUT when that is no group, or owns it already; CONFLICT when it is offered to somebody already
     */
    public Transfer propose(String componentRef, String to, String reason, String by) {
        var model = new PlatformModel(catalog.get());
        var from = model.owner(componentRef);
        if (from == null || !from.startsWith("group:")) {
            throw ServiceException.conflict(componentRef + ": expected a group as its owner, found " + from);
        }
        if (model.team(to).isEmpty() || to.equals(from)) {
            throw ServiceException.input(
                    "request/body/to: expected another group of the catalog than " + from + ", found " + to);
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var transfer = new Transfer(
                UUID.randomUUID(),
                componentRef,
                from,
                to,
                new Transfer.Asked(by, now, reason),
                Status.PROPOSED,
                null,
                null);
        database.transact(tx -> {
            if (!store.insert(tx, transfer)) {
                throw ServiceException.conflict(componentRef + " is offered to a team already; withdraw that first");
            }
            tell(tx, transfer, EventTypes.TRANSFER_PROPOSED, by, to);
        });
        return transfer;
    }

    /** The new owner agrees; what is left is to commit the change of the owner. */
    public Transfer accept(UUID id, String by) {
        return decide(id, List.of(Status.PROPOSED), Status.ACCEPTED, by);
    }

    public Transfer decline(UUID id, String by) {
        return decide(id, List.of(Status.PROPOSED), Status.DECLINED, by);
    }

    public Transfer withdraw(UUID id, String by) {
        return decide(id, List.of(Status.PROPOSED, Status.ACCEPTED), Status.WITHDRAWN, by);
    }

    private Transfer decide(UUID id, List<Status> from, Status to, String by) {
        return database.inTransaction(tx -> {
            var decided = new Transfer.Decided(by, clock.instant());
            var known = store.find(tx, id).orElseThrow(() -> ServiceException.notFound("No transfer " + id));
            if (!store.decide(tx, id, from, to, decided)) {
                throw ServiceException.conflict(
                        "Transfer " + id + " is " + known.status().text() + "; expected it to be "
                                + from.getFirst().text());
            }
            tell(tx, known, EventTypes.TRANSFER + to.text(), by, to == Status.WITHDRAWN ? known.to() : known.from());
            return store.find(tx, id).orElseThrow();
        });
    }

    private void tell(Tx tx, Transfer transfer, String type, @Nullable String actor, String audience) {
        var now = clock.instant();
        audit.write(
                tx,
                new AuditEntry(
                        now,
                        actor,
                        type,
                        transfer.componentRef() + " " + transfer.id(),
                        AuditEntry.Outcome.SUCCEEDED,
                        transfer.asked().reason()));
        var data = Json.object()
                .put("transfer", transfer.id().toString())
                .put("from", transfer.from())
                .put("to", transfer.to())
                .put("reason", transfer.asked().reason());
        events.add(
                tx,
                List.of(new PlatformEvent(
                        now, type, transfer.componentRef(), audience, data, type + ":" + transfer.id())));
    }

    public Optional<Transfer> find(UUID id) {
        return database.inTransaction(tx -> store.find(tx, id));
    }

    /** The newest first. */
    public List<Transfer> list(@Nullable String componentRef) {
        return database.inTransaction(tx -> store.list(tx, componentRef));
    }

    /** Sees which of those that were accepted the catalog shows by now; returns how many. */
    public int turn() {
        var accepted = database.inTransaction(store::accepted);
        if (accepted.isEmpty()) {
            return 0;
        }
        var model = new PlatformModel(catalog.get());
        var done = 0;
        for (var transfer : accepted) {
            if (transfer.to().equals(model.owner(transfer.componentRef()))) {
                done += database.inTransaction(tx -> finish(tx, transfer)) ? 1 : 0;
            }
        }
        return done;
    }

    private boolean finish(Tx tx, Transfer transfer) {
        if (!store.done(tx, transfer.id(), clock.instant())) {
            return false;
        }
        tell(tx, transfer, "transfer.done", null, transfer.from());
        return true;
    }

    /** What somebody has to commit for it to come true; empty where nothing is to be done. */
    public Optional<String> toDo(Transfer transfer) {
        if (transfer.status() != Status.ACCEPTED) {
            return Optional.empty();
        }
        var where = new PlatformModel(catalog.get())
                .entity(transfer.componentRef())
                .flatMap(entity -> entity.annotation(LOCATION))
                .map(location -> location.replaceFirst("^(url|file):", ""))
                .orElse("its descriptor file");
        return Optional.of("In " + where + " set spec.owner of " + transfer.componentRef() + " to " + transfer.to()
                + ". Rights, labels and on-call follow when the catalog shows it.");
    }
}
