package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Filters over the entries of an array or the characters of a text. */
final class SequenceFilters {
    static final Map<String, Operation> ALL = Map.ofEntries(
            Map.entry("batch", SequenceFilters::batch),
            Map.entry("first", (input, _, js) -> edge(input, false, js)),
            Map.entry("join", SequenceFilters::join),
            Map.entry("last", (input, _, js) -> edge(input, true, js)),
            Map.entry("length", (input, _, _) -> length(input)),
            Map.entry("list", SequenceFilters::list),
            Map.entry("random", SequenceFilters::random),
            Map.entry("reverse", SequenceFilters::reverse),
            Map.entry("slice", SequenceFilters::slice),
            Map.entry("sum", SequenceFilters::sum));

    private SequenceFilters() {}

    /** Array entries, characters, or what a record with a {@code length} holds; null for any other value. */
    static @Nullable List<Value> values(Value input, Coercion js) {
        var values = switch (input) {
            case Value.Items items -> items.values();
            case Value.Text text -> characters(text.value(), js);
            case Value.SafeText text -> characters(text.value(), js);
            case Fields fields -> indexed(fields, js);
            case Value.Nothing _, Value.Bool _, Value.Num _, Regex _, Callable _ -> null;
        };
        js.budget().work(values == null ? 0 : values.size());
        return values;
    }

    private static List<Value> characters(String text, Coercion js) {
        return JsText.split(text, "", js.budget()).stream().map(Value::of).toList();
    }

    private static List<Value> indexed(Fields fields, Coercion js) {
        var length = Math.ceil(js.number(fields.get("length")));
        js.budget().work(length > 0 ? (long) length : 0);
        var values = new ArrayList<Value>();
        for (var index = 0; index < length; index++) {
            values.add(fields.get(Integer.toString(index)));
        }
        return values;
    }

    /** Refuses undefined and null, as reading from them does. */
    static void requirePresent(Value input, String filter) {
        if (input instanceof Value.Nothing) {
            throw new TemplateFailure(filter + " requires a sequence");
        }
    }

    private static Value.Items requireArray(Value input, String filter) {
        if (!(input instanceof Value.Items items)) {
            throw new TemplateFailure(filter + " requires an array");
        }
        return items;
    }

    private static int positive(Value value, String message, Coercion js) {
        var number = js.integer(value);
        if (!(number >= 1 && number <= Value.Items.MAX_ENTRIES)) {
            throw new TemplateFailure(message + " must be a positive integer");
        }
        return (int) number;
    }

    private static Value batch(Value input, Arguments arguments, Coercion js) {
        requirePresent(input, "batch");
        var width = positive(arguments.get(0), "Batch size", js);
        var values = values(input, js);
        var rows = new ArrayList<Value>();
        for (var start = 0; values != null && start < values.size(); start += width) {
            var row = new ArrayList<>(values.subList(start, Math.min(start + width, values.size())));
            if (Coercion.truthy(arguments.get(1))) {
                js.budget().work(width);
                while (row.size() < width) {
                    row.add(arguments.get(1));
                }
            }
            rows.add(Value.of(row));
        }
        return Value.of(rows);
    }

    private static Value edge(Value input, boolean last, Coercion js) {
        requirePresent(input, last ? "last" : "first");
        if (!last) {
            return Members.own(input, "0");
        }
        var length = js.number(Members.own(input, "length"));
        return Members.own(input, EcmaNumber.text(length - 1));
    }

    private static Value join(Value input, Arguments arguments, Coercion js) {
        var separator = Coercion.truthy(arguments.get(0)) ? js.text(arguments.get(0)) : "";
        var attribute = arguments.get(1);
        var values = Coercion.truthy(attribute)
                ? project(input, attribute, js)
                : requireArray(input, "join").values();
        return Value.of(js.join(values, separator));
    }

    /** The attribute of every entry. */
    private static List<Value> project(Value input, Value attribute, Coercion js) {
        var name = Attribute.name(attribute, js);
        var values = values(input, js);
        return values == null
                ? List.of()
                : values.stream().map(value -> Attribute.read(value, name)).toList();
    }

