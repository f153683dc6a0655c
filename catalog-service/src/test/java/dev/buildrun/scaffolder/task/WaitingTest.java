package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.TaskSecrets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Tasks that wait hold nothing, and go on. */
class WaitingTest extends WaitingTasks {
    @Test
    void holdsNoRunAndTakesNoPlaceAndIsNotTakenForDead() throws Exception {
        var id = waiting(ASK.formatted(""));

        assertThat(first.loop.running()).isZero();
        assertThat(first.task(id).status()).isEqualTo(TaskStatus.PROCESSING);
        assertThat(first.count("tasks where parked_at is not null and claim is null and lease_until is null"))
                .isEqualTo(1);
        clock.advance(Duration.ofDays(2));
        assertThat(first.recovery.recover()).isZero();
        var other = first.tasks.create(
                (ObjectNode) Yaml.read("steps: [{id: x, action: test:work}]"), TaskSecrets.NONE, null);
        runTurn(first);
        assertThat(first.awaitEnd(other).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(first.task(id).status()).isEqualTo(TaskStatus.PROCESSING);
    }

    @Test
    void isGoneOnWithByAnotherProcessWithItsSecretsAndWithoutTellingItAllAgain() throws Exception {
        var id = waiting(ASK.formatted(""));
        first.close();

        approvals.decide(approvalOf(id), BOB, true, "fine");
        runTurn(second);

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(ran).containsExactly("beforeopen sesame", "afteropen sesame");
        var messages = second.messages(id).stream()
                .map(line -> line.replaceAll("\u001b\\[\\d+m", ""))
                .toList();
        assertThat(messages.get(4))
                .startsWith("info: Waiting for approval by group:default/platform until 2026-11-28T10:00:00Z.");
        assertThat(messages)
                .containsSubsequence(
                        "Starting up task with 3 steps",
                        "Beginning step Before",
                        "Finished step Before",
                        "Beginning step Ask",
                        "info: Approved by user:default/bob: fine",
                        "Finished step Ask",
                        "Beginning step After",
                        "Finished step After",
                        "Run completed with status: completed")
                .doesNotHaveDuplicates();
        assertThat(second.log(id).getLast().body().path("output"))
                .isEqualTo(Json.object().put("who", "user:default/bob").put("comment", "fine"));
    }

    @Test
    void isOpenedAtOnceWhenTheAnswerComesBeforeTheRunHasLeft() {
        var id = waiting(ASK.formatted(""));
        // As if the run were still on its way out: its claim holds, the answer is there.
        first.execute("update tasks set status = 'processing', parked_at = null, claim = 4711, lease_until = now(),"
                + " run_until = now()");
        approvals.decide(approvalOf(id), BOB, true, null);
        var isParked = first.database.inTransaction(tx -> new WaitStore().park(tx, id, "ask", clock.instant()));

        assertThat(isParked).isFalse();
        assertThat(first.task(id).status()).isEqualTo(TaskStatus.OPEN);
    }

    @Test
    void goesOnAfterACrashOfTheRunThatWasToGoOn() throws Exception {
        var id = waiting(ASK.formatted(""));
        approvals.decide(approvalOf(id), BOB, true, null);
        first.execute("update tasks set status = 'processing', claim = 4711, lease_until = '2026-11-25',"
                + " run_until = '2026-12-25'");

        assertThat(second.recovery.recover()).isEqualTo(1);
        runTurn(second);

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(ran).containsExactly("beforeopen sesame", "afteropen sesame");
    }

    @Test
    void asksForEachItemOneAfterTheOther() throws Exception {
        var id = waiting("""
                steps:
                  - id: ask
                    action: approval:wait
                    each: [platform, platform]
                    input: {approvers: ["${{ each.value }}"]}
                output: {who: "${{ steps.ask.output.decidedBy }}"}
                """);

        approvals.decide(approvalOf(id), BOB, true, null);
        runTurn(second);
        assertThat(second.task(id).status()).isEqualTo(TaskStatus.PROCESSING);
        approvals.decide(approvalOf(id), BOB, true, null);
        runTurn(second);

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(second.log(id).getLast().body().path("output").path("who").size())
                .isEqualTo(2);
    }

    @Test
    void isRefusedAfterAStepHasFailed() throws Exception {
        var id = waiting("""
                steps:
                  - {id: fail, action: test:fail}
                  - {id: ask, if: "${{ always() }}", action: approval:wait, input: {approvers: [platform]}}
                """);

        assertThat(first.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(first.messages(id))
                .anyMatch(line -> line.contains("A step can't wait after another one has failed"));
        assertThat(first.count("task_waits")).isZero();
    }

    @Test
    void endsWhenTheTaskIsCancelledAndItsSecretsGoAtOnce() throws Exception {
        var id = waiting(ASK.formatted(""));
        var approval = approvalOf(id);

        second.tasks.cancel(id.toString());

        assertThat(first.count("tasks where secrets is not null")).isZero();
        runTurn(second);
        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(approvals.waitingFor(BOB)).isEmpty();
        assertThatThrownBy(() -> approvals.decide(approval, BOB, true, null))
                .hasMessageContaining("is withdrawn since");
        assertThat(ran).containsExactly("beforeopen sesame");
    }
}
