package dev.buildrun.scaffolder.task;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.seal.Seal;
import java.nio.file.Path;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encrypts the secrets of tasks, and whatever may hold them, for the database; bound to the task's id, so that a row can't be given
 * another task's secrets.
 */
public final class SecretsCipher {
    private final Seal seal;

    public SecretsCipher(Seal seal) {
        this.seal = seal;
    }

    /**
     * With the operator's key, which must be the same for every process on one database ({@code buildrun.scaffolder.secretsKey}).
     *
     * @param key 32 bytes in Base64
     */
    public static SecretsCipher of(String key) {
        return new SecretsCipher(Seal.of(key, "buildrun.scaffolder.secretsKey"));
    }

    /** With a key of this installation, made at the first use and kept in a file that only its owner may read. */
    public static SecretsCipher fromFile(Path file) {
        return new SecretsCipher(Seal.fromFile(file));
    }

    byte[] encrypt(UUID taskId, TaskSecrets secrets) {
        return close(taskId, Json.writeBytes(secrets.forTemplates()));
    }

    /** Encrypts anything of a task. */
    byte[] close(UUID taskId, byte[] content) {
        return seal.close(taskId, content);
    }

    /**
     * Reverses {@link #encrypt}.
     *
     * @throws ServiceException of kind INTERNAL when they were encrypted with another key or for another task
     */
    TaskSecrets decrypt(UUID taskId, byte[] encrypted) {
        return TaskSecrets.of((ObjectNode) Json.read(open(taskId, encrypted)));
    }

    /**
     * Reverses {@link #close}.
     *
     * @throws ServiceException of kind INTERNAL when it was encrypted with another key or for another task
     */
    byte[] open(UUID taskId, byte[] encrypted) {
        return seal.open(taskId, encrypted)
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.INTERNAL,
                        "What the task keeps was encrypted with another key than this process has; give every process the"
                                + " same buildrun.scaffolder.secretsKey"));
    }
}
