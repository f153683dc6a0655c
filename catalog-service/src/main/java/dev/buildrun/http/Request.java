package dev.buildrun.http;

import dev.buildrun.access.Caller;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request, read completely, free of the server that received it.
 *
 * @param id the request id that also stands in every log line and in the {@code x-request-id} response header
 * @param method in upper case; a HEAD request shows as GET
 * @param url path and query string relative to the mount, as it came; what an error body names
 * @param path the decoded parts of the path that a route's pattern names ({@code :kind}), and {@code *} for the rest
 * @param headers the names in lower case
 * @param baseUrl scheme, host and port that the caller used, from the {@code Host} header, without a trailing slash
 */
public record Request(
        String id,
        String method,
        String url,
        Map<String, String> path,
        Query query,
        Map<String, String> headers,
        Body body,
        Caller caller,
        String baseUrl) {

    /** What came after the headers. */
    public interface Body {
        /** All of it; for routes whose body is small. */
        byte[] bytes();

        /** The same as a stream; for routes that {@linkplain Route#spooling spool} a large body to a file. */
        InputStream stream() throws IOException;
    }

    /** A part of the path that the route's pattern names. */
    public String pathParameter(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no path parameter :" + name);
        }
        return value;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * The body as JSON.
     *
     * @throws ServiceException of kind INPUT when it is missing, has another content type, or is not JSON
     */
    public JsonNode json() {
        var type = header("content-type").orElse(null);
        var bytes = body.bytes();
        if (bytes.length == 0) {
            throw ServiceException.input("Missing request body");
        }
        if (type == null) {
            throw ServiceException.input("media type not specified");
        }
        if (!isJson(type)) {
            throw ServiceException.input("unsupported media type " + type);
        }
        return Json.read(bytes);
    }

    private static boolean isJson(@Nullable String contentType) {
        var type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("application/json") || type.contains("+json");
    }
}
