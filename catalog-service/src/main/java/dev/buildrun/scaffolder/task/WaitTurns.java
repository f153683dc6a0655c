package dev.buildrun.scaffolder.task;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.run.RunEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** What time does to those who wait: approvers are told, and told again, and what takes too long is over. */
public final class WaitTurns {
    private static final Logger LOG = LoggerFactory.getLogger(WaitTurns.class);
    private static final int BATCH = 50;

    private final Database database;
    private final WaitStore store = new WaitStore();
    private final TaskStore tasks = new TaskStore();
    private final AuditStore audit = new AuditStore();
    private final TaskEvents events;
    private final Approvals.Owners owners;
    private final Bell bell;
    private final Clock clock;

    public WaitTurns(Database database, TaskEvents events, Approvals.Owners owners, Bell bell, Clock clock) {
        this.database = database;
        this.events = events;
        this.owners = owners;
        this.bell = bell;
        this.clock = clock;
    }

    /** Tells open pages. */
    public interface Bell {
        /**
         * Tells them once the transaction is committed.
         *
         * @param refs users and groups
         */
        void ring(Tx tx, List<String> refs, Wait wait, ObjectNode message);
    }

    /** A turn: deals with what is due. Returns how much that was. */
    public int turn() {
        var now = clock.instant();
        var due = database.inTransaction(tx -> store.due(tx, now, BATCH));
        var dealtWith = 0;
        for (var wait : due) {
            dealtWith += settle(wait, now) ? 1 : 0;
        }
        return dealtWith;
    }

    /** One that can't be dealt with must not hold up the others; it is tried again in the next turn. */
    private boolean settle(Wait wait, Instant now) {
        try {
            database.transact(tx -> {
                tasks.lockForCaller(tx, wait.taskId());
                store.find(tx, wait.id())
                        .filter(current -> current.outcome() == null)
                        .ifPresent(current -> settle(tx, current, now));
            });
            events.signal(wait.taskId());
            return true;
        } catch (RuntimeException exception) {
            LOG.atError()
                    .addKeyValue("taskId", wait.taskId())
                    .setCause(exception)
                    .log("a wait could not be dealt with");
            return false;
        }
    }

    private void settle(Tx tx, Wait wait, Instant now) {
        if (!now.isBefore(wait.expiresAt())) {
            store.settle(tx, wait.id(), Wait.Outcome.of(Wait.Status.EXPIRED, now));
            store.resume(tx, wait.taskId());
            audit.writeNow(tx, null, wait.kind() + ".expire", wait.what(), List.of());
            return;
        }
        var remindAt = store.remindAt(tx, wait.id());
        if (wait.ask() instanceof Wait.Approval approval && remindAt != null && !now.isBefore(remindAt)) {
            remind(tx, wait, approval, !remindAt.equals(wait.askedAt()));
            store.remindNext(tx, wait.id(), next(approval, now));
        }
    }

    private static @Nullable Instant next(Wait.Approval approval, Instant now) {
        return approval.reminder() == null ? null : now.plus(approval.reminder());
    }

    private void remind(Tx tx, Wait wait, Wait.Approval approval, boolean isAgain) {
        if (isAgain) {
            events.append(
                    tx,
                    wait.taskId(),
                    new RunEvent.Log(
                            "Still waiting for approval by " + Approvals.described(approval), wait.stepId(), null));
        }
        var refs = Stream.concat(
                        approval.approvers().stream(),
                        approval.ownersOf().stream().flatMap(ref -> owners.of(ref).stream()))
                .distinct()
                .toList();
        var message = Json.object()
                .put("action", isAgain ? "reminder" : "requested")
                .put("approvalId", wait.id().toString())
                .put("taskId", wait.taskId().toString())
                .put("expiresAt", wait.expiresAt().toString());
        bell.ring(tx, refs, wait, message);
    }
}
