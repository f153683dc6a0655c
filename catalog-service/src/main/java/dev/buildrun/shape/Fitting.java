package dev.buildrun.shape;

import dev.buildrun.json.Json;
import dev.buildrun.shape.Fit.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds values against shapes. */
final class Fitting {
    Fit fit(Shape shape, JsonNode value, Path path) {
        return switch (shape) {
            case Shape.Text _ -> value.isString() ? Fit.good(value) : wrongType("string", value, path);
            case Shape.Matching(var pattern) ->
                matching(value, pattern.matcher(value.asString("")).find(), path);
            case Shape.Numeric _ -> value.isNumber() ? Fit.good(value) : wrongType("number", value, path);
            case Shape.Whole(var least) -> whole(value, least, path);
            case Shape.Bool _ -> value.isBoolean() ? Fit.good(value) : wrongType("boolean", value, path);
            case Shape.Null _ -> value.isNull() ? Fit.good(value) : wrongType("null", value, path);
            case Shape.Nothing _ -> wrongType("never", value, path);
            case Shape.Literal(var text) -> literal(text, value, path);
            case Shape.OneOf(var values) -> oneOf(values, value, path);
            case Shape.ListOf(var item) -> list(item, value, path);
            case Shape.Fields fields -> fields(fields, value, path);
            case Shape.Entries entries -> entries(entries, value, path);
            case Shape.Either(var options) -> either(options, value, path);
            case Shape.Maybe(var inner) -> value.isMissingNode() ? Fit.good(value) : fit(inner, value, path);
            case Shape.Later(var later) -> fit(later.get(), value, path);
        };
    }

    private static Fit wrongType(String expected, JsonNode value, Path path) {
        return wrongType(expected, value, path, false);
    }

    private static Fit wrongType(String expected, JsonNode value, Path path, boolean codeLast) {
        var received = typeOf(value);
        var details = Json.object();
        if (!codeLast) {
            details.put("code", "invalid_type");
        }
        details.put("expected", expected).put("received", received);
        if (codeLast) {
            details.put("code", "invalid_type");
        }
        var message = value.isMissingNode() ? "Required" : "Expected " + expected + ", received " + received;
        return Fit.other(value, Complaint.of(details, path, message));
    }

    static String typeOf(JsonNode value) {
        return value.isMissingNode() ? "undefined" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static Fit matching(JsonNode value, boolean found, Path path) {
        if (!value.isString()) {
            return wrongType("string", value, path);
        }
        var details = Json.object()
                .put("validation", "regex")
                .put("code", "invalid_string")
                .put("message", "Invalid");
        return found ? Fit.good(value) : Fit.flawed(value, Complaint.of(details, path, "Invalid"));
    }

    private static Fit whole(JsonNode value, int least, Path path) {
        if (!value.isNumber()) {
            return wrongType("number", value, path);
        }
        var complaints = new ArrayList<Complaint>();
        if (value.doubleValue() % 1 != 0) {
            var details = Json.object()
                    .put("code", "invalid_type")
                    .put("expected", "integer")
                    .put("received", "float");
            complaints.add(Complaint.of(details, path, "Expected integer, received float"));
        }
        if (value.doubleValue() < least) {
            var details = Json.object()
                    .put("code", "too_small")
                    .put("minimum", least)
                    .put("type", "number")
                    .put("inclusive", true)
                    .put("exact", false);
            complaints.add(Complaint.of(details, path, "Number must be greater than or equal to " + least));
        }
        return new Fit(complaints.isEmpty() ? Grade.GOOD : Grade.FLAWED, value, complaints);
    }

    private static Fit literal(String text, JsonNode value, Path path) {
        if (value.isString() && value.asString().equals(text)) {
            return Fit.good(value);
        }
        var details = received(value).put("code", "invalid_literal").put("expected", text);
        return Fit.other(
                value, Complaint.of(details, path, "Invalid literal value, expected " + Json.write(Json.text(text))));
    }

    private static ObjectNode received(JsonNode value) {
        var details = Json.object();
        if (!value.isMissingNode()) {
            details.set("received", value);
        }
        return details;
    }

    private static Fit oneOf(List<String> values, JsonNode value, Path path) {
        var quoted = values.stream().map(each -> "'" + each + "'").collect(Collectors.joining(" | "));
        if (!value.isString()) {
            return wrongType(quoted, value, path, true);
        }
        if (values.contains(value.asString())) {
            return Fit.good(value);
        }
        var details = received(value).put("code", "invalid_enum_value");
        values.forEach(details.putArray("options")::add);
        var message = "Invalid enum value. Expected " + quoted + ", received '" + value.asString() + "'";
        return Fit.other(value, Complaint.of(details, path, message));
    }

    private Fit list(Shape item, JsonNode value, Path path) {
        if (!value.isArray()) {
            return wrongType("array", value, path);
        }
        var made = Json.array();
        var sum = new Sum();
        for (var index = 0; index < value.size(); index++) {
            made.add(sum.add(fit(item, value.get(index), path.then(index))));
        }
        return sum.of(made);
    }

    private Fit fields(Shape.Fields fields, JsonNode value, Path path) {
        if (!value.isObject()) {
            return wrongType("object", value, path);
        }
        var made = Json.object();
        var sum = new Sum();
        fields.shapes().forEach((name, shape) -> {
            var found = sum.add(fit(shape, value.path(name), path.then(name)));
            if (!found.isMissingNode()) {
                made.set(name, found);
            }
        });
        var others = value.propertyNames().stream()
                .filter(name -> !fields.shapes().containsKey(name))
                .toList();
        if (fields.strict() && !others.isEmpty()) {
            var details = Json.object().put("code", "unrecognized_keys");
            others.forEach(details.putArray("keys")::add);
            var quoted = others.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
            sum.add(Fit.flawed(value, Complaint.of(details, path, "Unrecognized key(s) in object: " + quoted)));
        }
        return sum.of(made);
    }

    private Fit entries(Shape.Entries entries, JsonNode value, Path path) {
        if (!value.isObject()) {
            return wrongType("object", value, path);
        }
        var made = Json.object();
        var sum = new Sum();
        for (var field : value.properties()) {
            var inner = path.then(field.getKey());
            sum.add(fit(entries.key(), Json.text(field.getKey()), inner));
            made.set(field.getKey(), sum.add(fit(entries.value(), field.getValue(), inner)));
        }
        return sum.of(made);
    }

    private Fit either(List<Shape> options, JsonNode value, Path path) {
        var failed = new ArrayList<Fit>();
        for (var option : options) {
            var fit = fit(option, value, path);
            if (fit.grade() == Grade.GOOD) {
                return fit;
            }
            failed.add(fit);
        }
        var details = Json.object().put("code", "invalid_union");
        return failed.stream()
                .filter(fit -> fit.grade() == Grade.FLAWED)
                .findFirst()
                .orElseGet(() -> Fit.other(
                        value,
                        new Complaint(
                                details,
                                path,
                                "Invalid input",
                                failed.stream().map(Fit::complaints).toList())));
    }

    /** The parts of a list or an object, taken together. */
    private static final class Sum {
        private final List<Complaint> complaints = new ArrayList<>();
        private Grade grade = Grade.GOOD;

        JsonNode add(Fit part) {
            complaints.addAll(part.complaints());
            grade = part.grade().compareTo(grade) > 0 ? part.grade() : grade;
            return part.value();
        }

        Fit of(JsonNode value) {
            return new Fit(grade, grade == Grade.OTHER ? MissingNode.getInstance() : value, List.copyOf(complaints));
        }
    }
}
