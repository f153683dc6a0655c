package dev.buildrun.platform.http;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What requests ask for; every complaint names the parameter or field. */
final class Asked {
    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 500;
    private static final int MOST_TEXT = 2_000;

    private Asked() {}

    /** The entity that the path names, in full. */
    static String entity(Request request) {
        return new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
    }

    static int limit(Query query) {
        var text = query.first("limit").orElse(Integer.toString(USUAL_LIMIT));
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw ServiceException.input(
                    "request/query/limit: expected a whole number from 1 to " + MOST + ", found " + text);
        }
        return Integer.parseInt(text);
    }

    /** A reference, in full; null where the parameter is absent. */
    static @Nullable String ref(Query query, String name, @Nullable String defaultKind) {
        return query.first(name).map(text -> ref(name, text, defaultKind)).orElse(null);
    }

    private static String ref(String name, String text, @Nullable String defaultKind) {
        try {
            return EntityRef.parse(text, defaultKind, EntityRef.DEFAULT_NAMESPACE)
                    .toString();
        } catch (ServiceException notOne) {
            throw ServiceException.input("request/query/" + name + ": " + notOne.getMessage());
        }
    }

    static @Nullable String text(Query query, String name) {
        return query.first(name).orElse(null);
    }

    static <E extends Enum<E>> @Nullable E choice(Query query, String name, Class<E> type) {
        return query.first(name)
                .map(text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant ->
                                constant.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElseThrow(() -> ServiceException.input("request/query/" + name + ": expected one of "
                                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT) + ", found "
                                + text)))
                .orElse(null);
    }

    static @Nullable LocalDate day(Query query, String name) {
        return query.first(name)
                .map(text -> parsed("request/query/" + name, "a day such as 2026-11-25", text, LocalDate::parse))
                .orElse(null);
    }

    private static <T> T parsed(String path, String expected, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (DateTimeException | IllegalArgumentException _) {
            throw ServiceException.input(path + ": expected " + expected + ", found " + text);
        }
    }

    static UUID id(Request request) {
        return uuid("request/params/id", request.pathParameter("id"));
    }

    static UUID uuid(String path, String text) {
        return parsed(path, "an id", text, UUID::fromString);
    }

    static long number(String path, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ServiceException.input(path + ": expected a number, found " + text);
        }
        return Long.parseLong(text);
    }

    /** The fields of the body; none where it has none. */
    static JsonNode body(Request request, String... known) {
        var body = request.body().bytes().length == 0 ? Json.object() : request.json();
        if (!body.isObject()) {
            throw ServiceException.input("request/body must be object");
        }
        for (var name : body.propertyNames()) {
            if (!Arrays.asList(known).contains(name)) {
                throw ServiceException.input(
                        "request/body: expected none but " + String.join(", ", known) + ", found " + name);
            }
        }
        return body;
    }

    static String text(JsonNode body, String name, int most) {
        var value = body.path(name);
        if (!value.isString() || value.asString().isBlank() || value.asString().length() > most) {
            throw ServiceException.input("request/body/" + name + ": expected a text of 1 to " + most
                    + " characters, found " + found(value));
        }
        return value.asString();
    }

    private static String found(JsonNode value) {
        return value.isMissingNode()
                ? "nothing"
                : value.isString()
                        ? value.asString().isBlank()
                                ? "an empty one"
                                : value.asString().length() + " of them"
                        : value.getNodeType().toString();
    }

    static @Nullable String optionalText(JsonNode body, String name) {
        return body.path(name).isMissingNode() || body.path(name).isNull() ? null : text(body, name, MOST_TEXT);
    }

    static Instant moment(JsonNode body, String name) {
        return parsed(
                "request/body/" + name, "a moment such as 2026-12-31T00:00:00Z", text(body, name, 40), Instant::parse);
    }
}
