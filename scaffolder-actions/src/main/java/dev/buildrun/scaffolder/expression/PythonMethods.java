package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Operation.Bounded;
import java.util.List;
import java.util.Map;

/** Methods that lists and dictionaries have in the cookiecutter dialect. */
final class PythonMethods {
    static final Map<String, Bounded> OF_LISTS = Map.of(
            "append", new Bounded(1, 1, ArrayMethods::push),
            "count", new Bounded(1, 1, PythonMethods::count),
            "find", new Bounded(1, 1, PythonMethods::index),
            "index", new Bounded(1, 1, PythonMethods::index),
            "insert", new Bounded(2, 2, PythonMethods::insert),
            "pop", new Bounded(0, 1, PythonMethods::pop),
            "remove", new Bounded(1, 1, PythonMethods::remove));

    static final Map<String, Bounded> OF_DICTIONARIES = Map.of(
            "get", new Bounded(1, 2, PythonMethods::get),
            "has_key",
                    new Bounded(
                            1,
                            1,
                            (input, arguments, js) ->
                                    Value.of(entries(input, js).containsKey(js.text(arguments.get(0))))),
            "items", new Bounded(0, 0, PythonMethods::items),
            "keys",
                    new Bounded(
                            0,
                            0,
                            (input, _, js) ->
                                    Value.ofTexts(List.copyOf(entries(input, js).keySet()))),
            "values",
                    new Bounded(
                            0,
                            0,
                            (input, _, js) ->
                                    Value.of(List.copyOf(entries(input, js).values()))));

    private PythonMethods() {}

    private static Map<String, Value> entries(Value input, Coercion js) {
        var entries = Members.entriesOf(input);
        js.budget().work(entries.size());
        return entries;
    }

    private static Value count(Value input, Arguments arguments, Coercion js) {
        return Value.of((double) ArrayMethods.copy(input, js).stream()
                .filter(value -> Coercion.strictlyEqual(value, arguments.get(0)))
                .count());
    }

    private static Value index(Value input, Arguments arguments, Coercion js) {
        return Value.of(ArrayMethods.indexOf(ArrayMethods.copy(input, js), arguments.get(0), 0));
    }

    private static Value insert(Value input, Arguments arguments, Coercion js) {
        var values = ArrayMethods.copy(input, js);
        values.add(TextMethods.relative(arguments.get(0), 0, values.size(), js), arguments.get(1));
        ArrayMethods.of(input).replace(values, js.budget());
        return Value.of(List.of());
    }

    private static Value pop(Value input, Arguments arguments, Coercion js) {
        var size = ArrayMethods.of(input).size();
        var index = Value.isUndefined(arguments.get(0)) ? -1 : js.integer(arguments.get(0));
        var place = index < 0 ? size + index : index;
        return place >= 0 && place < size ? ArrayMethods.removeAt(input, (int) place, js) : Value.UNDEFINED;
    }

    private static Value remove(Value input, Arguments arguments, Coercion js) {
        var index = ArrayMethods.indexOf(ArrayMethods.copy(input, js), arguments.get(0), 0);
        return Value.of(index < 0 ? List.of() : List.of(ArrayMethods.removeAt(input, index, js)));
    }

    private static Value get(Value input, Arguments arguments, Coercion js) {
        return entries(input, js).getOrDefault(js.text(arguments.get(0)), arguments.get(1));
    }

    private static Value items(Value input, Arguments arguments, Coercion js) {
        return Value.of(entries(input, js).entrySet().stream()
                .map(entry -> Value.of(List.of(Value.of(entry.getKey()), entry.getValue())))
                .toList());
    }
}
