package dev.buildrun.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way to a server on this machine, that can be closed, swallow everything or be slow, and be mended. */
public final class Passage implements AutoCloseable {
    private static final int CHUNK = 16 << 10;
    private static final Duration SLOWNESS = Duration.ofMillis(700);

    private final ServerSocket entrance;
    private final int behind;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OPEN;

    /** How it is. */
    public enum State {
        OPEN,
        /** Hangs up on everybody. */
        CLOSED,
        /** Takes everything and passes nothing on, for good: what was open then comes to nothing even after it is mended. */
        SWALLOWS,
        /** Whatever passes takes its time. */
        SLOW
    }

    public Passage(URI server) {
        try {
            entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        behind = server.getPort();
        Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "https://127.0.0.1:" + entrance.getLocalPort();
    }

    public void is(State next) {
        state = next;
        switch (next) {
            case CLOSED -> open.forEach(Connection::close);
            case SWALLOWS -> open.forEach(connection -> connection.isLost = true);
            case OPEN, SLOW -> {}
        }
    }

    /** Connections that somebody has to it. */
    public int connections() {
        return open.size();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                var client = entrance.accept();
                if (state == State.CLOSED) {
                    client.setSoLinger(true, 0);
                    client.close();
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException _) {
                // Closed, or a caller that has gone again.
            }
        }
    }

    private void connect(Socket client) {
        try {
            var connection = new Connection(client, new Socket(InetAddress.getLoopbackAddress(), behind));
            connection.isLost = state == State.SWALLOWS;
            open.add(connection);
            Thread.ofVirtual().start(() -> pass(connection, connection.server, connection.client));
            pass(connection, connection.client, connection.server);
        } catch (IOException _) {
            // Nobody is behind.
        }
    }

    private void pass(Connection connection, Socket from, Socket to) {
        try {
            var buffer = new byte[CHUNK];
            for (var count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                if (state == State.SLOW) {
                    Thread.sleep(SLOWNESS);
                }
                if (!connection.isLost) {
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
        } catch (IOException | InterruptedException _) {
            // One end has gone.
        }
        // The server's end is not told to a client whose connection is lost.
        if (!connection.isLost || from.equals(connection.client)) {
            connection.close();
            open.remove(connection);
        }
    }

    private static final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean isLost;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void close() {
            try (client;
                    server) {
                // Both.
            } catch (IOException _) {
                // Closed before.
            }
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        open.forEach(Connection::close);
    }
}
