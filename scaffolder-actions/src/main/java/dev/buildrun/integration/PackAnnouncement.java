package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Looks at what a Git server answers before JGit does: how many objects its pack announces. JGit reserves memory for as many as the header
 * says, which four bytes could make two thousand million.
 *
 * <p>An answer consists of lines with their length before them; those of a pack begin with the number of their band, 1.
 */
final class PackAnnouncement {
    static final int MAX_OBJECTS = 1_000_000;

    private static final int LENGTH_DIGITS = 4;
    private static final int PACK_BAND = 1;
    private static final int HEADER_BYTES = 12;

    private final byte[] header = new byte[HEADER_BYTES];
    private int headerLength;
    private int digits;
    private int length;
    private int left;
    private boolean isBand;
    private boolean isPack;

    /** @throws ServiceException of kind INPUT when the pack that comes announces too many objects */
    void see(byte[] buffer, int offset, int count) {
        for (var i = offset; i < offset + count && headerLength < HEADER_BYTES; i++) {
            see(buffer[i]);
        }
    }

    private void see(byte next) {
        if (left == 0) {
            seeDigit(next);
        } else {
            left--;
            if (isBand) {
                isBand = false;
                isPack = next == PACK_BAND;
            } else if (isPack) {
                header[headerLength++] = next;
                check();
            }
        }
    }

    private void seeDigit(byte next) {
        length = length * 16 + Math.max(0, Character.digit(next, 16));
        digits++;
        if (digits == LENGTH_DIGITS) {
            // Lengths below 4 are marks without anything behind them.
            left = Math.max(0, length - LENGTH_DIGITS);
            isBand = left > 0;
            digits = 0;
            length = 0;
        }
    }

    private void check() {
        if (headerLength < HEADER_BYTES || !new String(header, 0, 4, StandardCharsets.US_ASCII).equals("PACK")) {
            return;
        }
        var objects = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(8));
        if (objects > MAX_OBJECTS) {
            throw ServiceException.input("What was fetched is too large: expected at most " + MAX_OBJECTS
                    + " objects at once, found " + objects);
        }
    }
}
