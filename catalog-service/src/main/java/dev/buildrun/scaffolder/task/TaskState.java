package dev.buildrun.scaffolder.task;

import dev.buildrun.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the steps of a task left. Actions keep tokens there, so that both trees are encrypted in the database, bound to the task. */
final class TaskState {
    private final UUID taskId;
    private final SecretsCipher cipher;
    /** {@code {<step id>: <output>}} */
    private final ObjectNode steps;
    /** {@code {<key>: <entry>}} */
    private final ObjectNode checkpoints;

    private TaskState(UUID taskId, SecretsCipher cipher, ObjectNode steps, ObjectNode checkpoints) {
        this.taskId = taskId;
        this.cipher = cipher;
        this.steps = steps;
        this.checkpoints = checkpoints;
    }

    /** As it is in the database; null where nothing was left. */
    record Sealed(byte @Nullable [] steps, byte @Nullable [] checkpoints) {
        static final Sealed NOTHING = new Sealed(null, null);
    }

    /** @throws dev.buildrun.error.ServiceException of kind INTERNAL when it was encrypted with another key */
    static TaskState open(UUID taskId, Sealed sealed, SecretsCipher cipher) {
        return new TaskState(
                taskId, cipher, tree(taskId, sealed.steps(), cipher), tree(taskId, sealed.checkpoints(), cipher));
    }

    private static ObjectNode tree(UUID taskId, byte @Nullable [] sealed, SecretsCipher cipher) {
        return sealed == null ? Json.object() : (ObjectNode) Json.read(cipher.open(taskId, sealed));
    }

    byte[] sealedSteps() {
        return cipher.close(taskId, Json.writeBytes(steps));
    }

    byte[] sealedCheckpoints() {
        return cipher.close(taskId, Json.writeBytes(checkpoints));
    }

    Map<String, ObjectNode> steps() {
        var outputs = new HashMap<String, ObjectNode>();
        steps.forEachEntry((id, output) -> outputs.put(id, (ObjectNode) output));
        return outputs;
    }

    void putStep(String id, ObjectNode output) {
        steps.set(id, output);
    }

    Optional<JsonNode> checkpoint(String key) {
        return checkpoints.optional(key);
    }

    void putCheckpoint(String key, ObjectNode entry) {
        checkpoints.set(key, entry);
    }
}
