package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.scaffolder.wait.WebhookWait;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Whoever reads the tables, or a backup of them, finds no secret of a task, whatever the task does with it. */
class SecretsAtRestTest {
    private static final String SECRET = "open sesame/4711+\"ä\"";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final Map<String, List<String>> found = new LinkedHashMap<>();

    @TempDir
    private Path directory;

    private TaskProcess process;

    @BeforeEach
    void start() {
        var make = new TestAction("test:make", context -> {
            var secret = context.secrets().get("s").orElseThrow();
            context.workspace().write("token", secret.getBytes(StandardCharsets.UTF_8), false);
            context.checkpoints().once("token", () -> Json.text(secret));
            found.put("in the first step", find());
            return secret;
        });
        var look = new TestAction("test:look", context -> {
            assertThat(context.input().name()).isEqualTo(SECRET);
            found.put("in a later step", find());
            return "seen";
        });
        var done = new TestAction(
                "test:done", context -> String.valueOf(context.input().name()));
        var fail = new TestAction("test:fail", context -> {
            throw ServiceException.input("It failed with " + context.input().name());
        });
        process = new TaskProcess(
                TestDatabase.create(),
                directory.resolve("process"),
                clock,
                TaskConfig.DEFAULTS,
                List.of(make, look, done, fail, new WebhookWait()));
    }

    @AfterEach
    void stop() {
        process.close();
    }

    private UUID run(String lastAction) {
        var secrets = TaskSecrets.of(Json.object().put("s", SECRET));
        var spec = (ObjectNode) Yaml.read("""
                steps:
                  - {id: make, action: test:make}
                  - {id: hook, action: webhook:wait, input: {name: "build ${{ secrets.s }}", timeout: 1h}}
                  - {id: look, action: test:look, input: {name: "${{ steps.hook.output.payload.echo }}"}}
                  - {id: end, action: %s, input: {name: "${{ steps.make.output.result }}"}}
                output: {made: "${{ steps.make.output.result }}"}
                """.formatted(lastAction));
        var id = process.tasks.create(spec, secrets, null);
        found.put("before the run", find());
        runTurn();
        found.put("while it waits", find());
        var line = process.messages(id).getLast();
        var callbacks = new Callbacks(process.database, TaskProcess.VAULT, clock);
        callbacks.receive(
                line.substring(line.lastIndexOf('/') + 1),
                _ -> true,
                Json.object().put("echo", SECRET));
        found.put("once it was called", find());
        runTurn();
        found.put("after the end", find());
        return id;
    }

    private void runTurn() {
        process.loop.claim();
        process.awaitNoRuns();
    }

    /** Where some form of the secret stands in the rows of the tasks. */
    private List<String> find() {
        return Tables.withSecrets(process.database, forms());
    }

    private static Map<String, String> forms() {
        var bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        var forms = new LinkedHashMap<String, String>();
        forms.put("plain", SECRET);
        forms.put("as JSON", Json.write(Json.text(SECRET)).replaceAll("^\"|\"$", ""));
        forms.put("in hexadecimal", HexFormat.of().formatHex(bytes));
        forms.put("in an URL", URLEncoder.encode(SECRET, StandardCharsets.UTF_8));
        for (var before = 0; before < 3; before++) {
            // What base64 makes of it depends on what stands before; the ends depend on the neighbours.
            var padded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, padded, before, bytes.length);
            var text = Base64.getEncoder().withoutPadding().encodeToString(padded);
            forms.put("in base64, " + before, text.substring(before == 0 ? 0 : before + 1, text.length() - 2));
        }
        return forms;
    }

    @Test
    void areNotInTheTablesOfATaskThatCompletes() throws Exception {
        var id = run("test:done");

        assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(found)
                .containsOnlyKeys(
                        "before the run",
                        "in the first step",
                        "while it waits",
                        "once it was called",
                        "in a later step",
                        "after the end")
                .allSatisfy((_, places) -> assertThat(places).isEmpty());
    }

    @Test
    void areNotInTheTablesOfATaskThatFails() throws Exception {
        var id = run("test:fail");

        assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(found).allSatisfy((_, places) -> assertThat(places).isEmpty());
        assertThat(process.count("tasks where secrets is not null or finished_steps is not null"))
                .isZero();
        assertThat(process.count("task_blobs")).isZero();
        assertThat(process.count("task_waits where sealed is not null or payload is not null"))
                .isZero();
    }

    @Test
    void wouldBeFound() {
        process.tasks.create(
                (ObjectNode) Yaml.read("parameters: {password: '" + SECRET + "'}"), TaskSecrets.NONE, null);
        process.execute("update tasks set checkpoints = convert_to('" + forms().get("in hexadecimal") + "', 'UTF8')");

        assertThat(find()).containsExactly("tasks.spec as JSON", "tasks.checkpoints in hexadecimal");
    }

    /** The scaffolder's tables, as they are stored. */
    private static final class Tables {
        static List<String> withSecrets(Database database, Map<String, String> forms) {
            return database.inTransaction(tx -> {
                var places = new ArrayList<String>();
                var names = tx.jooq()
                        .fetch("select table_name from information_schema.tables where table_schema = 'public' and"
                                + " (table_name like 'task%' or table_name = 'audit_log')")
                        .getValues(0, String.class);
                for (var name : names) {
                    for (var row : tx.jooq().fetch("select * from " + name)) {
                        for (var field : row.fields()) {
                            var stored = text(row.get(field));
                            forms.forEach((form, text) -> {
                                if (stored.contains(text.toLowerCase(Locale.ROOT))) {
                                    places.add(name + "." + field.getName() + " " + form);
                                }
                            });
                        }
                    }
                }
                return places;
            });
        }

        private static String text(Object value) {
            var text = switch (value) {
                case null -> "";
                case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
                case Object[] array -> List.of(array).toString();
                default -> value.toString();
            };
            return text.toLowerCase(Locale.ROOT);
        }
    }
}
