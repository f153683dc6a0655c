package dev.buildrun.scaffolder.builtin.fetch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tells text, which is rendered, from anything else, which is copied. The first 512 bytes decide, by the rules that Backstage's
 * library has; unlike there, what is not UTF-8 all through is copied as well, since rendering it would destroy it.
 */
final class TextOrBinary {
    private static final int LOOKED_AT = 512;
    private static final int[][] TEXT_MARKS = {
        {0xEF, 0xBB, 0xBF}, {0x00, 0x00, 0xFE, 0xFF}, {0xFF, 0xFE}, {0xFE, 0xFF}, {0x84, 0x31, 0x95, 0x33}
    };
    private static final int[] PDF = {'%', 'P', 'D', 'F', '-'};

    private TextOrBinary() {}

    /** The text of a file; empty when it is to be copied as it is. */
    static Optional<String> text(byte[] bytes) {
        if (isBinary(bytes)) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException exception) {
            return Optional.empty();
        }
    }

    static boolean isBinary(byte[] bytes) {
        if (bytes.length == 0 || Arrays.stream(TEXT_MARKS).anyMatch(mark -> startsWith(bytes, mark))) {
            return false;
        }
        if (startsWith(bytes, PDF)) {
            return true;
        }
        var total = Math.min(bytes.length, LOOKED_AT);
        var suspicious = 0;
        for (var index = 0; index < total; index++) {
            if (bytes[index] == 0) {
                return true;
            }
            if (isPlain(bytes[index])) {
                continue;
            }
            var length = sequenceLength(bytes, index, total);
            index += length - 1;
            suspicious += length == 1 ? 1 : 0;
        }
        return suspicious * 100 / total > 10;
    }

    private static boolean isPlain(byte value) {
        var code = value & 0xFF;
        return (code >= 7 && code <= 14) || (code >= 32 && code <= 127);
    }

    /** Length of the UTF-8 sequence that begins here; 1 when none does. */
    private static int sequenceLength(byte[] bytes, int start, int end) {
        var first = bytes[start] & 0xFF;
        var length = first >= 0xF0 && first <= 0xF7 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC0 ? 2 : 1;
        if (first >= 0xF8 || start + length > end) {
            return 1;
        }
        for (var index = start + 1; index < start + length; index++) {
            if ((bytes[index] & 0xC0) != 0x80) {
                return 1;
            }
        }
        return length;
    }

    private static boolean startsWith(byte[] bytes, int[] mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (var index = 0; index < mark.length; index++) {
            if ((bytes[index] & 0xFF) != mark[index]) {
                return false;
            }
        }
        return true;
    }
}
