package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Operation.Bounded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Methods of arrays. Those that change the array change it for this render only. */
final class ArrayMethods {
    static final Map<String, Bounded> ALL = Map.ofEntries(
            Map.entry("at", new Bounded(1, 1, ArrayMethods::at)),
            Map.entry("concat", new Bounded(0, Bounded.ANY, ArrayMethods::concat)),
            Map.entry("copyWithin", new Bounded(1, 3, ArrayMethods::copyWithin)),
            Map.entry("fill", new Bounded(1, 3, ArrayMethods::fill)),
            Map.entry("flat", new Bounded(0, 1, ArrayMethods::flat)),
            Map.entry("includes", new Bounded(1, 2, ArrayMethods::includes)),
            Map.entry("indexOf", new Bounded(1, 2, ArrayMethods::indexOf)),
            Map.entry("join", new Bounded(0, 1, ArrayMethods::join)),
            Map.entry("lastIndexOf", new Bounded(1, 2, ArrayMethods::lastIndexOf)),
            Map.entry(
                    "pop",
                    new Bounded(
                            0, 0, (input, _, js) -> removeAt(input, of(input).size() - 1, js))),
            Map.entry("push", new Bounded(0, Bounded.ANY, ArrayMethods::push)),
            Map.entry("reverse", new Bounded(0, 0, ArrayMethods::reverse)),
            Map.entry("shift", new Bounded(0, 0, (input, _, js) -> removeAt(input, 0, js))),
            Map.entry("slice", new Bounded(0, 2, ArrayMethods::slice)),
            Map.entry("sort", new Bounded(0, 0, ArrayMethods::sort)),
            Map.entry("splice", new Bounded(0, Bounded.ANY, ArrayMethods::splice)),
            Map.entry("unshift", new Bounded(0, Bounded.ANY, ArrayMethods::unshift)));

    private ArrayMethods() {}

    static Value.Items of(Value input) {
        return (Value.Items) input;
    }

    /** A copy to work on, paid for. */
    static List<Value> copy(Value input, Coercion js) {
        var values = of(input).values();
        js.budget().work(values.size());
        return new ArrayList<>(values);
    }

    /** Takes an entry out; undefined where there is none. */
    static Value removeAt(Value input, int index, Coercion js) {
        var values = copy(input, js);
        if (index < 0 || index >= values.size()) {
            return Value.UNDEFINED;
        }
        var removed = values.remove(index);
        of(input).replace(values, js.budget());
        return removed;
    }

    private static Value at(Value input, Arguments arguments, Coercion js) {
        var index = js.integer(arguments.get(0));
        var items = of(input);
        var place = index < 0 ? index + items.size() : index;
        return place >= 0 && place < items.size() ? items.at((int) place) : Value.UNDEFINED;
    }

    private static Value concat(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        for (var argument : arguments.positional()) {
            values.addAll(argument instanceof Value.Items ? copy(argument, js) : List.of(argument));
        }
        return Value.of(values);
    }

    private static Value copyWithin(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        var size = values.size();
        var target = TextMethods.relative(arguments.get(0), 0, size, js);
        var start = TextMethods.relative(arguments.get(1), 0, size, js);
        var end = TextMethods.relative(arguments.get(2), size, size, js);
        var copied = start < end ? List.copyOf(values.subList(start, end)) : List.<Value>of();
        for (var index = 0; index < copied.size() && target + index < size; index++) {
            values.set(target + index, copied.get(index));
        }
        of(input).replace(values, js.budget());
        return input;
    }

    private static Value fill(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        var size = values.size();
        var start = TextMethods.relative(arguments.get(1), 0, size, js);
        var end = TextMethods.relative(arguments.get(2), size, size, js);
        if (start < end) {
            Collections.fill(values.subList(start, end), arguments.get(0));
        }
        of(input).replace(values, js.budget());
        return input;
    }

