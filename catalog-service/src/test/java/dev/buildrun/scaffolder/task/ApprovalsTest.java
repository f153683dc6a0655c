package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.task.Approvals.Approver;
import dev.buildrun.testing.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Who decides, and that it counts once. */
class ApprovalsTest extends WaitingTasks {
    @Test
    void failsTheStepWhenDenied() throws Exception {
        var id = waiting(ASK.formatted(""));

        approvals.decide(approvalOf(id), BOB, false, "not this week");
        runTurn(second);

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(second.log(id).getLast().body().path("error"))
                .isEqualTo(Json.object()
                        .put("name", "NotAllowedError")
                        .put("message", "Denied by user:default/bob at 2026-11-25T10:00:00Z: not this week"));
    }

    @Test
    void failsTheStepWhenNobodyDecidesInTime() throws Exception {
        var id = waiting(ASK.formatted(""));
        var approval = approvalOf(id);
        var expired = Witness.of(second.database, "task_waits", "new.status = 'expired'");
        clock.advance(Duration.ofDays(3));

        assertThatThrownBy(() -> approvals.decide(approval, BOB, true, null))
                .hasMessageContaining("has expired at 2026-11-28T10:00:00Z");
        assertThat(turns.turn()).isEqualTo(1);
        assertThat(expired.left()).containsExactly(List.of("- approval.expire succeeded"));
        runTurn(second);

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(second.messages(id))
                .anyMatch(line -> line.contains("Nobody has approved or denied this within PT72H"));
    }

    @Test
    void asksAnewWhenTheTaskIsRetried() throws Exception {
        var id = waiting(ASK.formatted(""));
        approvals.decide(approvalOf(id), BOB, false, null);
        runTurn(second);
        second.awaitEnd(id);

        second.tasks.retry(id.toString(), TaskSecrets.NONE);
        runTurn(second);
        approvals.decide(approvalOf(id), BOB, true, null);
        runTurn(second);

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void onlyByThoseWhomTheStepNames() {
        var id = waiting(ASK.formatted(""));
        var approval = approvalOf(id);

        assertThat(approvals.waitingFor(EVE)).isEmpty();
        assertThatThrownBy(() -> approvals.decide(approval, EVE, true, null))
                .hasMessage("user:default/eve may not decide this, expected group:default/platform");
        assertThat(first.count("audit_log where actor = 'user:default/eve' and action = 'approval.approve'"
                        + " and outcome = 'refused'"))
                .isEqualTo(1);
    }

    @Test
    void notByWhoeverStartedTheTaskUnlessTheStepSaysSo() {
        var id = waiting(ASK.formatted(""));
        assertThatThrownBy(() -> approvals.decide(approvalOf(id), ADA, true, null))
                .hasMessageContaining("has started the task and may not approve it");

        var allowed = waiting(ASK.formatted("allowSelfApproval: true,"));
        var decided = approvals.decide(approvalOf(allowed), ADA, true, null);

        assertThat(decided.awaited().outcome())
                .isEqualTo(new Wait.Outcome(Wait.Status.APPROVED, clock.instant(), "user:default/ada", null, null));
    }

    @Test
    void byTheOwnersOfAnEntity() {
        var shop = new Approver("user:default/cleo", List.of("user:default/cleo", "group:default/shop-team"));
        waiting("steps: [{id: ask, action: approval:wait, input: {ownersOf: ['system:shop']}}]");

        var request = approvals.waitingFor(shop).getFirst();
        approvals.decide(request.awaited().id().toString(), shop, true, null);

        assertThat(request.deciders()).containsExactly("group:default/shop-team");
        assertThat(first.count("task_waits where decided_by = 'user:default/cleo'"))
                .isEqualTo(1);
    }

    @Test
    void onceHoweverManyDecideAtTheSameTime() throws Exception {
        var id = waiting(ASK.formatted(""));
        var approval = approvalOf(id);
        var outcomes = new ConcurrentLinkedQueue<String>();
        var deciders = new ArrayList<Callable<Boolean>>();
        for (var index = 0; index < 20; index++) {
            var approver = new Approver("user:default/u" + index, List.of("group:default/platform"));
            var approves = index % 2 == 0;
            deciders.add(() -> outcomes.add(decide(approval, approver, approves)));
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(deciders);
        }

        assertThat(outcomes.stream().filter("decided"::equals)).hasSize(1);
        assertThat(outcomes.stream().filter("CONFLICT"::equals)).hasSize(19);
        assertThat(first.count("audit_log where action like 'approval.%' and outcome = 'succeeded'"))
                .isEqualTo(1);
        assertThat(first.count("audit_log where action like 'approval.%' and outcome = 'failed'"))
                .isEqualTo(19);
        assertThat(
                        first.count(
                                "audit_log a join task_waits w on a.actor = w.decided_by where a.outcome = 'succeeded'"
                                        + " and a.action = case w.status when 'approved' then 'approval.approve' else 'approval.deny' end"))
                .isEqualTo(1);
    }

    private String decide(String approval, Approver approver, boolean approves) {
        try {
            approvals.decide(approval, approver, approves, null);
            return "decided";
        } catch (ServiceException exception) {
            return exception.kind().name();
        }
    }

    @Test
    void isToldToTheApproversAtOnceAndAgainAfterEachInterval() {
        var id = waiting(ASK.formatted("reminder: 1d,"));

        turns.turn();
        turns.turn();
        clock.advance(Duration.ofDays(1));
        turns.turn();
        turns.turn();

        assertThat(rung).containsExactly("requested [group:default/platform]", "reminder [group:default/platform]");
        assertThat(plainMessages(id).getLast()).isEqualTo("Still waiting for approval by group:default/platform");
    }

    @Test
    void oneThatCannotBeToldDoesNotHoldUpAnother() {
        var untold = waiting(ASK.formatted("")).toString();
        waiting(ASK.formatted(""));
        WaitTurns.Bell bell = (_, refs, _, message) -> {
            if (message.path("taskId").asString().equals(untold)) {
                throw new IllegalStateException("The bell is broken");
            }
            rung.addAll(refs);
        };

        var dealtWith = new WaitTurns(second.database, second.events, _ -> List.of(), bell, clock).turn();

        assertThat(dealtWith).isEqualTo(1);
        assertThat(rung).containsExactly("group:default/platform");
    }
}
