package dev.buildrun.scaffolder.builtin.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.EcmaNumber;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests to the plugins of this service. No redirect is followed, and nothing in a path leads to another host. */
final class OwnApi {
    private static final int MAX_BODY_BYTES = 10 << 20;
    private static final double USUAL_TIMEOUT = 60_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String PLUGIN = "[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}";
    private static final String UNENCODED = "!$&'()*+,-./:;=?@_~[]|";

    /** Headers that belong to the connection, which the client sets itself. */
    private static final Set<String> RESERVED =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    private final URI baseUrl;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    OwnApi(URI baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** An answer; its body is the JSON that it is, or {@code {message}} with its text. */
    record Answer(int code, ObjectNode headers, JsonNode body) {}

    /**
     * A request that has been checked.
     *
     * @param path of the API, plugin id first, encoded
     * @param pathAndQuery as the user wrote it
     */
    record Call(
            String method,
            String path,
            String pathAndQuery,
            Map<String, String> headers,
            boolean isTokenSet,
            @Nullable String body,
            Duration timeout) {
        /**
         * Checks an input.
         *
         * @throws ServiceException of kind INPUT when the path names no plugin or has dots as a part, or the timeout is too long
         */
        static Call of(BackstageRequest.Input input, Optional<String> token) {
            var query = query(input.params());
            var written = input.path() + (query.isEmpty() ? "" : "?" + query);
            var headers = headers(input.headers());
            var setsToken = token.isPresent() && !headers.containsKey("authorization");
            if (setsToken) {
                headers.put("authorization", "Bearer " + token.get());
            }
            var millis = input.timeout() == null ? USUAL_TIMEOUT : input.timeout();
            if (!(millis > 0 && millis <= LONGEST.toMillis())) {
                throw ServiceException.input("Expected timeout to be more than 0 and at most " + LONGEST.toMillis()
                        + " milliseconds, found " + EcmaNumber.text(millis));
            }
            return new Call(
                    input.method(),
                    path(input.path()) + (query.isEmpty() ? "" : "?" + query),
                    written,
                    headers,
                    setsToken,
                    body(input),
                    Duration.ofMillis((long) Math.ceil(millis)));
        }

        private static String path(String given) {
            var path = given.startsWith("/") ? given.substring(1) : given;
            var end = path.indexOf('#');
            path = end < 0 ? path : path.substring(0, end);
            var question = path.indexOf('?');
            var parts = (question < 0 ? path : path.substring(0, question)).split("/", -1);
            if (!parts[0].matches(PLUGIN)) {
                throw ServiceException.input(
                        "Expected path to begin with the id of a plugin, as in /catalog/entities, found " + given);
            }
            for (var part : parts) {
                var plain = part.toLowerCase(Locale.ROOT).replace("%2e", ".");
                if (plain.equals(".") || plain.equals("..") || part.indexOf('\\') >= 0) {
                    throw ServiceException.input("Expected path to have no part that is a dot or two, found " + given);
                }
            }
            return parts.length == 1 && question < 0 ? encoded(path) + "/" : encoded(path);
        }

        private static String query(@Nullable ObjectNode params) {
            return params == null
                    ? ""
                    : params.propertyStream()
                            .map(entry ->
                                    encodedParameter(entry.getKey()) + "=" + encodedParameter(text(entry.getValue())))
                            .collect(Collectors.joining("&"));
        }

        private static String encodedParameter(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        private static Map<String, String> headers(@Nullable ObjectNode given) {
            var headers = new LinkedHashMap<String, String>();
            if (given != null) {
                given.properties()
                        .forEach(entry -> headers.put(entry.getKey().toLowerCase(Locale.ROOT), text(entry.getValue())));
            }
            headers.keySet().removeAll(RESERVED);
            return headers;
        }

        private static @Nullable String body(BackstageRequest.Input input) {
            var body = input.body();
            if (body == null || body.isNull()) {
                return null;
            }
            if (input.method().equals("GET") || input.method().equals("HEAD")) {
                throw failure("There was an issue with the request: TypeError: Request with GET/HEAD method cannot have"
                        + " body");
            }
            return body.isString() ? body.stringValue() : EcmaJson.write(body);
        }

        /** As JavaScript makes text of a value. */
        private static String text(JsonNode value) {
            return switch (value) {
                case ObjectNode _ -> "[object Object]";
                case ArrayNode array ->
                    array.valueStream()
                            .map(item -> item.isNull() ? "" : text(item))
                            .collect(Collectors.joining(","));
                case JsonNode number when number.isNumber() -> EcmaJson.number(number);
                case JsonNode other -> other.isNull() ? "null" : other.asString();
            };
        }
    }

    /**
     * Sends a request.
     *
     * @throws ServiceException of kind INTERNAL when no answer comes in time, or not the JSON that it says it is
     */
    Answer send(Call call) throws InterruptedException {
        var request = request(call);
        try {
            var response = client.send(request, BodyHandlers.ofInputStream());
            try (var stream = response.body()) {
                var bytes = stream.readNBytes(MAX_BODY_BYTES + 1);
                if (bytes.length > MAX_BODY_BYTES) {
                    throw failure("Could not parse response body: it has more than " + MAX_BODY_BYTES + " bytes");
                }
                var headers = Json.object();
                response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
                return new Answer(response.statusCode(), headers, body(headers, bytes));
            }
        } catch (HttpTimeoutException _) {
            throw failure("Request was aborted as it took longer than "
                    + EcmaNumber.text(call.timeout().toMillis() / 1_000.0) + " seconds");
        } catch (IOException exception) {
            throw failure("There was an issue with the request: " + exception.getMessage());
        }
    }

    private HttpRequest request(Call call) {
        try {
            var builder = HttpRequest.newBuilder(URI.create(baseUrl + "/api/" + call.path()))
                    .timeout(call.timeout())
                    .method(
                            call.method(),
                            call.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body()));
            call.headers().forEach(builder::header);
            return builder.build();
        } catch (IllegalArgumentException exception) {
            throw ServiceException.input("Expected a request that can be sent: " + exception.getMessage());
        }
    }

    private static JsonNode body(ObjectNode headers, byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (!headers.path("content-type").asString("").contains("application/json")) {
            return Json.object().put("message", text);
        }
        try {
            return Json.read(text);
        } catch (ServiceException notJson) {
            throw failure("Could not parse response body: " + notJson.getMessage());
        }
    }

    /** What a URL cannot hold as it is, percent-encoded; a percent sign that begins an escape stays. */
    private static String encoded(String path) {
        var result = new StringBuilder();
        path.codePoints().forEach(code -> {
            var character = Character.toString(code);
            var isPlain =
                    code < 128 && (Character.isLetterOrDigit(code) || UNENCODED.indexOf(code) >= 0 || code == '%');
            result.append(
                    isPlain
                            ? character
                            : URLEncoder.encode(character, StandardCharsets.UTF_8)
                                    .replace("+", "%20"));
        });
        return result.toString()
                .replaceAll("%(?![0-9A-Fa-f]{2})", "%25")
                .replace("[", "%5B")
                .replace("]", "%5D")
                .replace("|", "%7C");
    }

    private static ServiceException failure(String message) {
        return ServiceException.of(ErrorKind.INTERNAL, message);
    }
}
