package dev.buildrun.catalog.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The form in which a refresh key is stored: itself, or as Backstage shortens one that is too long for an index. */
final class RefreshKey {
    private static final int MAX_CHARACTERS = 255;
    private static final int KEPT_CHARACTERS = 180;

    private RefreshKey() {}

    static String stored(String key) {
        return key.length() <= MAX_CHARACTERS
                ? key
                : key.substring(0, KEPT_CHARACTERS) + "#sha256:"
                        + HexFormat.of().formatHex(sha256(key));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
