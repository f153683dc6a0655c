package dev.buildrun.api.contract;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer.
 *
 * @param path as it came, without the query
 * @param query as it came; null for none
 * @param requestBody null where it was not kept; empty for none
 */
public record Exchange(
        String method,
        String path,
        @Nullable String query,
        @Nullable String requestBody,
        Answer answer) {

    /**
     * What came back.
     *
     * @param headers the names in lower case
     * @param body null where it was not kept, for instance because it is a stream; empty for none
     */
    public record Answer(
            int status,
            Map<String, List<String>> headers,
            @Nullable String body) {
        /** The first value of a header. */
        public Optional<String> header(String name) {
            var values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
        }

        /** The content type without its parameters. */
        public Optional<String> mediaType() {
            return header("content-type")
                    .map(type -> type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public String toString() {
        return method + " " + path + (query == null ? "" : "?" + query) + " -> " + answer.status();
    }
}
