package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Answer;
import dev.buildrun.scaffolder.action.Question;
import dev.buildrun.scaffolder.run.Waits;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a run asks, in the database. Used by the run's thread. */
final class StoredWaits implements Waits {
    private static final int MOST_WAITS = 1_000;

    private final RunDatabase database;
    private final @Nullable String suspendedAt;
    private final Vault vault;
    private final Clock clock;
    private final WaitStore store = new WaitStore();
    private boolean hasAsked;

    /** @param suspendedAt the step that the run before waited at; null where it did not */
    StoredWaits(RunDatabase database, @Nullable String suspendedAt, Vault vault, Clock clock) {
        this.database = database;
        this.suspendedAt = suspendedAt;
        this.vault = vault;
        this.clock = clock;
    }

    @Override
    public Optional<String> suspendedAt() {
        return Optional.ofNullable(suspendedAt);
    }

    @Override
    public Standing ask(String stepId, @Nullable String iteration, Question question) {
        hasAsked = true;
        var key = iteration == null ? "" : iteration;
        return database.change(tx -> {
            var wait = store.current(tx, taskId(), stepId, key).orElseGet(() -> begin(tx, stepId, key, question));
            return new Standing(answer(wait), announcement(tx, wait));
        });
    }

    /** Whether this run has asked anything. */
    boolean hasAsked() {
        return hasAsked;
    }

    private Wait begin(Tx tx, String stepId, String iteration, Question question) {
        if (store.count(tx, taskId()) >= MOST_WAITS) {
            throw ServiceException.of(ErrorKind.INPUT, "A task may wait " + MOST_WAITS + " times, found more");
        }
        // What PostgreSQL keeps of a time.
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var ask = switch (question) {
            case Question.Approval approval ->
                new Wait.Approval(
                        approval.message(),
                        approval.approvers(),
                        approval.ownersOf(),
                        approval.selfApproval(),
                        approval.reminder());
            case Question.Callback callback -> new Wait.Callback(callback.name());
        };
        var wait =
                new Wait(UUID.randomUUID(), taskId(), stepId, iteration, ask, now, now.plus(question.timeout()), null);
        store.insert(tx, wait, secret(wait.id(), question));
        return wait;
    }

    private WaitStore.@Nullable CallbackSecret secret(UUID id, Question question) {
        return switch (question) {
            case Question.Approval _ -> null;
            case Question.Callback callback -> {
                var key = vault.newKey(callback.secret());
                yield new WaitStore.CallbackSecret(Vault.hash(key.token()), vault.seal(id, key));
            }
        };
    }

    private @Nullable Answer answer(Wait wait) {
        var outcome = wait.outcome();
        if (outcome == null) {
            return null;
        }
        return switch (outcome.status()) {
            case APPROVED, DENIED ->
                new Answer.Decided(
                        outcome.status() == Wait.Status.APPROVED,
                        String.valueOf(outcome.by()),
                        outcome.at(),
                        outcome.comment());
            case CALLED ->
                new Answer.Called(
                        outcome.payload() == null ? Json.text("") : vault.openPayload(wait.id(), outcome.payload()),
                        outcome.at());
            case EXPIRED, WITHDRAWN -> new Answer.Expired(outcome.at());
        };
    }

    private String announcement(Tx tx, Wait wait) {
        var until = " until " + wait.expiresAt().truncatedTo(ChronoUnit.SECONDS);
        return switch (wait.ask()) {
            case Wait.Approval approval ->
                "Waiting for approval by " + Approvals.described(approval) + until
                        + ". To decide: POST /api/buildrun/approvals/" + wait.id() + "/approve or /deny";
            case Wait.Callback callback ->
                "Waiting for " + callback.message() + until + ". To be called: POST " + address(tx, wait);
        };
    }

    private String address(Tx tx, Wait wait) {
        return store.sealed(tx, wait.id())
                .flatMap(kept -> vault.open(wait.id(), kept))
                .map(key -> vault.address(key).toString())
                .orElse("an address that can't be shown any more");
    }

    private UUID taskId() {
        return database.claim().taskId();
    }
}
