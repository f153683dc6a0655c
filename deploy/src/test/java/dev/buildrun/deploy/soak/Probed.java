package dev.buildrun.deploy.soak;

import dev.buildrun.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The service with probes in its own process. Each probe has a connection of its own, and so an event loop, and asks every 20 ms for what is
 * answered on it. An answer that took long has one of three reasons: an event loop worked for so long, which its processor time tells; it
 * waited for something, which a look at its stack in the meantime tells; or nobody let it work, because the machine is busy or a collection
 * stopped the process. A control thread that does nothing but sleep shows the last. Each writes one line for each time that was long.
 */
public final class Probed {
    static final long TOO_LONG_MILLIS = 50;
    static final long OVERSLEPT_MILLIS = 10;

    private static final int PROBES = 4;
    private static final long PAUSE_MILLIS = 20;
    private static final int LOOK_AFTER_MILLIS = 15;
    private static final int ASKS_PER_LOOK = 500;

    private static volatile List<Thread> loops = List.of();

    private Probed() {}

    public static void main(String[] arguments) throws Exception {
        var options = List.of(arguments);
        var port = Integer.parseInt(options.get(options.indexOf("--port") + 1));
        var file = Path.of(options.get(options.indexOf("--data") + 1)).resolveSibling("probes");
        var out = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("control").start(() -> control(out));
        for (var probe = 0; probe < PROBES; probe++) {
            Thread.ofPlatform().daemon().name("probe-" + probe).start(() -> probeForEver(port, out));
        }
        Main.main(arguments);
    }

    private static void control(PrintStream out) {
        try {
            while (true) {
                var start = System.nanoTime();
                Thread.sleep(5);
                var late = (System.nanoTime() - start) / 1_000_000 - 5;
                if (late >= OVERSLEPT_MILLIS) {
                    out.println("control " + start / 1_000_000 + " " + late);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void probeForEver(int port, PrintStream out) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                probe(port, out);
            } catch (IOException _) {
                // Not open yet, or closed.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void probe(int port, PrintStream out) throws IOException, InterruptedException {
        var request = "GET /.backstage/health/v1/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LOOK_AFTER_MILLIS);
            var in = socket.getInputStream();
            for (var count = 0; ; count++) {
                if (count % ASKS_PER_LOOK == 0) {
                    loops = EventLoops.all();
                }
                ask(socket, in, request, out);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static void ask(Socket socket, InputStream in, byte[] request, PrintStream out) throws IOException {
        var watched = loops;
        var cpu = EventLoops.cpuNanos(watched);
        var start = System.nanoTime();
        socket.getOutputStream().write(request);
        var waiting = readAnswer(in, watched);
        var millis = (System.nanoTime() - start) / 1_000_000;
        if (millis >= TOO_LONG_MILLIS) {
            var worked = EventLoops.mostSince(cpu, watched) / 1_000_000;
            out.println("probe " + start / 1_000_000 + " " + millis + " " + worked + " " + waiting);
        }
    }

    /**
     * The answer ends with the body {@code {"status":"ok"}}.
     *
     * @return where an event loop was seen to wait meanwhile
     */
    private static String readAnswer(InputStream in, List<Thread> watched) throws IOException {
        var waiting = "-";
        while (true) {
            try {
                var read = in.read();
                if (read == '}') {
                    return waiting;
                }
                if (read < 0) {
                    throw new IOException("The connection was closed");
                }
            } catch (SocketTimeoutException _) {
                var seen = EventLoops.waiting(watched);
                waiting = seen.isEmpty() ? waiting : seen;
            }
        }
    }
}
