package dev.buildrun.deploy.soak;

import dev.buildrun.Main;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The service with probes in its own process. Each probe has a connection of its own, and so an event loop, and asks every 20 ms for what is
 * answered on it. A control thread does nothing but sleep: when it oversleeps, the process did not get the processor, or a collection stopped
 * it, and what the probes see then is no fault of an event loop. Both write one line for each time that was long.
 */
public final class Probed {
    static final long TOO_LONG_MILLIS = 50;
    static final long OVERSLEPT_MILLIS = 10;

    private static final int PROBES = 4;
    private static final long PAUSE_MILLIS = 20;

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
            var in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                var start = System.nanoTime();
                socket.getOutputStream().write(request);
                readAnswer(in);
                var millis = (System.nanoTime() - start) / 1_000_000;
                if (millis >= TOO_LONG_MILLIS) {
                    out.println("probe " + start / 1_000_000 + " " + millis + " " + eventLoops());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** The answer ends with the body {@code {"status":"ok"}}. */
    private static void readAnswer(BufferedInputStream in) throws IOException {
        for (var read = in.read(); read != '}'; read = in.read()) {
            if (read < 0) {
                throw new IOException("The connection was closed");
            }
        }
    }

    /** What the event loops do now, which may be what they did. */
    private static String eventLoops() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("vert.x-eventloop"))
                .map(thread -> java.util.Arrays.stream(thread.getValue())
                        .filter(frame -> frame.getClassName().startsWith("dev.buildrun"))
                        .findFirst()
                        .map(StackTraceElement::toString)
                        .orElse("idle"))
                .collect(Collectors.joining(","));
    }
}
