package dev.buildrun.scaffolder.expression;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Filters that sort and group. */
final class OrderFilters {
    static final Map<String, Operation> ALL = Map.of(
            "dictsort", OrderFilters::dictsort,
            "groupby", OrderFilters::groupby,
            "sort", OrderFilters::sort);

    private static final int MAX_INSERTED = 63;

    private OrderFilters() {}

    private static Value sort(Value input, Arguments arguments, Coercion js) {
        var values = SequenceFilters.values(input, js);
        if (values == null) {
            return Value.of(List.of());
        }
        var reverse = Coercion.truthy(arguments.get(0));
        var caseSensitive = Coercion.truthy(arguments.get(1));
        var path = Attribute.path(arguments.get(2), js);
        return Value.of(sorted(values, js, (left, right) -> {
            var order = compare(Attribute.follow(left, path), Attribute.follow(right, path), caseSensitive, js);
            return reverse ? -order : order;
        }));
    }

    private static int compare(Value left, Value right, boolean caseSensitive, Coercion js) {
        var one = Value.textOf(left);
        var other = Value.textOf(right);
        var order = !caseSensitive && one != null && other != null
                ? js.order(Value.of(one.toLowerCase(Locale.ROOT)), Value.of(other.toLowerCase(Locale.ROOT)))
                : js.order(left, right);
        return switch (order) {
            case LESS -> -1;
            case GREATER -> 1;
            case EQUAL, NONE -> 0;
        };
    }

    /**
     * A stable sort that bears contradictory comparisons, which values that are no numbers lead to; short lists it sorts by the
     * same steps as V8 then. Undefined entries go last without being compared.
     */
    static List<Value> sorted(List<Value> values, Coercion js, Comparator<Value> comparator) {
        var defined = values.stream().filter(value -> !Value.isUndefined(value)).toList();
        var result = new ArrayList<>(merged(defined, js, comparator));
        while (result.size() < values.size()) {
            result.add(Value.UNDEFINED);
        }
        return result;
    }

    private static List<Value> merged(List<Value> values, Coercion js, Comparator<Value> comparator) {
        js.budget().work(values.size());
        if (values.size() <= MAX_INSERTED) {
            return inserted(values, comparator);
        }
        var middle = values.size() / 2;
        var left = merged(values.subList(0, middle), js, comparator);
        var right = merged(values.subList(middle, values.size()), js, comparator);
        var result = new ArrayList<Value>(values.size());
        var index = 0;
        for (var value : left) {
            while (index < right.size() && comparator.compare(value, right.get(index)) > 0) {
                result.add(right.get(index++));
            }
            result.add(value);
        }
        result.addAll(right.subList(index, right.size()));
        return result;
    }

    /** Binary insertion after the run that the list starts with, which is turned round when it descends. */
    private static List<Value> inserted(List<Value> values, Comparator<Value> comparator) {
        var run = run(values, comparator);
        var result = new ArrayList<>(values.subList(0, Math.abs(run)));
        if (run < 0) {
            Collections.reverse(result);
        }
        for (var value : values.subList(result.size(), values.size())) {
            var low = 0;
            var high = result.size();
            while (low < high) {
                var middle = (low + high) >>> 1;
                if (comparator.compare(value, result.get(middle)) < 0) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            result.add(low, value);
        }
        return result;
    }

    /** The length of the first run, negative when it descends. */
    private static int run(List<Value> values, Comparator<Value> comparator) {
        if (values.size() < 2) {
            return values.size();
        }
        var descends = comparator.compare(values.get(1), values.get(0)) < 0;
        var length = 2;
        while (length < values.size()
                && comparator.compare(values.get(length), values.get(length - 1)) < 0 == descends) {
            length++;
        }
        return descends ? -length : length;
    }

    private static Value dictsort(Value input, Arguments arguments, Coercion js) {
        if (!(input instanceof Fields fields)) {
            throw new TemplateFailure("dictsort requires a record");
        }
        var caseSensitive = Coercion.truthy(arguments.get(0));
        var by = Value.isUndefined(arguments.get(1)) ? "key" : js.text(arguments.get(1));
        if (!by.equals("key") && !by.equals("value")) {
            throw new TemplateFailure("dictsort can only sort by key or value");
        }
        var part = by.equals("key") ? "0" : "1";
        var pairs = fields.entries().entrySet().stream()
                .map(entry -> Value.of(List.of(Value.of(entry.getKey()), entry.getValue())))
                .toList();
        return Value.of(sorted(
                pairs,
                js,
                (left, right) -> compareKeys(Members.own(left, part), Members.own(right, part), caseSensitive, js)));
    }

    /** What is neither greater nor the same counts as less, also when it cannot be compared. */
    private static int compareKeys(Value left, Value right, boolean caseSensitive, Coercion js) {
        var one = upper(left, caseSensitive);
        var other = upper(right, caseSensitive);
        if (js.order(one, other) == Coercion.Order.GREATER) {
            return 1;
        }
        return Coercion.strictlyEqual(one, other) ? 0 : -1;
    }

    private static Value upper(Value value, boolean caseSensitive) {
        var text = Value.textOf(value);
        return caseSensitive || text == null ? value : Value.of(text.toUpperCase(Locale.ROOT));
    }

    private static Value groupby(Value input, Arguments arguments, Coercion js) {
        SequenceFilters.requirePresent(input, "groupby");
        var values = SequenceFilters.values(input, js);
        var path = Attribute.path(arguments.get(0), js);
        var groups = new LinkedHashMap<String, List<Value>>();
        for (var value : values == null ? List.<Value>of() : values) {
            var key = Attribute.name(Attribute.follow(value, path), js);
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
        }
        var entries = new LinkedHashMap<String, Value>();
        groups.forEach((key, group) -> entries.put(key, Value.of(group)));
        return new Fields(entries);
    }
}
