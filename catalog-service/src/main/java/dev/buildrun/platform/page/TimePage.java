package dev.buildrun.platform.page;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which page is asked for.
 *
 * @param after the last row of the page before; null for the first page
 * @param limit how many rows at most
 */
public record TimePage(@Nullable Place after, int limit) {
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int LOOKED_AT_ONCE = 200;
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,19})\\.([0-9a-f-]{36})");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /** A row, by the time that rows are sorted by and its id; times to the microsecond, as PostgreSQL keeps them. */
    public record Place(Instant at, UUID id) {
        /** To be sent back as {@code cursor}. */
        public String cursor() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "." + id;
        }
    }

    /** Reads {@code cursor} and {@code limit}. */
    public static TimePage of(Query query) {
        return new TimePage(
                query.first("cursor").map(TimePage::place).orElse(null),
                query.first("limit").map(TimePage::limit).orElse(USUAL));
    }

    /**
     * The rows of this page, at least one more where there are more: whether there is a next page depends on nothing that is not shown.
     *
     * @param rows of a page, one more where there are more
     */
    public <T> List<T> shown(Function<TimePage, List<T>> rows, Predicate<T> isShown, Function<T, Place> place) {
        var shown = new ArrayList<T>();
        var looked = new TimePage(after, Math.max(limit, LOOKED_AT_ONCE));
        while (true) {
            var some = rows.apply(looked);
            some.stream().filter(isShown).forEach(shown::add);
            if (some.size() <= looked.limit() || shown.size() > limit) {
                return shown;
            }
            looked = new TimePage(place.apply(some.getLast()), looked.limit());
        }
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw ServiceException.input("request/query/limit: expected a whole number from 1, found " + text);
        }
        return Math.min(Integer.parseInt(text), MOST);
    }

    private static Place place(String text) {
        var matcher = CURSOR.matcher(text);
        try {
            if (matcher.matches()) {
                var at = Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS);
                return new Place(at.isAfter(LATEST) ? LATEST : at, UUID.fromString(matcher.group(2)));
            }
        } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException _) {
            // Told below.
        }
        throw ServiceException.input("request/query/cursor: expected the nextCursor of a page, found " + text);
    }
}
