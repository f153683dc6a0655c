package dev.buildrun.scaffolder.task;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Tasks that wait, in two processes on one database. */
abstract class WaitingTasks {
    static final Approver BOB = new Approver("user:default/bob", List.of("user:default/bob", "group:default/platform"));
    static final Approver ADA = new Approver("user:default/ada", List.of("user:default/ada", "group:default/platform"));
    static final Approver EVE = new Approver("user:default/eve", List.of("user:default/eve"));
    static final String ASK = """
            steps:
              - {id: before, name: Before, action: test:work}
              - {id: ask, name: Ask, action: approval:wait, input: {message: "Go on?", approvers: [platform], %s timeout: 3d}}
              - {id: after, name: After, action: test:work, input: {name: "${{ steps.ask.output.decidedBy }}"}}
            output: {who: "${{ steps.ask.output.decidedBy }}", comment: "${{ steps.ask.output.comment }}"}
            """;
    private static final TaskConfig ONE_AT_A_TIME =
            new TaskConfig(1, true, Duration.ofSeconds(30), Duration.ofHours(1), 5);

    final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    final List<String> ran = new ArrayList<>();
    final List<String> rung = new ArrayList<>();

    @TempDir
    private Path directory;

    DatabaseConfig database;
    TaskProcess first;
    TaskProcess second;
    Approvals approvals;
    WaitTurns turns;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        first = process("first");
        second = process("second");
        Approvals.Owners owners =
                ref -> ref.equals("system:default/shop") ? List.of("group:default/shop-team") : List.of();
        approvals = new Approvals(second.database, owners, clock);
        turns = new WaitTurns(
                second.database,
                second.events,
                owners,
                (_, refs, _, message) -> rung.add(message.path("action").asString() + " " + refs),
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

    UUID waiting(String yaml) {
        var secrets = TaskSecrets.of(Json.object().put("s", "open sesame"));
        var id = first.tasks.create((ObjectNode) Yaml.read(yaml), secrets, "user:default/ada");
        runTurn(first);
        return id;
    }

    /** Claims what there is and waits until it has ended or waits. */
    static void runTurn(TaskProcess process) {
        process.loop.claim();
        process.awaitNoRuns();
    }

    String approvalOf(UUID task) {
        return approvals.waitingFor(BOB).stream()
                .filter(request -> request.awaited().taskId().equals(task))
                .findFirst()
                .orElseThrow()
                .awaited()
                .id()
                .toString();
    }

    List<String> plainMessages(UUID id) {
        return first.messages(id).stream()
                .map(line -> line.replaceAll("\u001b\\[\\d+m", ""))
                .toList();
    }
}
