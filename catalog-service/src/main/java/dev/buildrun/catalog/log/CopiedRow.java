package dev.buildrun.catalog.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The fields of one row as {@code COPY … (FORMAT binary)} sends it, taken one after the other; none may be null. */
final class CopiedRow {
    /** What goes before the first row: a signature, flags and the length of an extension that there is not. */
    static final int HEADER_BYTES = 19;

    /** What comes behind the last row instead of another one. */
    private static final short END = -1;

    private static final int DIMENSION_BYTES = 8;

    private final ByteBuffer bytes;

    /** @param from where the row begins in the message */
    CopiedRow(byte[] message, int from) {
        bytes = ByteBuffer.wrap(message, from, message.length - from);
        // How many fields there are, which whoever takes them knows.
        bytes.getShort();
    }

    static boolean isThere(byte[] message, int from) {
        return message.length > from && ByteBuffer.wrap(message).getShort(from) != END;
    }

    UUID uuid() {
        length();
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    String text() {
        var length = length();
        var text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }

    boolean bool() {
        length();
        return bytes.get() != 0;
    }

    /** A list of one dimension. */
    String[] texts() {
        length();
        var dimensions = bytes.getInt();
        bytes.position(bytes.position() + DIMENSION_BYTES);
        if (dimensions == 0) {
            return new String[0];
        }
        var texts = new String[bytes.getInt()];
        bytes.getInt();
        for (var i = 0; i < texts.length; i++) {
            texts[i] = text();
        }
        return texts;
    }

    private int length() {
        var length = bytes.getInt();
        if (length < 0) {
            throw new IllegalStateException("Expected a value at byte " + bytes.position() + " of a row, found null");
        }
        return length;
    }
}
