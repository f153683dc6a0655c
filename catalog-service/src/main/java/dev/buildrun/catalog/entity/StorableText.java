package dev.buildrun.catalog.entity;

/** Tells whether a text can be a key in the database, which holds neither the character U+0000 nor half a surrogate pair. */
public final class StorableText {
    private StorableText() {}

    public static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(
                        point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }
}
