package dev.buildrun.scaffolder.wait;

import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Durations as a template says them: {@code 3d}, {@code PT12H} or {@code {hours: 12}}. */
final class WaitTime {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(s|m|h|d)");
    private static final Duration LEAST = Duration.ofSeconds(1);

    private WaitTime() {}

    /**
     * Reads one.
     *
     * @param value null for the usual one
     * @throws ServiceException of kind INPUT when it is none, or is shorter than a second or longer than this
     */
    static Duration of(String name, @Nullable JsonNode value, Duration usual, Duration longest) {
        if (value == null || value.isNull()) {
            return usual;
        }
        var duration = value.isObject() ? sum(value) : parse(value.asString(""));
        if (duration == null) {
            throw ServiceException.input(
                    "Expected in '" + name + "' a duration such as 3d, PT12H or {hours: 12}, found " + value);
        }
        if (duration.compareTo(LEAST) < 0 || duration.compareTo(longest) > 0) {
            throw ServiceException.input(
                    "Expected in '" + name + "' a duration from 1 s to " + longest.toDays() + " days, found " + value);
        }
        return duration;
    }

    private static @Nullable Duration sum(JsonNode parts) {
        var sum = Duration.ZERO;
        for (var part : parts.properties()) {
            var unit = unit(part.getKey());
            if (unit == null || !part.getValue().isInt()) {
                return null;
            }
            sum = sum.plus(part.getValue().intValue(), unit);
        }
        return sum;
    }

    private static @Nullable ChronoUnit unit(String name) {
        return switch (name) {
            case "s", "seconds" -> ChronoUnit.SECONDS;
            case "m", "minutes" -> ChronoUnit.MINUTES;
            case "h", "hours" -> ChronoUnit.HOURS;
            case "d", "days" -> ChronoUnit.DAYS;
            default -> null;
        };
    }

    private static @Nullable Duration parse(String text) {
        var matcher = SHORT.matcher(text.strip());
        var unit = matcher.matches() ? unit(matcher.group(2)) : null;
        if (unit != null) {
            return Duration.of(Long.parseLong(matcher.group(1)), unit);
        }
        try {
            return Duration.parse(text.strip());
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
