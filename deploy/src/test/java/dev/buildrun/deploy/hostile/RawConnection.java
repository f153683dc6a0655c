package dev.buildrun.deploy.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection to the service on which a test writes what it likes. */
final class RawConnection implements AutoCloseable {
    private final Socket socket;

    RawConnection(SmallHeapService service) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
    }

    /** Returns false where the service has closed the connection meanwhile. */
    boolean write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** What the service sends until it closes the connection; fails when it has not after the time. */
    String readToEnd(Duration patience) throws IOException {
        var received = new StringBuilder();
        var end = System.nanoTime() + patience.toNanos();
        var buffer = new byte[8_192];
        try {
            while (true) {
                var left = Math.max(1, (end - System.nanoTime()) / 1_000_000);
                socket.setSoTimeout(Math.toIntExact(left));
                var count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    return received.toString();
                }
                received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException _) {
            throw new AssertionError("The connection is still open after " + patience + ", received " + received);
        } catch (IOException _) {
            return received.toString();
        }
    }

    /** The first bytes that come. */
    String readSome(Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        var buffer = new byte[8_192];
        var count = socket.getInputStream().read(buffer);
        return count < 0 ? "" : new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
