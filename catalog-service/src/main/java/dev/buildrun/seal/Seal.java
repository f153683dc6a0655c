package dev.buildrun.seal;

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
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for the database: AES-256-GCM with a fresh nonce each time, bound to what the secret belongs to, so that a row
 * can't be given another one's secret.
 */
public final class Seal {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private Seal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * With the operator's key, which must be the same for every process on one database.
     *
     * @param key 32 bytes in Base64
     * @param path of the key in the configuration, for the message
     */
    public static Seal of(String key, String path) {
        try {
            var bytes = Base64.getDecoder().decode(key);
            if (bytes.length == KEY_BYTES) {
                return new Seal(bytes);
            }
        } catch (IllegalArgumentException _) {
            // Told below, without the key.
        }
        throw new IllegalArgumentException(path + ": expected " + KEY_BYTES + " bytes in Base64, found something else");
    }

    /** With a key of this installation, made at the first use and kept in a file that only its owner may read. */
    public static Seal fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            var bytes = Files.readAllBytes(file);
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException(
                        file + ": expected a key of " + KEY_BYTES + " bytes, found " + bytes.length);
            }
            return new Seal(bytes);
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

    public byte[] close(UUID owner, byte[] secret) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var hidden = cipher(Cipher.ENCRYPT_MODE, owner, nonce).doFinal(secret);
            return ByteBuffer.allocate(NONCE_BYTES + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException("AES-GCM is not available", exception);
        }
    }

    /** Reverses {@link #close}; empty where it was done with another key or for another owner. */
    public Optional<byte[]> open(UUID owner, byte[] sealed) {
        try {
            var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, owner, nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, UUID owner, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.toString().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
