package dev.buildrun.deploy.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 connection that is kept open: sends whole requests as bytes, and reads answers only far enough to know where they end. */
final class AskingConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int BUFFER_BYTES = 65_536;
    private static final int MAX_LINE_BYTES = 32_768;
    private static final int HEXADECIMAL = 16;
    private static final int STATUS_FROM = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS_FROM + 3;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private long lastBodyBytes;

    AskingConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = socket.getOutputStream();
    }

    /** Sends a request and waits for the end of the answer. Returns its status. */
    int ask(byte[] request) throws IOException {
        out.write(request);
        var status = Integer.parseInt(line(), STATUS_FROM, STATUS_END, 10);
        var length = -1L;
        var chunked = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).trim());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        lastBodyBytes = chunked ? skipChunks() : skip(length);
        return status;
    }

    /** The length of the body that came last. */
    long lastBodyBytes() {
        return lastBodyBytes;
    }

    private long skipChunks() throws IOException {
        var all = 0L;
        for (var size = chunkSize(); size > 0; size = chunkSize()) {
            all += skip(size);
            line();
        }
        line();
        return all;
    }

    private long chunkSize() throws IOException {
        var size = line();
        var extensions = size.indexOf(';');
        return Long.parseLong(extensions < 0 ? size : size.substring(0, extensions), HEXADECIMAL);
    }

    private long skip(long length) throws IOException {
        if (length < 0) {
            throw new IOException("The answer does not say where it ends");
        }
        in.skipNBytes(length);
        return length;
    }

    private String line() throws IOException {
        var length = 0;
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The server closed the connection in the middle of an answer");
            }
            if (length == MAX_LINE_BYTES) {
                throw new IOException("Expected a line of at most " + MAX_LINE_BYTES + " bytes, found more");
            }
            line[length++] = (byte) next;
        }
        var end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
