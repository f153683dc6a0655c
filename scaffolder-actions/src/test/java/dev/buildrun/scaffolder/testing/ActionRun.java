package dev.buildrun.scaffolder.testing;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionLog;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.StepInfo;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls one action without a runner. The ledger, the log and the workspace stay from one call to the next. */
public final class ActionRun implements ActionLog {
    public static final Initiator ADA = new Initiator("user:default/ada", "ada's token");

    private final Workspace workspace;
    private final MemoryLedger ledger = new MemoryLedger();
    private final Map<String, JsonNode> checkpoints = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private @Nullable String baseUrl;
    private @Nullable String templateRef;
    private String stepId = "step";
    private boolean dryRun;

    public ActionRun(Path directory) {
        this(Workspace.open(directory, Workspace.Limits.USUAL));
    }

    private ActionRun(Workspace workspace) {
        this.workspace = workspace;
    }

    /** @param directory without links in it; nothing is there */
    public static ActionRun inMemory(Path directory) {
        return new ActionRun(Workspace.begin(directory, Workspace.Limits.USUAL));
    }

    public ActionRun from(Path templateFile) {
        return from("file://" + templateFile);
    }

    public ActionRun from(String templateUrl) {
        this.baseUrl = templateUrl;
        return this;
    }

    public ActionRun ofTemplate(String ref) {
        this.templateRef = ref;
        return this;
    }

    public ActionRun dry() {
        this.dryRun = true;
        return this;
    }

    public ActionRun asStep(String id) {
        this.stepId = id;
        return this;
    }

    public <I extends Record, O extends Record> O call(Action<I, O> action, I input) throws InterruptedException {
        return action.run(new ActionContext<>(
                input,
                new StepInfo("task-1", stepId, templateRef, baseUrl, ADA, dryRun),
                workspace,
                TaskSecrets.NONE,
                this,
                this::once,
                ledger));
    }

    private JsonNode once(String key, Callable<JsonNode> work) throws InterruptedException {
        var known = checkpoints.get(key);
        if (known != null) {
            return known;
        }
        try {
            var result = work.call();
            checkpoints.put(key, result);
            return result;
        } catch (InterruptedException | RuntimeException exception) {
            throw exception;
        } catch (Exception exception) {
            throw new IllegalStateException(exception);
        }
    }

    public Workspace workspace() {
        return workspace;
    }

    public MemoryLedger ledger() {
        return ledger;
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void info(String message) {
        lines.add(message);
    }

    @Override
    public void warn(String message) {
        lines.add("warn: " + message);
    }

    @Override
    public void error(String message) {
        lines.add("error: " + message);
    }
}
