package dev.buildrun.git;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the body of a push before JGit does: how many objects its pack announces. JGit reserves memory for as many as the header
 * says, which four bytes could make two thousand million.
 */
final class PushedPack {
    private static final int HEADER_BYTES = 12;
    private static final int LENGTH_DIGITS = 4;
    private static final int MAX_LINE = 65_520;

    private PushedPack() {}

    /** @throws ServiceException of kind INPUT when the body is no push, or its pack announces too many objects */
    static void check(InputStream body, int maxObjects) throws IOException {
        skipCommands(body);
        var header = body.readNBytes(HEADER_BYTES);
        if (header.length == 0) {
            return;
        }
        if (header.length < HEADER_BYTES || !new String(header, 0, 4, StandardCharsets.US_ASCII).equals("PACK")) {
            throw ServiceException.input("Expected a pack after the commands of the push");
        }
        var objects = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(8));
        if (objects > maxObjects) {
            throw ServiceException.input(
                    "Expected a push of at most " + maxObjects + " objects, found one of " + objects);
        }
    }

    /** Commands are lines with their length before them, up to a line of length nought. */
    private static void skipCommands(InputStream body) throws IOException {
        while (true) {
            var length = length(body.readNBytes(LENGTH_DIGITS));
            if (length == 0) {
                return;
            }
            if (length < LENGTH_DIGITS || length > MAX_LINE) {
                throw notAPush();
            }
            body.skipNBytes(length - LENGTH_DIGITS);
        }
    }

    private static int length(byte[] digits) {
        if (digits.length < LENGTH_DIGITS) {
            throw notAPush();
        }
        try {
            return Integer.parseInt(new String(digits, StandardCharsets.US_ASCII), 16);
        } catch (NumberFormatException _) {
            throw notAPush();
        }
    }

    private static ServiceException notAPush() {
        return ServiceException.input("Expected the commands of a Git push");
    }
}