    private static Value length(Value input) {
        return switch (input) {
            case Value.Items items -> Value.of(items.size());
            case Fields fields -> Value.of(fields.size());
            case Value.Text text -> Value.of(text.value().length());
            case Value.SafeText text -> Value.of(text.value().length());
            case Value.Nothing _ -> Value.of(0);
            case Value.Bool bool -> bool == Value.Bool.FALSE ? Value.of(0) : Value.UNDEFINED;
            case Value.Num _, Regex _, Callable _ -> Value.UNDEFINED;
        };
    }

    private static Value list(Value input, Arguments arguments, Coercion js) {
        return switch (input) {
            case Value.Items items -> items;
            case Value.Text text -> Value.of(characters(text.value(), js));
            case Value.SafeText text -> Value.of(characters(text.value(), js));
            case Fields fields -> {
                js.budget().work(fields.size());
                yield Value.of(fields.entries().entrySet().stream()
                        .map(entry -> keyAndValue(entry.getKey(), entry.getValue()))
                        .toList());
            }
            case Value.Nothing _, Value.Bool _, Value.Num _, Regex _, Callable _ ->
                throw new TemplateFailure("list requires an iterable value");
        };
    }

    private static Value keyAndValue(String key, Value value) {
        var entry = new LinkedHashMap<String, Value>();
        entry.put("key", Value.of(key));
        entry.put("value", value);
        return new Fields(entry);
    }

    private static Value random(Value input, Arguments arguments, Coercion js) {
        requirePresent(input, "random");
        var values = values(input, js);
        return values == null || values.isEmpty()
                ? Value.UNDEFINED
                : values.get(ThreadLocalRandom.current().nextInt(values.size()));
    }

    private static Value reverse(Value input, Arguments arguments, Coercion js) {
        var text = Value.textOf(input);
        if (text != null) {
            var reversed = new ArrayList<>(JsText.split(text, "", js.budget())).reversed();
            return js.like(input, String.join("", reversed));
        }
        var values = values(input, js);
        return Value.of(values == null ? List.of() : values.reversed());
    }

    /** So many parts of nearly the same length; the fill goes to those that are shorter. */
    private static Value slice(Value input, Arguments arguments, Coercion js) {
        var values = input instanceof Fields ? null : values(input, js);
        if (values == null) {
            throw new TemplateFailure("slice requires a sequence");
        }
        var count = positive(arguments.get(0), "Slice count", js);
        js.budget().work(count);
        var text = Value.textOf(input);
        var fill = arguments.get(1);
        var parts = new ArrayList<Value>();
        var start = 0;
        for (var index = 0; index < count; index++) {
            var isLonger = index < values.size() % count;
            var end = start + values.size() / count + (isLonger ? 1 : 0);
            var filled = Coercion.truthy(fill) && !isLonger;
            parts.add(
                    text == null
                            ? part(values.subList(start, end), filled ? fill : null)
                            : part(text.substring(start, end), filled));
            start = end;
        }
        return Value.of(parts);
    }

    private static Value part(List<Value> values, @Nullable Value fill) {
        var part = new ArrayList<>(values);
        if (fill != null) {
            part.add(fill);
        }
        return Value.of(part);
    }

    private static Value part(String text, boolean filled) {
        if (filled) {
            throw new TemplateFailure("slice cannot append a fill value to a string");
        }
        return Value.of(text);
    }

    private static Value sum(Value input, Arguments arguments, Coercion js) {
        var attribute = arguments.get(0);
        var values = Coercion.truthy(attribute)
                ? project(input, attribute, js)
                : requireArray(input, "sum").values();
        js.budget().work(values.size());
        var sum = Value.of(0);
        for (var value : values) {
            sum = js.add(sum, value);
        }
        return js.add(Value.isUndefined(arguments.get(1)) ? Value.of(0) : arguments.get(1), sum);
    }
}
