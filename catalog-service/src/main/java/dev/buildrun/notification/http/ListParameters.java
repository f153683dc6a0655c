package dev.buildrun.notification.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.notification.NotificationQuery;
import dev.buildrun.notification.NotificationQuery.Conditions;
import dev.buildrun.notification.NotificationQuery.Order;
import dev.buildrun.notification.Severity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which notifications a request asks for. */
final class ListParameters {
    private static final int MOST_TEXT = 200;
    private static final int MOST_ORDERS = 10;

    private ListParameters() {}

    /** @param sortable what can be sorted by */
    static NotificationQuery of(String user, Query query, Set<String> sortable) {
        query.only(
                "offset", "limit", "orderField", "topic", "search", "read", "saved", "createdAfter", "minimumSeverity");
        return new NotificationQuery(
                user,
                conditions(query),
                orders(query.all("orderField"), sortable),
                number(query, "offset", 0),
                Math.min(number(query, "limit", NotificationQuery.MOST), NotificationQuery.MOST));
    }

    /** What the list of topics can be asked for. */
    static Conditions ofTopics(Query query) {
        return conditions(query.only("search", "read", "saved", "createdAfter", "minimumSeverity"));
    }

    private static Conditions conditions(Query query) {
        return new Conditions(
                text(query, "search"),
                flag(query, "read"),
                flag(query, "saved"),
                query.first("createdAfter").map(ListParameters::time).orElse(null),
                query.first("minimumSeverity").map(ListParameters::severity).orElse(null),
                text(query, "topic"));
    }

    private static @Nullable String text(Query query, String name) {
        var text = query.first(name).orElse(null);
        if (text != null && text.length() > MOST_TEXT) {
            throw ServiceException.input("request/query/" + name + ": expected at most " + MOST_TEXT
                    + " characters, found " + text.length());
        }
        return text;
    }

    private static @Nullable Boolean flag(Query query, String name) {
        return query.first(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default ->
                        throw ServiceException.input(
                                "request/query/" + name + " must be equal to one of the allowed values: true, false");
                })
                .orElse(null);
    }

    private static int number(Query query, String name, int absent) {
        var text = query.first(name).orElse(null);
        if (text == null) {
            return absent;
        }
        if (!text.matches("-?\\d{1,9}")) {
            throw ServiceException.input("request/query/" + name + " must be integer");
        }
        var number = Integer.parseInt(text);
        if (number < 0) {
            throw ServiceException.input("request/query/" + name + " must be >= 0");
        }
        return number;
    }

    private static Severity severity(String text) {
        return Severity.of(text)
                .filter(severity -> severity.wireName().equals(text))
                .orElseThrow(() -> ServiceException.input("request/query/minimumSeverity must be equal to one of the"
                        + " allowed values: critical, high, normal, low"));
    }

    /** A day, or a time with its offset. */
    private static Instant time(String text) {
        try {
            return text.length() == "2030-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw ServiceException.input("Unexpected date format");
        }
    }

    private static List<Order> orders(List<String> texts, Set<String> sortable) {
        if (texts.size() > MOST_ORDERS) {
            throw ServiceException.input(
                    "request/query/orderField: expected at most " + MOST_ORDERS + ", found " + texts.size());
        }
        return texts.stream()
                .map(text -> {
                    var parts = text.split(",", -1);
                    if (parts.length > 1 && !Set.of("asc", "desc").contains(parts[1])) {
                        throw ServiceException.input("Invalid order field order, must be asc or desc");
                    }
                    if (!sortable.contains(parts[0])) {
                        throw ServiceException.input("request/query/orderField: expected one of "
                                + String.join(", ", sortable.stream().sorted().toList()) + ", found " + parts[0]);
                    }
                    return new Order(parts[0], parts.length > 1 && parts[1].equals("desc"));
                })
                .toList();
    }
}
