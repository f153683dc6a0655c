package dev.buildrun.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The weak entity tag that Express gives a body: its length in hex and a part of its SHA-1. */
final class EntityTag {
    static final String HEADER = "ETag";

    private static final int HASH_CHARACTERS = 27;

    private EntityTag() {}

    static String weak(List<byte[]> body) {
        var sha1 = sha1();
        var length = 0L;
        for (var piece : body) {
            sha1.update(piece);
            length += piece.length;
        }
        var hash = Base64.getEncoder().encodeToString(sha1.digest()).substring(0, HASH_CHARACTERS);
        return "W/\"" + Long.toHexString(length) + "-" + hash + "\"";
    }

    /** Whether an {@code If-None-Match} header names the tag. */
    static boolean matches(String ifNoneMatch, String tag) {
        for (var candidate : ifNoneMatch.split(",", -1)) {
            var trimmed = candidate.trim();
            if (trimmed.equals("*") || strong(trimmed).equals(strong(tag))) {
                return true;
            }
        }
        return false;
    }

    private static String strong(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