    private static Value flat(Value input, Arguments arguments, Coercion js) {
        var depth = Value.isUndefined(arguments.get(0)) ? 1 : js.integer(arguments.get(0));
        var values = new ArrayList<Value>();
        flatten(of(input), (int) Math.clamp(depth, 0, Budget.MAX_VALUE_DEPTH), values, js);
        return Value.of(values);
    }

    private static void flatten(Value.Items items, int depth, List<Value> result, Coercion js) {
        js.budget().work(items.size());
        for (var value : items.values()) {
            if (depth > 0 && value instanceof Value.Items inner) {
                flatten(inner, depth - 1, result, js);
            } else {
                result.add(value);
            }
        }
    }

    private static Value includes(Value input, Arguments arguments, Coercion js) {
        var wanted = arguments.get(0);
        var isNan = wanted instanceof Value.Num(var number) && Double.isNaN(number);
        var values = copy(input, js);
        return Value.of(
                values.subList(TextMethods.relative(arguments.get(1), 0, values.size(), js), values.size()).stream()
                        .anyMatch(value -> Coercion.strictlyEqual(value, wanted) || (isNan && value.equals(wanted))));
    }

    private static Value indexOf(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        var start = TextMethods.relative(arguments.get(1), 0, values.size(), js);
        return Value.of(indexOf(values, arguments.get(0), start));
    }

    static int indexOf(List<Value> values, Value wanted, int start) {
        for (var index = start; index < values.size(); index++) {
            if (Coercion.strictlyEqual(values.get(index), wanted)) {
                return index;
            }
        }
        return -1;
    }

    private static Value lastIndexOf(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        var from = Value.isUndefined(arguments.get(1)) ? values.size() : js.integer(arguments.get(1));
        var start = (int) Math.clamp(from < 0 ? from + values.size() : from, -1, values.size() - 1.0);
        for (var index = start; index >= 0; index--) {
            if (Coercion.strictlyEqual(values.get(index), arguments.get(0))) {
                return Value.of(index);
            }
        }
        return Value.of(-1);
    }

    private static Value join(Value input, Arguments arguments, Coercion js) {
        var separator = Value.isUndefined(arguments.get(0)) ? "," : js.text(arguments.get(0));
        return Value.of(js.join(of(input).values(), separator));
    }

    static Value push(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        values.addAll(arguments.positional());
        of(input).replace(values, js.budget());
        return Value.of(values.size());
    }

    private static Value reverse(Value input, Arguments arguments, Coercion js) {
        of(input).replace(copy(input, js).reversed(), js.budget());
        return input;
    }

    private static Value slice(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        var start = TextMethods.relative(arguments.get(0), 0, values.size(), js);
        var end = TextMethods.relative(arguments.get(1), values.size(), values.size(), js);
        return Value.of(start < end ? values.subList(start, end) : List.of());
    }

    private static Value sort(Value input, Arguments arguments, Coercion js) {
        var sorted = OrderFilters.sorted(
                copy(input, js), js, (left, right) -> js.text(left).compareTo(js.text(right)));
        of(input).replace(sorted, js.budget());
        return input;
    }

    /** Without a count, or with undefined for one, everything from the start goes and nothing comes in its place. */
    private static Value splice(Value input, Arguments arguments, Coercion js) {
        if (Value.isUndefined(arguments.get(0))) {
            return Value.of(List.of());
        }
        var values = copy(input, js);
        var start = TextMethods.relative(arguments.get(0), 0, values.size(), js);
        var rest = values.size() - start;
        var count = TextMethods.place(arguments.get(1), rest, rest, js);
        var part = values.subList(start, start + count);
        var removed = List.copyOf(part);
        part.clear();
        if (!Value.isUndefined(arguments.get(1))) {
            values.addAll(start, arguments.from(2));
        }
        of(input).replace(values, js.budget());
        return Value.of(removed);
    }

    private static Value unshift(Value input, Arguments arguments, Coercion js) {
        var values = copy(input, js);
        values.addAll(0, arguments.positional());
        of(input).replace(values, js.budget());
        return Value.of(Objects.checkIndex(values.size(), Integer.MAX_VALUE));
    }
}
