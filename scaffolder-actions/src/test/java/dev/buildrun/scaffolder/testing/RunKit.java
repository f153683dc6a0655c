package dev.buildrun.scaffolder.testing;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.run.ActionPermits;
import dev.buildrun.scaffolder.run.Cancellation;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.run.RunSettings;
import dev.buildrun.scaffolder.run.TaskRun;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.run.TaskSide;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Runs tasks with actions made for tests; the state stays from one run to the next. */
public final class RunKit {
    public static final Initiator ADA = new Initiator("user:default/ada", "ada's token");

    private final Path directory;
    private final MemoryState state = new MemoryState();
    private final MemoryLedger ledger = new MemoryLedger();
    private final RecordedEvents events = new RecordedEvents();
    private final List<String> echoed = new ArrayList<>();
    private final Cancellation cancellation = new Cancellation();
    private RunSettings settings = RunSettings.USUAL;
    private Consumer<Cancellation> whileSleeping = ignored -> {};
    private int attempts;

    public RunKit(Path directory) {
        this.directory = directory;
    }

    public RunResult.Ended run(String spec) throws InterruptedException {
        return run(spec, Map.of(), false);
    }

    public RunResult.Ended run(String spec, Map<String, String> secrets) throws InterruptedException {
        return run(spec, secrets, false);
    }

    public RunResult.Ended dryRun(String spec, Map<String, String> secrets) throws InterruptedException {
        return run(spec, secrets, true);
    }

    public ObjectNode spec(String yaml) {
        return (ObjectNode) Yaml.read(yaml);
    }

    public void environment(Map<String, String> parameters, Map<String, String> secrets) {
        settings = new RunSettings(parameters, secrets, settings.refuseUnknownInput());
    }

    public void refuseUnknownInput() {
        settings = new RunSettings(settings.environmentParameters(), settings.environmentSecrets(), true);
    }

    /** What another thread does as soon as the action {@code sleep} has begun. */
    public void whileSleeping(Consumer<Cancellation> work) {
        whileSleeping = work;
    }

    /** What happens while the owner keeps the first line that an action writes. */
    public void onFirstLineOf(String stepId, Runnable work) {
        events.onFirstLineOf(stepId, work);
    }

    public Cancellation cancellation() {
        return cancellation;
    }

    public List<String> lines() {
        return events.lines();
    }

    public RecordedEvents events() {
        return events;
    }

    public MemoryState state() {
        return state;
    }

    /** What the action {@code echo} was given, in order. */
    public List<String> echoed() {
        return echoed;
    }

    public int attempts() {
        return attempts;
    }

    private RunResult.Ended run(String spec, Map<String, String> secrets, boolean dryRun) throws InterruptedException {
        var values = Json.object();
        secrets.forEach(values::put);
        var runner = new TaskRunner(actions(), TemplateExtensions.none(), settings, ActionPermits.ALL);
        var workspace = Workspace.open(directory, Workspace.Limits.USUAL);
        return (RunResult.Ended) runner.run(
                new TaskRun("task-1", spec(spec), TaskSecrets.of(values), ADA, dryRun),
                new TaskSide(events, state, ledger, workspace, cancellation));
    }

    private Actions actions() {
        return new Actions(List.of(
                action("echo", true, context -> {
                    var text = String.valueOf(context.input().text());
                    context.log().info(text);
                    echoed.add(text);
                    return new Text(text);
                }),
                action("fail", false, context -> {
                    var prefix = context.input().text() == null ? "" : "no access with ";
                    throw ServiceException.conflict(prefix + context.input().message());
                }),
                action("bug", false, context -> {
                    throw new IllegalStateException(
                            "bug with " + context.input().text());
                }),
                action("flaky", false, context -> {
                    if (++attempts == 1) {
                        throw ServiceException.conflict("the first time");
                    }
                    return new Text(String.valueOf(context.input().text()));
                }),
                action("checkpointed", false, this::checkpointed),
                action("sleep", false, this::sleep),
                action("busy", false, context -> {
                    context.log().info("one");
                    new CountDownLatch(1).await();
                    return NoOutput.NONE;
                }),
                action("chatty", false, context -> {
                    for (var line = 0; line < 20_010; line++) {
                        context.log().info("line " + line);
                    }
                    return NoOutput.NONE;
                })));
    }

    /** Fails inside of the checkpoint in the first run and after it in the second. */
    private Record checkpointed(ActionContext<Input> context) throws InterruptedException {
        var before = attempts;
        context.checkpoints().once("work", () -> {
            if (++attempts == 1) {
                throw ServiceException.conflict("attempt 1");
            }
            return Json.MAPPER.valueToTree(attempts);
        });
        if (attempts != before) {
            throw ServiceException.conflict("after the checkpoint");
        }
        return NoOutput.NONE;
    }

    private Record sleep(ActionContext<Input> context) throws InterruptedException {
        Thread.ofVirtual().start(() -> whileSleeping.accept(cancellation));
        new CountDownLatch(1).await();
        return NoOutput.NONE;
    }

    private static Action<Input, Record> action(String id, boolean dryRun, Work work) {
        var input = schema("""
                {"type":"object","properties":{"text":{"type":"string"},"loud":{"type":"boolean"},
                 "message":{"type":"string"}},"additionalProperties":false}""");
        var output = schema("""
                {"type":"object","properties":{"url":{"type":"string"},"count":{"type":"number"},
                 "done":{"type":"boolean"},"list":{"type":"array","items":{"type":"string"}},"other":{}}}""");
        var description = new ActionDescription<>(
                id,
                "For tests",
                dryRun,
                List.of(),
                new ActionDescription.Schema(input, output),
                Input.class,
                Record.class);
        return new Action<>() {
            @Override
            public ActionDescription<Input, Record> description() {
                return description;
            }

            @Override
            public Record run(ActionContext<Input> context) throws InterruptedException {
                return work.run(context);
            }
        };
    }

    private static ObjectNode schema(String json) {
        return (ObjectNode) Json.read(json);
    }

    /** The input of every action here. */
    public record Input(
            @Nullable String text,
            @Nullable Boolean loud,
            @Nullable String message) {}

    private record Text(String text) {}

    private interface Work {
        Record run(ActionContext<Input> context) throws InterruptedException;
    }
}
