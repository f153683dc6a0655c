package dev.buildrun.platform.workload;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Passes the lines of a log on as server-sent events while they come. A caller that reads slowly slows the reading of the log down; nothing
 * is kept for it but a few lines.
 */
final class LogFollow {
    private static final int MOST_FOLLOWERS = 200;
    private static final int WAITING_LINES = 500;
    private static final int LONGEST_LINE = 64 * 1024;

    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);
    private final Pace pace;

    /**
     * How long things take.
     *
     * @param heartbeat after which something is sent in any case, to learn whether the caller is still there
     * @param lifetime after which a stream ends, so that the caller comes again with a token that still is good
     */
    record Pace(Duration heartbeat, Duration lifetime) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(15), Duration.ofHours(1));
    }

    LogFollow(Pace pace) {
        this.pace = pace;
    }

    /** @throws ServiceException of kind SERVICE_UNAVAILABLE where too many follow already */
    void requireRoom() {
        if (followers.availablePermits() == 0) {
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE,
                    "At most " + MOST_FOLLOWERS + " logs are followed at once; try later");
        }
    }

    /** Writes until the log ends, the caller leaves or the lifetime is over. Closes the log. */
    void write(InputStream log, OutputStream out) throws IOException, InterruptedException {
        if (!followers.tryAcquire()) {
            log.close();
            end(out, "busy");
            return;
        }
        var lines = new ArrayBlockingQueue<Optional<String>>(WAITING_LINES);
        var reader = Thread.ofVirtual().name("log-reader").start(() -> read(log, lines));
        try {
            out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            end(out, pass(lines, out));
        } finally {
            reader.interrupt();
            log.close();
            followers.release();
        }
    }

    private String pass(BlockingQueue<Optional<String>> lines, OutputStream out)
            throws IOException, InterruptedException {
        var until = System.nanoTime() + pace.lifetime().toNanos();
        while (System.nanoTime() < until) {
            var next = lines.poll(pace.heartbeat().toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
            } else if (next.isEmpty()) {
                return "finished";
            } else {
                out.write(("data: " + next.get() + "\n\n").getBytes(StandardCharsets.UTF_8));
            }
            if (lines.isEmpty()) {
                out.flush();
            }
        }
        return "renew";
    }

    private static void end(OutputStream out, String reason) throws IOException {
        var data = Json.write(Json.object().put("reason", reason));
        out.write(("event: end\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void read(InputStream log, BlockingQueue<Optional<String>> lines) {
        try (var buffered = new BufferedInputStream(log)) {
            var line = new ByteArrayOutputStream();
            for (var each = buffered.read(); each >= 0; each = buffered.read()) {
                if (each == '\n') {
                    lines.put(Optional.of(text(line)));
                } else if (line.size() < LONGEST_LINE && each != '\r') {
                    line.write(each);
                }
            }
            if (line.size() > 0) {
                lines.put(Optional.of(text(line)));
            }
        } catch (IOException _) {
            // The stream was closed, by the cluster or because the caller has left.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        put(lines);
    }

    private static String text(ByteArrayOutputStream line) {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return text;
    }

    private static void put(BlockingQueue<Optional<String>> lines) {
        try {
            lines.put(Optional.empty());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
