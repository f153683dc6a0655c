package dev.buildrun.deploy.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A host on the loopback interface that sends what a test makes up, byte by byte, and notes who asked for what. */
final class HostileHost implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HostileHost(ServerSocket server) {
        this.server = server;
    }

    /** Writes everything that goes over the wire, status line and headers too. */
    @FunctionalInterface
    interface Reply {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    static HostileHost start() throws IOException {
        var host = new HostileHost(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("hostile-host").start(host::accept);
        return host;
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> answer(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            var first = lines.readLine();
            while (first != null && !lines.readLine().isEmpty()) {
                // Headers do not matter.
            }
            if (first != null) {
                var path = first.split(" ", 3)[1];
                asked.add(path);
                var out = socket.getOutputStream();
                replies.getOrDefault(path, status(404, "", "")).write(out);
                out.flush();
            }
        } catch (IOException | InterruptedException _) {
            // The service has hung up, which is what it should do with most of this.
        } finally {
            open.remove(socket);
        }
    }

    String authority() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    String url(String path) {
        return "http://" + authority() + path;
    }

    /** Serves at a path whatever the reply writes; the URL of it. */
    String serve(String path, Reply reply) {
        replies.put(path, reply);
        return url(path);
    }

    String serve(String path, String text) {
        return serve(path, text.getBytes(StandardCharsets.UTF_8));
    }

    String serve(String path, byte[] body) {
        return serve(path, out -> {
            out.write(head(200, "Content-Length: " + body.length));
            out.write(body);
        });
    }

    /** Serves a body of unknown length that is made while it is sent. */
    String stream(String path, Reply body) {
        return serve(path, out -> {
            out.write(head(200, "Content-Type: text/plain"));
            body.write(out);
        });
    }

    static Reply status(int status, String header, String body) {
        return out -> {
            out.write(head(status, header));
            out.write(body.getBytes(StandardCharsets.UTF_8));
        };
    }

    static byte[] head(int status, String header) {
        return ("HTTP/1.1 " + status + " Some\r\nConnection: close\r\n" + header + (header.isEmpty() ? "" : "\r\n")
                        + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean wasAsked(String path) {
        return asked.contains(path);
    }

    boolean wasAskedAnything() {
        return !asked.isEmpty();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
