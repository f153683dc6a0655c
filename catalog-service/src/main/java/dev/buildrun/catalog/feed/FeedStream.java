package dev.buildrun.catalog.feed;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Writes the feed as server-sent events until the client leaves. The writer takes from the shared tail only what the client has room
 * for, so nothing is kept for a client that is slow; one that falls further behind than the tail reaches is told so and let go.
 */
final class FeedStream {
    private static final int BATCH = 100;

    private final FeedTail tail;
    private final CloudEvents events;
    private final Pace pace;

    /**
     * How long things take.
     *
     * @param heartbeat after which a stream on which nothing happens says where it is
     * @param lifetime after which a stream ends, so that the client comes again with a token that still is good
     */
    record Pace(Duration heartbeat, Duration lifetime) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(15), Duration.ofHours(1));
    }

    FeedStream(FeedTail tail, CloudEvents events, Pace pace) {
        this.tail = tail;
        this.events = events;
        this.pace = pace;
    }

    /** @param rights what the client may see, asked for anew with each batch */
    void write(FeedQuery wanted, Supplier<Sight> rights, long after, OutputStream out)
            throws IOException, InterruptedException {
        var first = rights.get();
        var end = System.nanoTime() + pace.lifetime().toNanos();
        try (var cursor = tail.read(after)) {
            // The head of the response goes out with the first bytes; a client waits for it.
            out.write(utf8("retry: 1000\n\n"));
            mark(cursor, out);
            while (!tail.isClosed() && System.nanoTime() < end) {
                if (cursor.hasFallenBehind()) {
                    end(out, cursor.position(), "slow", "Too slow, more changed than is kept for those who read late");
                    return;
                }
                var sight = rights.get();
                if (!sight.isLike(first)) {
                    end(
                            out,
                            cursor.position(),
                            "rights",
                            "What the client may see is not what it was, so read all entities again");
                    return;
                }
                switch (cursor.next(BATCH)) {
                    case FeedCursor.Step.Entries(var entries)
                    when entries.isEmpty() -> {
                        var position = cursor.position();
                        cursor.await(pace.heartbeat());
                        if (tail.end() <= position) {
                            mark(cursor, out);
                        }
                    }
                    case FeedCursor.Step.Entries(var entries) -> {
                        for (var entry : entries) {
                            write(wanted, entry, sight, out);
                        }
                        mark(cursor, out);
                    }
                    case FeedCursor.Step.Lost(var head) -> {
                        end(out, cursor.position(), "expired", "What follows is no longer kept; the newest is " + head);
                        return;
                    }
                }
            }
            end(out, cursor.position(), "renew", "The stream ends here, to be resumed");
        }
    }

    private void write(FeedQuery wanted, FeedEntry entry, Sight sight, OutputStream out) throws IOException {
        var what = wanted.what(entry, sight);
        if (what.isPresent()) {
            var data = Json.write(events.of(entry, what.get(), wanted.body()));
            out.write(utf8("id: " + entry.position() + "\ndata: " + data + "\n\n"));
        }
    }

    /** Without data nothing happens at the client, but that it resumes from here. The comment shows whether it is still there. */
    private static void mark(FeedCursor cursor, OutputStream out) throws IOException {
        out.write(utf8("id: " + cursor.position() + "\n:\n\n"));
        out.flush();
    }

    private static void end(OutputStream out, long position, String reason, String message) throws IOException {
        var data = Json.object()
                .put("reason", reason)
                .put("position", position)
                .put("message", message + ". Go on with Last-Event-ID: " + position);
        out.write(utf8("id: " + position + "\nevent: end\ndata: " + Json.write(data) + "\n\n"));
        out.flush();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
