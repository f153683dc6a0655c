package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.log.StoredEntity;

/** Makes the etag of an entity of the hash that its body has anyway, and of what else is served of it but the relations. */
final class Etags {
    private static final int DIGITS = 40;
    /** The first digits belong to the relations, which {@link EntityBody#mixEtag} mixes in. */
    private static final int FIRST_MIXED = 16;

    private static final int MIXED = 16;

    private Etags() {}

    /** 40 hex digits that change whenever the body, the errors or being an orphan do. */
    static String of(StoredEntity stored) {
        var text = new StringBuilder(stored.bodyHash());
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException(
                    "body hash of " + stored.ref() + ": expected 40 hex digits, found " + stored.bodyHash());
        }
        var rest = stored.orphan() ? 0x9E3779B97F4A7C15L : 0;
        for (var error : stored.errors()) {
            rest = rest * 31 + hash(error);
        }
        mix(text, FIRST_MIXED, rest);
        return text.toString();
    }

    private static long hash(EntityError error) {
        var hash = 0xCBF29CE484222325L;
        var text = error.toJson().toString();
        for (var i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    private static void mix(StringBuilder text, int at, long bits) {
        for (var i = 0; i < MIXED; i++) {
            var digit = Character.digit(text.charAt(at + i), 16) ^ ((int) (bits >>> (60 - 4 * i)) & 0xF);
            text.setCharAt(at + i, Character.forDigit(digit, 16));
        }
    }
}
