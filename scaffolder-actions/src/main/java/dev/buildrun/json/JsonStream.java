package dev.buildrun.json;

import dev.buildrun.error.ServiceException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that is too large to be held as text, within a bound on what becomes of it in memory. */
public final class JsonStream {
    /** Names, values and brackets. Each is an object in memory, however short it is in the text. */
    private static final long MAX_TOKENS = 3_000_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Json.MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonStream() {}

    /**
     * Reads one JSON value of at most 3,000,000 names, values and brackets; a missing node where there is none.
     *
     * @throws ServiceException of kind INPUT when the text is not JSON, has more than that, or is nested deeper than {@link
     *     Json#MAX_DEPTH}; the message gives line and column
     */
    public static JsonNode read(InputStream stream) {
        try {
            return MAPPER.readTree(stream);
        } catch (JacksonException exception) {
            var location = exception.getLocation();
            var where =
                    location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
            throw ServiceException.input("Expected JSON" + where + ": " + exception.getOriginalMessage());
        }
    }
}
