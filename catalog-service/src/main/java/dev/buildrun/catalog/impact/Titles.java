package dev.buildrun.catalog.impact;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.Json;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The titles of entities, read without building trees of them, and only of those that have one. */
final class Titles {
    private final Snapshot snapshot;
    private final RoaringBitmap titled;

    Titles(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.titled = snapshot.field("metadata.title").present();
    }

    Optional<String> of(String ref) {
        return snapshot.byRef(ref)
                .filter(entity -> titled.contains(entity.slot()))
                .flatMap(entity -> title(snapshot.json(entity)));
    }

    private static Optional<String> title(byte[] json) {
        try (var parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            return enter(parser, "metadata") && enter(parser, "title") && parser.hasToken(JsonToken.VALUE_STRING)
                    ? Optional.of(parser.getString())
                    : Optional.empty();
        }
    }

    /** Goes to the value of a key of the object that the parser is at. */
    private static boolean enter(JsonParser parser, String key) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var found = parser.currentName().equals(key);
            parser.nextToken();
            if (found) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }
}
