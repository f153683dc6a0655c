package dev.buildrun.scaffolder.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.action.Answer;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.Question;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.run.ActionPermits;
import dev.buildrun.scaffolder.run.Cancellation;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.run.RunSettings;
import dev.buildrun.scaffolder.run.TaskRun;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.run.TaskSide;
import dev.buildrun.scaffolder.run.Waits;
import dev.buildrun.scaffolder.testing.MemoryLedger;
import dev.buildrun.scaffolder.testing.MemoryState;
import dev.buildrun.scaffolder.testing.RecordedEvents;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

final class WaitActionsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final List<Action<?, ?>> ACTIONS = List.of(new ApprovalWait(), new WebhookWait());

    @TempDir
    Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final RememberedWaits waits = new RememberedWaits();

    /** Remembers what is asked and gives the answer that a test has put in. */
    private static final class RememberedWaits implements Waits {
        private final List<Question> asked = new ArrayList<>();
        private @Nullable Answer answer;
        private @Nullable String suspendedAt;

        @Override
        public Optional<String> suspendedAt() {
            return Optional.ofNullable(suspendedAt);
        }

        @Override
        public Standing ask(String stepId, @Nullable String iteration, Question question) {
            asked.add(question);
            return new Standing(answer, "Waiting for " + stepId);
        }
    }

    private RunResult run(String spec) throws InterruptedException {
        var secrets = TaskSecrets.of(Json.object().put("hookSecret", "sixteen characters"));
        var runner = new TaskRunner(
                new Actions(ACTIONS),
                TemplateExtensions.none(),
                new RunSettings(Map.of(), Map.of(), true),
                ActionPermits.ALL);
        return runner.run(
                new TaskRun("task-1", (ObjectNode) Yaml.read(spec), secrets, Initiator.NOBODY, false),
                new TaskSide(
                        events,
                        new MemoryState(),
                        new MemoryLedger(),
                        Workspace.open(directory, Workspace.Limits.USUAL),
                        new Cancellation(),
                        waits));
    }

    private String error(String input) throws InterruptedException {
        var result = run("steps: [{id: a, action: 'approval:wait', input: " + input + "}]");
        return ((RunResult.Failed) result).error().message();
    }

    @Test
    void runEveryExample() throws Exception {
        for (var action : ACTIONS) {
            waits.answer = action instanceof ApprovalWait
                    ? new Answer.Decided(true, "user:default/bob", NOW, null)
                    : new Answer.Called(Json.object(), NOW);
            for (var example : action.description().examples()) {
                assertThat(run(example.example())).as(example.description()).isInstanceOf(RunResult.Completed.class);
            }
        }
    }

    @Test
    void readWhatTheirSchemaSaysIntoTheirRecords() {
        for (var action : ACTIONS) {
            var schema = action.description().toJson().path("schema");
            assertThat(new TreeSet<>(schema.path("input").path("properties").propertyNames()))
                    .isEqualTo(components(action.description().inputType()));
            assertThat(new TreeSet<>(schema.path("output").path("properties").propertyNames()))
                    .isEqualTo(components(action.description().outputType()));
        }
    }

    private static Set<String> components(Class<?> type) {
        var names = new TreeSet<String>();
        Arrays.stream(type.getRecordComponents()).forEach(component -> names.add(component.getName()));
        return names;
    }

    @Test
    void suspendTheRunUntilThereIsAnAnswerAndBeginTheStepOnlyOnce() throws Exception {
        var spec = """
                steps: [{id: a, name: A, action: 'approval:wait', input: {message: "with ${{ secrets.hookSecret }}", approvers: [platform]}}]
                """;

        assertThat(run(spec)).isEqualTo(new RunResult.Suspended("a"));
        waits.suspendedAt = "a";
        waits.answer = new Answer.Decided(true, "user:default/bob", NOW, "fine");
        assertThat(run(spec)).isInstanceOf(RunResult.Completed.class);

        assertThat(events.lines())
                .containsExactly(
                        "-|-|Starting up task with 1 steps",
                        "a|processing|Beginning step A",
                        "a|-|info: Waiting for a",
                        "a|-|info: Approved by user:default/bob: fine",
                        "a|completed|Finished step A");
        assertThat(waits.asked.getFirst())
                .isEqualTo(new Question.Approval(
                        "***", List.of("group:default/platform"), List.of(), false, Duration.ofDays(7), null));
    }

    @Test
    void doNotRunInADryRun() {
        assertThat(ACTIONS).noneMatch(action -> action.description().supportsDryRun());
    }

    @Test
    void wantToKnowWhoMayApprove() throws Exception {
        assertThat(error("{}")).isEqualTo("Expected in 'approvers' or 'ownersOf' somebody who may approve");
        assertThat(error("{approvers: ['']}")).contains("reference");
        assertThat(error("{approvers: [a], message: '" + "x".repeat(4_001) + "'}"))
                .isEqualTo("Expected in 'message' at most 4000 characters, found 4001");
    }

    @Test
    void wantASecretThatIsOne() throws Exception {
        var result = run("steps: [{id: a, action: 'webhook:wait', input: {secret: short}}]");

        assertThat(((RunResult.Failed) result).error().message())
                .startsWith("Expected in 'secret' at least 16 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'3d' | PT72H",
                "'90 m' | PT90M",
                "PT12H | PT12H",
                "{hours: 1, minutes: 30} | PT90M",
                "'45s' | PT45S"
            })
    void readADuration(String written, Duration meant) {
        assertThat(WaitTime.of("timeout", Yaml.read(written), Duration.ZERO, Duration.ofDays(90)))
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'soon'", "'91d'", "'0s'", "{weeks: 1}", "{hours: 1.5}", "-PT1H", "''"})
    void refuseWhatIsNoDuration(String written) throws Exception {
        assertThat(error("{approvers: [a], timeout: " + written + "}")).startsWith("Expected in 'timeout' a duration");
    }
}
