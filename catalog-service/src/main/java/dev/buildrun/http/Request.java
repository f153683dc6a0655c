package dev.buildrun.http;

import dev.buildrun.access.Caller;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request, read completely, free of the server that received it.
 *
 * @param id the request id that also stands in every log line and in the {@code x-request-id} response header
 * @param method in upper case; a HEAD request goes to the route for GET
 * @param url path and query string relative to the mount, as it came; what an error body names
 * @param path the decoded parts of the path that a route's pattern names ({@code :kind}), and {@code *} for the rest
 * @param headers the names in lower case
 */
public record Request(
        String id,
        String method,
        String url,
        Map<String, String> path,
        Query query,
        Map<String, String> headers,
        Body body,
        Caller caller) {

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
     * The body as JSON; an empty one counts as an empty object where its type is JSON.
     *
     * @throws ServiceException of kind INPUT when it has another content type or none, or is not JSON in one of Unicode's encodings
     */
    public JsonNode json() {
        var type = ContentType.parse(header("content-type").orElse(null));
        if (!type.name().equals("application/json")) {
            throw ServiceException.input("unsupported media type " + type.name());
        }
        var bytes = inUtf8(body.bytes(), type.charset());
        return bytes.length == 0 ? Json.object() : Json.readContainer(bytes);
    }

    /** Takes what the original takes, in which two bytes without a mark of their order have the lower one first. */
    private static byte[] inUtf8(byte[] bytes, String charset) {
        var encoding = switch (charset) {
            case "UTF-8" -> StandardCharsets.UTF_8;
            case "UTF-16" -> startsWithHigherByte(bytes) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
            case "UTF-16LE" -> StandardCharsets.UTF_16LE;
            case "UTF-16BE" -> StandardCharsets.UTF_16BE;
            default -> throw ServiceException.input("unsupported charset \"" + charset + "\"");
        };
        return encoding.equals(StandardCharsets.UTF_8)
                ? bytes
                : new String(bytes, encoding).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean startsWithHigherByte(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF;
    }

    /** @param name in lower case; {@code undefined}, as the original says, where there is none */
    private record ContentType(String name, String charset) {
        private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\\s\";]+)");

        static ContentType parse(@Nullable String header) {
            if (header == null) {
                return new ContentType("undefined", "UTF-8");
            }
            var charset = CHARSET.matcher(header);
            return new ContentType(
                    header.replaceFirst(";.*", "").trim().toLowerCase(Locale.ROOT),
                    charset.find() ? charset.group(1).toUpperCase(Locale.ROOT) : "UTF-8");
        }
    }
}
