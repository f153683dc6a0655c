package dev.buildrun.scaffolder.task;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encrypts the secrets of tasks for the database: AES-256-GCM with a fresh nonce each time, bound to the task's id, so that a row can't
 * be given another task's secrets.
 */
public final class SecretsCipher {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private SecretsCipher(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * With the operator's key, which must be the same for every process on one database ({@code buildrun.scaffolder.secretsKey}).
     *
     * @param key 32 bytes in Base64
     */
    public static SecretsCipher of(String key) {
        try {
            var bytes = Base64.getDecoder().decode(key);
            if (bytes.length == KEY_BYTES) {
                return new SecretsCipher(bytes);
            }
        } catch (IllegalArgumentException _) {
            // Told below, without the key.
        }
        throw new IllegalArgumentException(
                "buildrun.scaffolder.secretsKey: expected " + KEY_BYTES + " bytes in Base64, found something else");
    }

    /** With a key of this installation, made at the first use and kept in a file that only its owner may read. */
    public static SecretsCipher fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            var bytes = Files.readAllBytes(file);
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException(
                        file + ": expected a key of " + KEY_BYTES + " bytes, found " + bytes.length);
            }
            return new SecretsCipher(bytes);
        } catch (IOException exception) {
            throw new UncheckedIOException("Can't use the key file " + file, exception);
        }
    }

    /** Appears whole or not at all, so that a crash in between leaves no half key. */
    private static void create(Path file) throws IOException {
        var bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, ownerOnly);
        Files.write(draft, bytes);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    byte[] encrypt(UUID taskId, TaskSecrets secrets) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, taskId, nonce);
            var hidden = cipher.doFinal(Json.writeBytes(secrets.forTemplates()));
            return ByteBuffer.allocate(NONCE_BYTES + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException("AES-GCM is not available", exception);
        }
    }

    /**
     * Reverses {@link #encrypt}.
     *
     * @throws ServiceException of kind INTERNAL when they were encrypted with another key or for another task
     */
    TaskSecrets decrypt(UUID taskId, byte[] encrypted) {
        try {
            var nonce = Arrays.copyOf(encrypted, NONCE_BYTES);
            var shown = cipher(Cipher.DECRYPT_MODE, taskId, nonce)
                    .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
            return TaskSecrets.of((ObjectNode) Json.read(shown));
        } catch (GeneralSecurityException | IllegalArgumentException exception) {
            throw ServiceException.of(
                    ErrorKind.INTERNAL,
                    "The task's secrets were encrypted with another key than this process has; give every process the same"
                            + " buildrun.scaffolder.secretsKey",
                    exception);
        }
    }

    private Cipher cipher(int mode, UUID taskId, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(taskId.toString().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
