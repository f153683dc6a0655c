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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for the database: AES-256-GCM with a fresh nonce each time, bound to what the secret belongs to, so that a row
 * can't be given another one's secret. What is sealed names its key, so that a new key can take over while the old one still opens what
 * it has sealed.
 */
public final class Seal {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** What is sealed begins with this and the id of its key; before there were ids, with the nonce. */
    private static final byte WITH_KEY_ID = 1;

    private static final int ID_BYTES = 4;
    private static final int HEAD_BYTES = 1 + ID_BYTES;

    /** The first one seals. */
    private final List<Key> keys;

    private final SecureRandom random = new SecureRandom();

    private Seal(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @param id the beginning of the key's SHA-256, which tells nothing of the key */
    private record Key(SecretKeySpec key, byte[] id) {
        static Key of(byte[] bytes) {
            try {
                var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
                return new Key(new SecretKeySpec(bytes, "AES"), Arrays.copyOf(digest, ID_BYTES));
            } catch (NoSuchAlgorithmException exception) {
                throw new IllegalStateException(exception);
            }
        }

        @Override
        public String toString() {
            return "Key[" + HexFormat.of().formatHex(id) + "]";
        }
    }

    /** With one key of the operator. */
    public static Seal of(String key, String path) {
        return of(List.of(key), path);
    }

    /**
     * With the operator's keys, which must be the same for every process on one database.
     *
     * @param keys 32 bytes in Base64 each; the first one seals, all open
     * @param path of the keys in the configuration, for the message
     */
    public static Seal of(List<String> keys, String path) {
        return new Seal(keys.stream().map(key -> key(key, path)).toList());
    }

    private static Key key(String key, String path) {
        try {
            var bytes = Base64.getDecoder().decode(key);
            if (bytes.length == KEY_BYTES) {
                return Key.of(bytes);
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
            return new Seal(List.of(Key.of(bytes)));
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
        var key = keys.getFirst();
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var hidden = cipher(Cipher.ENCRYPT_MODE, key, owner, nonce).doFinal(secret);
            return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + hidden.length)
                    .put(WITH_KEY_ID)
                    .put(key.id())
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException("AES-GCM is not available", exception);
        }
    }

    /** Reverses {@link #close}; empty where it was done with another key or for another owner. */
    public Optional<byte[]> open(UUID owner, byte[] sealed) {
        for (var key : keys) {
            if (names(sealed, key)) {
                var secret = open(key, owner, sealed, HEAD_BYTES);
                if (secret.isPresent()) {
                    return secret;
                }
            }
        }
        return keys.stream()
                .map(key -> open(key, owner, sealed, 0))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean names(byte[] sealed, Key key) {
        return sealed.length > HEAD_BYTES
                && sealed[0] == WITH_KEY_ID
                && Arrays.equals(sealed, 1, HEAD_BYTES, key.id(), 0, ID_BYTES);
    }

    private static Optional<byte[]> open(Key key, UUID owner, byte[] sealed, int from) {
        var start = from + NONCE_BYTES;
        if (sealed.length < start) {
            return Optional.empty();
        }
        try {
            var nonce = Arrays.copyOfRange(sealed, from, start);
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, key, owner, nonce).doFinal(sealed, start, sealed.length - start));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, Key key, UUID owner, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.toString().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
