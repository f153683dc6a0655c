package dev.buildrun.scaffolder.task;

import dev.buildrun.scaffolder.run.RunState;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run's state in the database: a finished step, the workspace after it and the line that tells of it are one transaction. Used by the run's
 * thread.
 */
final class StoredState implements RunState {
    private final RunDatabase database;
    private final TaskStore tasks = new TaskStore();
    private final WorkspaceStore workspaces = new WorkspaceStore();
    private final TaskState state;
    private final KeptWorkspace files;
    private @Nullable Hash root;
    private boolean hasKeptFiles;

    StoredState(RunDatabase database, TaskState state, SecretsCipher cipher) {
        this.database = database;
        this.state = state;
        this.files = new KeptWorkspace(database, cipher);
    }

    /** Puts the kept workspace into an empty one. */
    void restore(Workspace workspace) {
        files.restore(workspace);
    }

    @Override
    public Map<String, ObjectNode> finishedSteps() {
        return state.steps();
    }

    /** Whether anything of the workspace may be kept by this run. */
    boolean hasKeptFiles() {
        return hasKeptFiles;
    }

    /** Nothing is kept for steps after the last one; it is the task's end that tells that it has finished. */
    @Override
    public void stepFinished(String stepId, ObjectNode output, Workspace workspace, boolean isLast, Runnable line) {
        state.putStep(stepId, output);
        if (isLast) {
            database.lines().holdBack();
            line.run();
            return;
        }
        hasKeptFiles = true;
        var now = files.write(workspace);
        var garbage = files.takeGarbage();
        var steps = state.sealedSteps();
        database.lines().holdBack();
        line.run();
        database.write(tx -> {
            tasks.saveSteps(tx, database.claim(), steps);
            files.writeRest(tx);
            // Most steps leave the files alone.
            if (!now.equals(root)) {
                workspaces.setRoot(tx, taskId(), now);
            }
            if (!garbage.isEmpty()) {
                workspaces.remove(tx, taskId(), garbage);
            }
        });
        database.lines().release();
        files.written();
        root = now;
    }

    @Override
    public Optional<JsonNode> checkpoint(String key) {
        return state.checkpoint(key);
    }

    @Override
    public void saveCheckpoint(String key, ObjectNode entry) {
        state.putCheckpoint(key, entry);
        database.write(tx -> tasks.saveCheckpoints(tx, database.claim(), state.sealedCheckpoints()));
    }

    private UUID taskId() {
        return database.claim().taskId();
    }
}
