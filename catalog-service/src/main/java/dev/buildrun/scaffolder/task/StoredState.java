package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Tx;
import dev.buildrun.scaffolder.run.RunState;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A run's state in the database: a finished step and the workspace after it are one transaction. Used by the run's thread. */
final class StoredState implements RunState {
    private final RunDatabase database;
    private final TaskStore tasks = new TaskStore();
    private final WorkspaceStore workspaces = new WorkspaceStore();
    private final TaskState state;
    private final Path packed;
    private String keptDigest = "";

    /** @param packed a file that this object may write to while it packs or unpacks; whoever made the workspace removes it */
    StoredState(RunDatabase database, TaskState state, Path packed) {
        this.database = database;
        this.state = state;
        this.packed = packed;
    }

    /** Puts the kept workspace into an empty one. */
    void restore(Workspace workspace) {
        try {
            database.write(tx -> workspaces.copyTo(tx, taskId(), packed));
            if (Files.size(packed) > 0) {
                try (var file = Files.newInputStream(packed)) {
                    workspace.unpack(file);
                }
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Override
    public Map<String, ObjectNode> finishedSteps() {
        return state.steps();
    }

    @Override
    public void stepFinished(String stepId, ObjectNode output, Workspace workspace) {
        state.putStep(stepId, output);
        var digest = pack(workspace);
        save(tx -> {
            // Most steps leave the files alone; what is kept already is not written again.
            if (!digest.equals(keptDigest)) {
                workspaces.replace(tx, taskId(), packed);
            }
        });
        keptDigest = digest;
    }

    @Override
    public Optional<JsonNode> checkpoint(String key) {
        return state.checkpoint(key);
    }

    @Override
    public void saveCheckpoint(String key, ObjectNode entry) {
        state.putCheckpoint(key, entry);
        save(_ -> {});
    }

    private void save(Consumer<Tx> besides) {
        database.write(tx -> {
            tasks.saveState(tx, database.claim(), state.tree());
            besides.accept(tx);
        });
    }

    private UUID taskId() {
        return database.claim().taskId();
    }

    /** Returns the digest of what the file now holds; the same files give the same. */
    private String pack(Workspace workspace) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream file = new DigestOutputStream(Files.newOutputStream(packed), digest)) {
                workspace.pack(file);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
