package dev.buildrun.scaffolder.task;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Calls that tasks wait for: whose it is, whether it is genuine, and taking it, once. */
public final class Callbacks {
    private final Database database;
    private final WaitStore store = new WaitStore();
    private final TaskStore tasks = new TaskStore();
    private final AuditStore audit = new AuditStore();
    private final Vault vault;
    private final Clock clock;

    public Callbacks(Database database, Vault vault, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * Takes a call.
     *
     * @param isSigned whether the call is signed with a secret
     * @return false when it has come before, as happens where the answer to the first was lost
     * @throws ServiceException of kind NOT_FOUND for an address that never was; GONE when nobody waits any more; AUTHENTICATION without
     *     the right signature
     */
    public boolean receive(String token, Predicate<String> isSigned, JsonNode payload) {
        return database.inTransaction(tx -> {
            var known = store.byToken(tx, Vault.hash(token)).orElseThrow(Callbacks::notFound);
            tasks.lockForCaller(tx, known.taskId());
            var wait = store.find(tx, known.id()).orElseThrow(Callbacks::notFound);
            var sealed = store.sealed(tx, wait.id()).orElseThrow(() -> gone(wait));
            var key = vault.open(wait.id(), sealed)
                    .orElseThrow(() -> ServiceException.of(
                            ErrorKind.INTERNAL,
                            "The secret of the callback was encrypted with another key than this process has"));
            if (key.secret() != null && !isSigned.test(key.secret())) {
                throw ServiceException.of(
                        ErrorKind.AUTHENTICATION,
                        "Expected the call to be signed with the secret that the step names, and not to be older than"
                                + " five minutes");
            }
            var outcome = wait.outcome();
            if (outcome != null && outcome.status() == Wait.Status.CALLED) {
                return false;
            }
            var now = clock.instant();
            if (outcome != null || !now.isBefore(wait.expiresAt())) {
                throw gone(wait);
            }
            var kept = vault.sealPayload(wait.id(), payload);
            store.settle(tx, wait.id(), new Wait.Outcome(Wait.Status.CALLED, now, null, null, kept));
            store.resume(tx, wait.taskId());
            audit.write(
                    tx, new AuditEntry(now, null, "callback.receive", wait.what(), AuditEntry.Outcome.SUCCEEDED, null));
            return true;
        });
    }

    /**
     * Answers a step from within the service, as a call would.
     *
     * @param iteration the key of the item in a step with each; empty in a step without
     * @return false where the step does not wait yet; true where it has its answer, from whomever, or waits no more
     */
    public boolean answer(UUID taskId, String stepId, String iteration, JsonNode payload) {
        return database.inTransaction(tx -> {
            if (tasks.lockForCaller(tx, taskId)
                    .filter(task -> !task.status().isEnd())
                    .isEmpty()) {
                return true;
            }
            var wait = store.current(tx, taskId, stepId, iteration);
            wait.filter(open -> open.outcome() == null).ifPresent(open -> {
                store.settle(
                        tx,
                        open.id(),
                        new Wait.Outcome(
                                Wait.Status.CALLED,
                                clock.instant(),
                                null,
                                null,
                                vault.sealPayload(open.id(), payload)));
                store.resume(tx, taskId);
            });
            return wait.isPresent();
        });
    }

    private static ServiceException notFound() {
        return ServiceException.notFound("Nobody waits for a call at this address");
    }

    private static ServiceException gone(Wait wait) {
        return ServiceException.of(
                ErrorKind.GONE, "Nobody waits for this call any more, since " + wait.expiresAt() + " at the latest");
    }
}
