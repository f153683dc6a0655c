package dev.buildrun.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails with the error for too large bodies when more comes than that. */
final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream stream, long maxBytes) {
        super(stream);
        this.left = maxBytes;
    }

    @Override
    public int read() throws IOException {
        var value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        var count = super.read(target, offset, length);
        count(Math.max(0, count));
        return count;
    }

    private void count(int bytes) {
        left -= bytes;
        if (left < 0) {
            throw BodyReader.tooLarge();
        }
    }
}
