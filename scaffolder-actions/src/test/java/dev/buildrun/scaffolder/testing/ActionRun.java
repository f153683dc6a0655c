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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls one action without a runner. The ledger, the log and the workspace stay from one call to the next. */
public final class ActionRun implements ActionLog {
    public static final Initiator ADA = new Initiator("user:default/ada", "ada's token");

    private final Workspace workspace;
    private final MemoryLedger ledger = new MemoryLedger();
    private final List<String> lines = new ArrayList<>();
    private @Nullable String baseUrl;
    private String stepId = "step";

    public ActionRun(Path directory) {
        this.workspace = Workspace.open(directory, Workspace.Limits.USUAL);
    }

    public ActionRun from(Path templateFile) {
        return from("file://" + templateFile);
    }

    public ActionRun from(String templateUrl) {
        this.baseUrl = templateUrl;
        return this;
    }

    public ActionRun asStep(String id) {
        this.stepId = id;
        return this;
    }

    public <I extends Record, O extends Record> O call(Action<I, O> action, I input) throws InterruptedException {
        return action.run(new ActionContext<>(
                input,
                new StepInfo("task-1", stepId, null, baseUrl, ADA, false),
                workspace,
                TaskSecrets.NONE,
                this,
                (key, work) -> {
                    throw new UnsupportedOperationException("No built-in action has checkpoints");
                },
                ledger));
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
