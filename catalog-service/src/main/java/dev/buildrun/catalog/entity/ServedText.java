package dev.buildrun.catalog.entity;

import dev.buildrun.json.EcmaNumber;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * What is served of an entity that has no errors and is no orphan, made of its stored text in one pass: uid and etag are put in at the end of
 * its metadata, and no tree is built. The same as {@link FinalEntity#withoutRelations} and {@link SearchFields#of} give, which a
 * whole catalog at a start, or a large file, would keep waiting.
 *
 * @param json without relations
 * @param etagAt where the digits of the etag begin in the JSON
 */
public record ServedText(byte[] json, int etagAt, Collection<SearchField> fields) {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final String METADATA = "metadata";
    private static final String UID = ",\"uid\":\"";
    private static final String ETAG = "\",\"etag\":\"";
    private static final String END = "\"";

    /**
     * Reads the text.
     *
     * @param stored what this service wrote of an entity, each key once and nothing between the tokens
     * @return empty where more is to be changed than uid and etag: {@link FinalEntity} has to do that
     */
    public static Optional<ServedText> of(String stored, String uid, String etag) {
        var text = stored.getBytes(StandardCharsets.UTF_8);
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            var walk = new Walk(parser);
            var end = walk.endOfMetadata();
            if (end < 0) {
                return Optional.empty();
            }
            var added = (UID + uid + ETAG + etag + END).getBytes(StandardCharsets.UTF_8);
            var json = new byte[text.length + added.length];
            System.arraycopy(text, 0, json, 0, end);
            System.arraycopy(added, 0, json, end, added.length);
            System.arraycopy(text, end, json, end + added.length, text.length - end);
            var etagAt = end + UID.length() + uid.length() + ETAG.length();
            return Optional.of(new ServedText(json, etagAt, walk.fields.served(walk.name, walk.namespace, uid)));
        } catch (JacksonException notAsWeWrite) {
            return Optional.empty();
        }
    }

    /** One way through the tokens; for one text. */
    private static final class Walk {
        private final JsonParser parser;
        private final SearchFields fields = new SearchFields();
        private @Nullable String name;
        private @Nullable String namespace;
        private boolean isPlain = true;

        Walk(JsonParser parser) {
            this.parser = parser;
        }

        /** Where the brace is that ends the metadata; negative where there are none, or something in the way. */
        int endOfMetadata() {
            var end = -1;
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return end;
            }
            for (var key = parser.nextName(); key != null && isPlain; key = parser.nextName()) {
                var value = parser.nextToken();
                if (key.equals(METADATA) && value == JsonToken.START_OBJECT) {
                    metadata();
                    end = Math.toIntExact(parser.currentLocation().getByteOffset()) - 1;
                } else if (key.equals("relations") || key.equals("status")) {
                    isPlain = false;
                } else {
                    visit(key);
                }
            }
            return isPlain && name != null ? end : -1;
        }

        private void metadata() {
            for (var key = parser.nextName(); key != null; key = parser.nextName()) {
                var value = parser.nextToken();
                switch (key) {
                    case "uid", "etag" -> isPlain = false;
                    case "name" -> name = plain(value);
                    case "namespace" -> namespace = plain(value);
                    default -> {}
                }
                visit(METADATA + "." + key);
            }
        }

        /** A name that is no text is left to those who know what becomes of it. */
        private @Nullable String plain(JsonToken value) {
            isPlain &= value == JsonToken.VALUE_STRING;
            return isPlain ? parser.getString() : null;
        }

        private void visit(String path) {
            if (SearchFields.isSkipped(path)) {
                parser.skipChildren();
                return;
            }
            switch (parser.currentToken()) {
                case START_OBJECT -> {
                    for (var key = parser.nextName(); key != null; key = parser.nextName()) {
                        parser.nextToken();
                        visit(path + "." + key);
                    }
                }
                case START_ARRAY -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        visitItem(path);
                    }
                }
                case VALUE_STRING -> add(path, parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> fields.add(path, EcmaNumber.text(parser.getDoubleValue()));
                case VALUE_TRUE -> fields.add(path, "true");
                case VALUE_FALSE -> fields.add(path, "false");
                default -> fields.add(path, null);
            }
        }

        private void visitItem(String path) {
            var text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
            visit(path);
            if (text != null) {
                fields.addItem(path, text);
            }
        }

        private void add(String path, String value) {
            if (FinalEntity.isRejected(path, value)) {
                isPlain = false;
            }
            fields.add(path, value);
        }
    }
}
