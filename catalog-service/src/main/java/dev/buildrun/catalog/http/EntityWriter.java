package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.query.Projection;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Answers with entities of one snapshot, whole or in parts. */
final class EntityWriter {
    /** Longer lists are written while they are sent, so that none of them takes much memory or holds an event loop up. */
    private static final int STREAM_FROM = 1_000;

    private static final int MANY_RELATIONS = 5_000;

    private static final byte[] COMMA = {','};
    private static final byte[] NULL = utf8("null");

    private final Snapshot snapshot;
    private final Optional<Projection> projection;

    EntityWriter(Snapshot snapshot, Optional<Projection> projection) {
        this.snapshot = snapshot;
        this.projection = projection;
    }

    static EntityWriter whole(Snapshot snapshot) {
        return new EntityWriter(snapshot, Optional.empty());
    }

    /** Entities in the order in which a source hands them over, until it is told false; then it says so. */
    @FunctionalInterface
    interface Source {
        boolean forEach(Predicate<@Nullable IndexedEntity> visitor);
    }

    /** A single entity. A group of thousands shows as many relations, and those are not written on an event loop. */
    Answer one(IndexedEntity entity) {
        return snapshot.jsonUpTo(MANY_RELATIONS, entity)
                .<Answer>map(text -> complete(List.of(text), Map.of()))
                .orElseGet(() -> new Answer.Later(() -> complete(List.of(snapshot.json(entity)), Map.of())));
    }

    /** A JSON array between two pieces of text; null entities are written as null. */
    Response list(String before, List<@Nullable IndexedEntity> entities, String after, Map<String, String> headers) {
        return list(before, entities.size(), entities.stream()::allMatch, after, headers);
    }

    /** A whole list without pages, which the original sends while it reads it: unless it is empty it has no entity tag, not even in parts. */
    Response everything(int count, Source entities) {
        return switch (list("", count, entities, "", Map.of())) {
            case Response.Complete complete ->
                new Response.Complete(complete.status(), complete.headers(), complete.body(), count == 0);
            case Response.Streamed streamed -> streamed;
        };
    }

    private Response list(String before, int count, Source entities, String after, Map<String, String> headers) {
        if (count > STREAM_FROM) {
            return Response.streamed(200, headers(headers), out -> stream(before, entities, after, out::write));
        }
        var pieces = new ArrayList<byte[]>(2 * count + 2);
        write(before, entities, after, pieces::add);
        return complete(pieces, headers);
    }

    /** Takes a piece; an exception ends the list. */
    @FunctionalInterface
    private interface Sink {
        void write(byte[] piece) throws IOException;
    }

    private void stream(String before, Source entities, String after, Sink sink) throws IOException {
        var failure = new IOException[1];
        var comma = new boolean[1];
        sink.write(utf8(before + "["));
        var all = entities.forEach(entity -> {
            try {
                if (comma[0]) {
                    sink.write(COMMA);
                }
                comma[0] = true;
                sink.write(bytes(entity));
                return true;
            } catch (IOException exception) {
                failure[0] = exception;
                return false;
            }
        });
        if (!all) {
            throw failure[0];
        }
        sink.write(utf8("]" + after));
    }

    private void write(String before, Source entities, String after, Consumer<byte[]> sink) {
        try {
            stream(before, entities, after, sink::accept);
        } catch (IOException exception) {
            throw new IllegalStateException("Memory does not fail to take bytes", exception);
        }
    }

    private byte[] bytes(@Nullable IndexedEntity entity) {
        if (entity == null) {
            return NULL;
        }
        return projection
                .map(fields -> Json.writeBytes(fields.apply(snapshot.tree(entity))))
                .orElseGet(() -> snapshot.json(entity));
    }

    /** An answer about the snapshot that is not made of its entities' texts. */
    Response json(JsonNode body) {
        return computed(Json.write(body));
    }

    /** The same, written already. */
    Response computed(String json) {
        return new Response.Complete(200, headers(Map.of()), List.of(utf8(json)), true);
    }

    /** Only what is computed has an entity tag, as in the original. */
    private Response complete(List<byte[]> pieces, Map<String, String> headers) {
        return new Response.Complete(200, headers(headers), pieces, projection.isPresent());
    }

    private Map<String, String> headers(Map<String, String> more) {
        var headers = new HashMap<>(more);
        headers.put("Content-Type", Response.JSON);
        headers.put(FreshCatalog.POSITION, Long.toString(snapshot.position()));
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
