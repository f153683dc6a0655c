package dev.buildrun.deploy.feed;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.node.MissingNode;

/** A process that follows the feed, by stream or by polls, and notes what it is told. Started anew, it goes on where its journal ends. */
final class Reader {
    private static final long PAUSE_MILLIS = 200;

    private final Services services;
    private final Journal journal;
    private final String query;
    private final HttpClient client = Services.client();
    private long position;

    private Reader(Services services, Journal journal, String filter, long position) {
        this.services = services;
        this.journal = journal;
        this.position = position;
        this.query = "body=true" + (filter.isEmpty() ? "" : "&filter=" + encoded(filter));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Takes the ports, the file of the journal, {@code stream} or {@code poll}, and perhaps a filter. */
    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[1]);
        var lines = Journal.lines(file);
        var position = lines.isEmpty() ? 0 : Told.parse(lines.getLast()).position();
        var filter = arguments.length > 3 ? arguments[3] : "";
        try (var journal = Journal.open(file)) {
            var reader = new Reader(Services.parse(arguments[0]), journal, filter, position);
            while (true) {
                reader.readOn(arguments[2].equals("stream"));
            }
        }
    }

    private void readOn(boolean byStream) throws InterruptedException {
        try {
            if (byStream) {
                stream();
            } else {
                poll();
            }
        } catch (IOException _) {
            // Its service is not there.
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void poll() throws IOException, InterruptedException {
        var request = services.request("/buildrun/feed?wait=5&limit=50&after=" + position + "&" + query)
                .timeout(Duration.ofSeconds(30));
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            refused(answer.statusCode());
            return;
        }
        var page = Json.read(answer.body());
        for (var event : page.path("events")) {
            journal.note(Told.line(
                    event.path("id").asString(),
                    event.path("data").path("position").asLong(),
                    event));
        }
        moveTo(page.path("position").asLong());
    }

    /** The events are noted; this is only where to go on. */
    private void moveTo(long other) throws IOException {
        if (other > position) {
            position = other;
            journal.note(Told.line("", position, MissingNode.getInstance()));
        }
    }

    private void refused(int status) throws IOException, InterruptedException {
        if (status == 503) {
            Thread.sleep(PAUSE_MILLIS);
            return;
        }
        journal.note(Told.line("", position, Json.object().put("type", "refused." + status)));
        throw new IllegalStateException("The feed answered " + status + " at position " + position);
    }

    private void stream() throws IOException, InterruptedException {
        var request = services.request("/buildrun/feed?after=0&" + query)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(position));
        var answer = client.send(request.build(), BodyHandlers.ofLines());
        try (var lines = answer.body()) {
            if (answer.statusCode() != 200) {
                refused(answer.statusCode());
                return;
            }
            var frame = new Frame();
            lines.forEach(line -> frame.take(line, this));
        } catch (java.io.UncheckedIOException exception) {
            throw exception.getCause();
        }
    }

    /** An event of a stream that is being received. */
    private static final class Frame {
        private String id = "";
        private String data = "";
        private boolean isEnd;

        void take(String line, Reader reader) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.equals("event: end")) {
                isEnd = true;
            } else if (line.isEmpty() && !id.isEmpty()) {
                reader.take(Long.parseLong(id), isEnd ? "" : data);
                id = "";
                data = "";
                isEnd = false;
            }
        }
    }

    private void take(long id, String data) {
        try {
            if (data.isEmpty()) {
                moveTo(id);
            } else {
                journal.note(Told.line(Long.toString(id), id, Json.read(data)));
                position = id;
            }
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }
}
