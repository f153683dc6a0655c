package dev.buildrun.platform.deploy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.deploy.Deployment.Action;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a caller asks for.
 *
 * @param image null where the service finds it
 * @param replicas null where they stay
 * @param to the environment to promote to; null for the next one
 */
record Order(
        @Nullable String image,
        @Nullable Integer replicas,
        @Nullable String to,
        @Nullable String reason,
        @Nullable String commitId,
        @Nullable Instant commitAt,
        Choice.Named named) {
    private static final List<String> OF_ALL = List.of("container", "reason", "workload");
    private static final int MOST_REASON = 1_000;
    private static final int MOST_REPLICAS = 1_000;

    /** @throws ServiceException of kind INPUT, naming the field */
    static Order of(Action action, JsonNode body) {
        if (!body.isObject()) {
            throw ServiceException.input("request/body must be object");
        }
        var known = keys(action);
        for (var key : body.propertyNames()) {
            if (!known.contains(key)) {
                throw ServiceException.input("request/body: expected none but " + known + ", which are for "
                        + action.name().toLowerCase(Locale.ROOT) + ", found " + key);
            }
        }
        return new Order(
                text(body, "image", 700),
                replicas(body.path("replicas")),
                text(body, "to", 63),
                text(body, "reason", MOST_REASON),
                text(body, "commit", 100),
                moment(body),
                new Choice.Named(text(body, "workload", 300), text(body, "container", 63)));
    }

    private static List<String> keys(Action action) {
        var own = switch (action) {
            case DEPLOY -> List.of("commit", "commitAt", "image");
            case PROMOTE -> List.of("commit", "commitAt", "to");
            case ROLLBACK -> List.of("image");
            case RESTART -> List.<String>of();
            case SCALE -> List.of("replicas");
        };
        return Stream.concat(own.stream(), OF_ALL.stream()).sorted().toList();
    }

    private static @Nullable String text(JsonNode body, String key, int most) {
        var value = body.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString() || value.asString().isBlank() || value.asString().length() > most) {
            throw ServiceException.input(key + ": expected a text of 1 to " + most + " characters, found "
                    + (value.isString() ? value.asString().length() + " of them" : value.getNodeType()));
        }
        return value.asString().strip().replace('\0', ' ');
    }

    private static @Nullable Integer replicas(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > MOST_REPLICAS) {
            throw ServiceException.input(
                    "replicas: expected a whole number from 0 to " + MOST_REPLICAS + ", found " + value);
        }
        return value.intValue();
    }

    private static @Nullable Instant moment(JsonNode body) {
        var text = text(body, "commitAt", 40);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            throw ServiceException.input("commitAt: expected a time such as 2026-01-05T09:00:00Z, found " + text);
        }
    }
}
