package dev.buildrun.catalog.history;

import dev.buildrun.catalog.history.JsonDiff.Operation;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A difference for people: one line for each place, {@code ~ spec.lifecycle: "experimental" → "production"}. */
final class DiffText {
    private static final int MAX_VALUE_CHARACTERS = 200;
    private static final int MAX_LINES = 500;
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern INDEX = Pattern.compile("\\d+");

    private DiffText() {}

    static List<String> lines(List<Operation> operations) {
        var shown = operations.stream()
                .filter(operation -> !Served.isEtag(operation.path()))
                .toList();
        var lines = new ArrayList<String>();
        shown.stream().limit(MAX_LINES).map(DiffText::line).forEach(lines::add);
        if (shown.size() > MAX_LINES) {
            lines.add("… and " + (shown.size() - MAX_LINES) + " more");
        }
        return lines;
    }

    private static String line(Operation operation) {
        var place = place(operation.path());
        return switch (operation.op()) {
            case ADD -> "+ " + place + ": " + value(operation.after());
            case REMOVE -> "- " + place + ": " + value(operation.before());
            case REPLACE -> "~ " + place + ": " + value(operation.before()) + " → " + value(operation.after());
        };
    }

    private static String place(List<String> path) {
        if (path.isEmpty()) {
            return "entity";
        }
        var place = new StringBuilder();
        for (var part : path) {
            if (INDEX.matcher(part).matches()) {
                place.append('[').append(part).append(']');
            } else if (PLAIN_KEY.matcher(part).matches()) {
                place.append(place.isEmpty() ? "" : ".").append(part);
            } else {
                place.append('[').append(Json.write(Json.text(part))).append(']');
            }
        }
        return place.toString();
    }

    private static String value(@Nullable JsonNode value) {
        var text = value == null ? "" : Json.write(value);
        return text.codePointCount(0, text.length()) <= MAX_VALUE_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_VALUE_CHARACTERS)) + "…";
    }
}
