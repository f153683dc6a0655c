package dev.buildrun.scaffolder.remote;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON values, one a line, as they come. An empty line says that the worker is alive. Read on a thread of its own, since a stream that says
 * nothing can't be read with a limit of time; closed by whoever reads.
 */
final class EventStream implements AutoCloseable {
    private static final int MOST_LINE_BYTES = 1 << 20;
    private static final int MOST_WAITING = 64;

    private final InputStream body;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread reader;

    private EventStream(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().name("remote-action-events").unstarted(this::read);
    }

    static EventStream of(InputStream body) {
        var stream = new EventStream(body);
        stream.reader.start();
        return stream;
    }

    /**
     * One line, or the end.
     *
     * @param bytes null for the end
     * @param problem why it ended; null where it ended well
     */
    private record Line(byte @Nullable [] bytes, @Nullable String problem) {}

    /**
     * The next value; empty at the end.
     *
     * @throws WorkerException when nothing comes in this time, not even an empty line, or the stream breaks off
     */
    Optional<JsonNode> next(Duration silence) throws WorkerException, InterruptedException {
        while (true) {
            var line = lines.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new WorkerException("it says nothing for " + silence.toSeconds() + " s", 0);
            }
            var bytes = line.bytes();
            if (line.problem() != null) {
                throw new WorkerException(line.problem(), 0);
            }
            if (bytes == null) {
                return Optional.empty();
            }
            if (bytes.length > 0) {
                return Optional.of(parse(bytes));
            }
        }
    }

    private static JsonNode parse(byte[] bytes) throws WorkerException {
        try {
            return Json.read(bytes);
        } catch (ServiceException exception) {
            throw new WorkerException("a line is no JSON: " + exception.getMessage(), 200);
        }
    }

    private void read() {
        try (var input = new BufferedInputStream(body)) {
            var line = new ByteArrayOutputStream();
            for (var next = input.read(); next >= 0; next = input.read()) {
                if (next == '\n') {
                    lines.put(new Line(line.toByteArray(), null));
                    line.reset();
                } else if (line.size() < MOST_LINE_BYTES) {
                    line.write(next);
                } else {
                    throw new IOException("a line has more than " + MOST_LINE_BYTES + " bytes");
                }
            }
            lines.put(new Line(null, null));
        } catch (IOException exception) {
            offer(new Line(null, "the stream breaks off: " + exception.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void offer(Line line) {
        try {
            lines.put(line);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            body.close();
        } catch (IOException _) {
            // It is not needed any more.
        }
    }
}
