package dev.buildrun.deploy.feed;

import dev.buildrun.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The model: every row of the change log from its beginning, and what a consumer with a filter has to be told of it. */
record Expected(List<Row> rows) {
    /** @param body null where the entity is gone */
    record Row(long position, String ref, @Nullable JsonNode body) {}

    record Event(long position, String what, String ref) {}

    static Expected read(Connection connection) throws SQLException {
        var rows = new ArrayList<Row>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select seq, entity_ref, body from change_log order by seq")) {
            while (result.next()) {
                var body = result.getString(3);
                rows.add(new Row(result.getLong(1), result.getString(2), body == null ? null : Json.read(body)));
            }
        }
        return new Expected(rows);
    }

    /** What is wrong with the log by itself: its positions are 1, 2, 3 and so on. */
    List<String> gaps() {
        var problems = new ArrayList<String>();
        for (var index = 0; index < rows.size(); index++) {
            if (rows.get(index).position() != index + 1) {
                problems.add("row " + (index + 1) + " of the log has position "
                        + rows.get(index).position());
                return problems;
            }
        }
        return problems;
    }

    long head() {
        return rows.size();
    }

    /** In order, for somebody who wants entities of which this holds. */
    List<Event> events(Predicate<JsonNode> meant) {
        var state = new HashMap<String, JsonNode>();
        var events = new ArrayList<Event>();
        for (var row : rows) {
            var before = state.get(row.ref());
            var wasMeant = before != null && meant.test(before);
            if (row.body() == null) {
                state.remove(row.ref());
            } else {
                state.put(row.ref(), row.body());
            }
            var what = what(row.body(), before, wasMeant, meant);
            if (what != null) {
                events.add(new Event(row.position(), what, row.ref()));
            }
        }
        return events;
    }

    private static @Nullable String what(
            @Nullable JsonNode after, @Nullable JsonNode before, boolean wasMeant, Predicate<JsonNode> meant) {
        if (after == null) {
            return wasMeant ? "removed" : null;
        }
        if (meant.test(after)) {
            return before == null ? "created" : "changed";
        }
        return wasMeant ? "left" : null;
    }

    /** What all writers and filters of this test know: everything, or the components that are services. */
    static Predicate<JsonNode> meaning(String filter) {
        return filter.isEmpty()
                ? _ -> true
                : body -> is(body.path("kind"), "component")
                        && is(body.path("spec").path("type"), "service");
    }

    private static boolean is(JsonNode value, String text) {
        return value.asString("").toLowerCase(Locale.ROOT).equals(text);
    }

    /** Counts by what happened. */
    static Map<String, Integer> counts(List<Event> events) {
        var counts = new java.util.TreeMap<String, Integer>();
        events.forEach(event -> counts.merge(event.what(), 1, Integer::sum));
        return counts;
    }
}
