package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.task.Approvals.Approver;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.scaffolder.wait.ApprovalWait;
import dev.buildrun.scaffolder.wait.WebhookWait;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Tasks that wait, in two processes on one database. */
class WaitingTest {
    private static final Approver BOB =
            new Approver("user:default/bob", List.of("user:default/bob", "group:default/platform"));
    private static final Approver ADA =
            new Approver("user:default/ada", List.of("user:default/ada", "group:default/platform"));
    private static final Approver EVE = new Approver("user:default/eve", List.of("user:default/eve"));
    private static final String ASK = """
            steps:
              - {id: before, name: Before, action: test:work}
              - {id: ask, name: Ask, action: approval:wait, input: {message: "Go on?", approvers: [platform], %s timeout: 3d}}
              - {id: after, name: After, action: test:work, input: {name: "${{ steps.ask.output.decidedBy }}"}}
            output: {who: "${{ steps.ask.output.decidedBy }}", comment: "${{ steps.ask.output.comment }}"}
            """;
    private static final TaskConfig ONE_AT_A_TIME =
            new TaskConfig(1, true, Duration.ofSeconds(30), Duration.ofHours(1), 5);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final List<String> ran = new ArrayList<>();
    private final List<String> rung = new ArrayList<>();

    @TempDir
    private Path directory;

    private DatabaseConfig database;
    private TaskProcess first;
    private TaskProcess second;
    private Approvals approvals;
    private WaitTurns turns;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        first = process("first");
        second = process("second");
        Approvals.Owners owners = ref ->
                ref.equals("system:default/shop") ? List.of("group:default/shop-team") : List.of();
        approvals = new Approvals(second.database, owners, clock);
        turns = new WaitTurns(
                second.database,
                second.events,
                owners,
                (_, refs, message) -> rung.add(message.path("action").asString() + " " + refs),
                clock);
    }

    private TaskProcess process(String name) {
        var work = new TestAction("test:work", context -> {
            ran.add(context.step().stepId() + context.secrets().get("s").orElse(""));
            return "done";
        });
        var fail = new TestAction("test:fail", _ -> {
            throw ServiceException.input("as it should");
        });
        return new TaskProcess(
                database,
                directory.resolve(name),
                clock,
                ONE_AT_A_TIME,
                List.of(work, fail, new ApprovalWait(), new WebhookWait()));
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private UUID waiting(String yaml) {
        var secrets = TaskSecrets.of(Json.object().put("s", "open sesame"));
        var id = first.tasks.create((ObjectNode) Yaml.read(yaml), secrets, "user:default/ada");
        runTurn(first);
        return id;
    }

    /** Claims what there is and waits until it has ended or waits. */
    private static void runTurn(TaskProcess process) {
        process.loop.claim();
        process.awaitNoRuns();
    }

    private String approvalOf(UUID task) {
        return approvals.waitingFor(BOB).stream()
                .filter(request -> request.awaited().taskId().equals(task))
                .findFirst()
                .orElseThrow()
                .awaited()
                .id()
                .toString();
    }

    private List<String> plainMessages(UUID id) {
        return first.messages(id).stream()
                .map(line -> line.replaceAll("\u001b\\[\\d+m", ""))
                .toList();
    }

    @Nested
    class Suspended {
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
            assertThat(first.messages(id)).anyMatch(line -> line.contains("A step can't wait after another one has failed"));
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

    @Nested
    class Decided {
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
            clock.advance(Duration.ofDays(3));

            assertThatThrownBy(() -> approvals.decide(approval, BOB, true, null))
                    .hasMessageContaining("has expired at 2026-11-28T10:00:00Z");
            assertThat(turns.turn()).isEqualTo(1);
            runTurn(second);

            assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
            assertThat(second.messages(id)).anyMatch(line -> line.contains("Nobody has approved or denied this within PT72H"));
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

            assertThat(decided.awaited().outcome().status()).isEqualTo(Wait.Status.APPROVED);
        }

        @Test
        void byTheOwnersOfAnEntity() {
            var shop = new Approver("user:default/cleo", List.of("user:default/cleo", "group:default/shop-team"));
            waiting("steps: [{id: ask, action: approval:wait, input: {ownersOf: ['system:shop']}}]");

            var request = approvals.waitingFor(shop).getFirst();
            approvals.decide(request.awaited().id().toString(), shop, true, null);

            assertThat(request.deciders()).containsExactly("group:default/shop-team");
            assertThat(first.count("task_waits where decided_by = 'user:default/cleo'")).isEqualTo(1);
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
            assertThat(first.count("audit_log where outcome = 'succeeded'")).isEqualTo(1);
            assertThat(first.count("audit_log where outcome = 'failed'")).isEqualTo(19);
            assertThat(first.count("audit_log a join task_waits w on a.actor = w.decided_by where a.outcome = 'succeeded'"
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
    }

    @Nested
    class Called {
        private static final String HOOK = """
                steps:
                  - {id: hook, action: webhook:wait, input: {name: build, %s timeout: 1h}}
                output: {state: "${{ steps.hook.output.payload.state }}"}
                """;

        private Callbacks callbacks;

        @BeforeEach
        void open() {
            callbacks = new Callbacks(first.database, TaskProcess.VAULT, clock);
        }

        private String token(UUID id) {
            var line = plainMessages(id).getLast();
            assertThat(line)
                    .matches("info: Waiting for build until 2026-11-25T11:00:00Z. To be called: POST"
                            + " http://localhost:7007/api/buildrun/callbacks/[A-Za-z0-9_-]{43}");
            return line.substring(line.lastIndexOf('/') + 1);
        }

        @Test
        void givesThePayloadToTheStepOnce() throws Exception {
            var id = waiting(HOOK.formatted(""));
            var token = token(id);

            var isNew = callbacks.receive(token, _ -> false, Json.object().put("state", "green"));
            var again = callbacks.receive(token, _ -> false, Json.object().put("state", "red"));
            runTurn(second);

            assertThat(isNew).isTrue();
            assertThat(again).isFalse();
            assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(second.log(id).getLast().body().path("output").path("state").asString())
                    .isEqualTo("green");
            assertThat(first.count("task_waits where sealed is not null or payload is not null")).isZero();
            assertThat(first.count("audit_log where action = 'callback.receive' and outcome = 'succeeded'"))
                    .isEqualTo(1);
        }

        @Test
        void needsTheSignatureWhereTheStepNamesASecret() {
            var token = token(waiting(HOOK.formatted("secret: 'sixteen characters',")));

            assertThatThrownBy(() -> callbacks.receive(token, _ -> false, Json.object()))
                    .hasMessageContaining("Expected the call to be signed");
            assertThat(callbacks.receive(token, "sixteen characters"::equals, Json.object()))
                    .isTrue();
            assertThat(first.count("task_waits where encode(sealed, 'escape') like '%sixteen%'")).isZero();
        }

        @Test
        void isRefusedAtAnUnknownAddressAndAfterItsTime() throws Exception {
            var id = waiting(HOOK.formatted(""));
            var token = token(id);
            assertThatThrownBy(() -> callbacks.receive("guessed", _ -> false, Json.object()))
                    .hasMessage("Nobody waits for a call at this address");

            clock.advance(Duration.ofHours(1));
            assertThatThrownBy(() -> callbacks.receive(token, _ -> false, Json.object()))
                    .hasMessageContaining("Nobody waits for this call any more");
            turns.turn();
            runTurn(second);

            assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
            assertThat(second.messages(id)).anyMatch(line -> line.contains("No call has come for build within PT1H"));
        }
    }
}
