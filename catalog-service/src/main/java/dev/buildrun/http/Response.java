package dev.buildrun.http;

import dev.buildrun.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a route answers. */
public sealed interface Response extends Answer {
    String JSON = "application/json; charset=utf-8";

    int status();

    Map<String, String> headers();

    /** The same with one header more. */
    default Response with(String header, String value) {
        var all = new HashMap<>(headers());
        all.put(header, value);
        return switch (this) {
            case Complete complete -> new Complete(complete.status(), all, complete.body(), complete.entityTag());
            case Streamed streamed -> new Streamed(streamed.status(), all, streamed.writer());
        };
    }

    /**
     * A response whose body is in memory.
     *
     * @param body pieces that are sent one after the other without being copied together
     * @param entityTag whether the edge adds a weak {@code ETag} over the body, unless the headers have one, and answers
     *     {@code If-None-Match} with 304
     */
    record Complete(int status, Map<String, String> headers, List<byte[]> body, boolean entityTag) implements Response {
        /** How long the body is. */
        public long bytes() {
            var bytes = 0L;
            for (var piece : body) {
                bytes += piece.length;
            }
            return bytes;
        }

        /** The same, made to be sent many times: with its body in one piece and its entity tag among the headers. */
        public Complete ready() {
            var joined = new ByteArrayOutputStream(Math.toIntExact(bytes()));
            body.forEach(joined::writeBytes);
            var piece = List.of(joined.toByteArray());
            var all = new HashMap<>(headers);
            if (entityTag) {
                all.putIfAbsent(EntityTag.HEADER, EntityTag.weak(piece));
            }
            return new Complete(status, Map.copyOf(all), piece, entityTag);
        }
    }

    /** A response that is written while it is produced, on a virtual thread that blocks while the caller reads slowly. */
    record Streamed(int status, Map<String, String> headers, BodyWriter writer) implements Response {}

    /** Writes a body; an {@link IOException} from the stream means that the caller has gone. */
    @FunctionalInterface
    interface BodyWriter {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    static Response json(int status, JsonNode body) {
        return new Complete(status, Map.of("Content-Type", JSON), List.of(Json.writeBytes(body)), true);
    }

    static Response json(JsonNode body) {
        return json(200, body);
    }

    /** JSON text that is ready to send, in pieces, as stored; carries no ETag. */
    static Response rawJson(List<byte[]> pieces) {
        return new Complete(200, Map.of("Content-Type", JSON), pieces, false);
    }

    static Response text(int status, String contentType, String body) {
        return new Complete(
                status, Map.of("Content-Type", contentType), List.of(body.getBytes(StandardCharsets.UTF_8)), true);
    }

    /** What Express answers to {@code OPTIONS}. */
    static Response methods(List<String> methods) {
        var list = String.join(",", methods);
        return new Complete(
                200,
                Map.of("Content-Type", "text/html; charset=utf-8", "Allow", list),
                List.of(list.getBytes(StandardCharsets.UTF_8)),
                true);
    }

    static Response empty(int status) {
        return new Complete(status, Map.of(), List.of(), false);
    }

    static Response streamed(int status, Map<String, String> headers, BodyWriter writer) {
        return new Streamed(status, headers, writer);
    }
}
