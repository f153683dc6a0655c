package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Operation.Bounded;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Methods of texts and of regular expressions. */
final class TextMethods {
    static final Map<String, Bounded> ALL = Map.ofEntries(
            Map.entry("charAt", new Bounded(0, 1, TextMethods::charAt)),
            Map.entry("charCodeAt", new Bounded(0, 1, TextMethods::charCodeAt)),
            Map.entry("concat", new Bounded(0, Bounded.ANY, TextMethods::concat)),
            Map.entry("endsWith", new Bounded(1, 2, TextMethods::endsWith)),
            Map.entry(
                    "includes",
                    new Bounded(1, 2, (input, arguments, js) -> Value.of(indexOf(input, arguments, js) >= 0))),
            Map.entry("indexOf", new Bounded(1, 2, (input, arguments, js) -> Value.of(indexOf(input, arguments, js)))),
            Map.entry("lastIndexOf", new Bounded(1, 2, TextMethods::lastIndexOf)),
            Map.entry("replace", new Bounded(2, 2, TextMethods::replace)),
            Map.entry("slice", new Bounded(0, 2, TextMethods::slice)),
            Map.entry("split", new Bounded(0, 2, TextMethods::split)),
            Map.entry("startsWith", new Bounded(1, 2, TextMethods::startsWith)),
            Map.entry("substring", new Bounded(0, 2, TextMethods::substring)),
            Map.entry(
                    "toLowerCase",
                    new Bounded(
                            0,
                            0,
                            (input, _, js) -> js.like(Value.EMPTY, of(input).toLowerCase(Locale.ROOT)))),
            Map.entry(
                    "toUpperCase",
                    new Bounded(
                            0,
                            0,
                            (input, _, js) -> js.like(Value.EMPTY, of(input).toUpperCase(Locale.ROOT)))),
            Map.entry("trim", new Bounded(0, 0, (input, _, js) -> js.like(Value.EMPTY, JsText.trim(of(input))))),
            Map.entry("trimEnd", new Bounded(0, 0, (input, _, js) -> js.like(Value.EMPTY, JsText.trimEnd(of(input))))),
            Map.entry(
                    "trimStart",
                    new Bounded(0, 0, (input, _, js) -> js.like(Value.EMPTY, JsText.trimStart(of(input))))));

    static final Map<String, Bounded> OF_REGEX = Map.of("test", new Bounded(1, 1, TextMethods::test));

    private TextMethods() {}

    static String of(Value input) {
        return Objects.requireNonNull(Value.textOf(input));
    }

    /** The argument as a place within the text, or what is given where it is missing. */
    static int place(Value argument, int missing, int length, Coercion js) {
        return Value.isUndefined(argument) ? missing : (int) Math.clamp(js.integer(argument), 0, length);
    }

    /** The same, counted from the end where it is negative. */
    static int relative(Value argument, int missing, int length, Coercion js) {
        if (Value.isUndefined(argument)) {
            return missing;
        }
        var place = js.integer(argument);
        return (int) Math.clamp(place < 0 ? place + length : place, 0, length);
    }

    private static Value charAt(Value input, Arguments arguments, Coercion js) {
        var index = js.integer(arguments.get(0));
        var text = of(input);
        return index >= 0 && index < text.length()
                ? Value.of(text.substring((int) index, (int) index + 1))
                : Value.EMPTY;
    }

    private static Value charCodeAt(Value input, Arguments arguments, Coercion js) {
        var index = js.integer(arguments.get(0));
        var text = of(input);
        return Value.of(index >= 0 && index < text.length() ? text.charAt((int) index) : Double.NaN);
    }

    private static Value concat(Value input, Arguments arguments, Coercion js) {
        var text = new StringBuilder(of(input));
        for (var argument : arguments.positional()) {
            var part = js.text(argument);
            js.budget().text(part.length());
            text.append(part);
        }
        return js.like(Value.EMPTY, text.toString());
    }

    private static int indexOf(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        js.budget().work(text.length() / 256);
        return text.indexOf(js.text(arguments.get(0)), place(arguments.get(1), 0, text.length(), js));
    }

    private static Value lastIndexOf(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        js.budget().work(text.length() / 256);
        var from = js.number(arguments.get(1));
        var start = Double.isNaN(from) ? text.length() : place(arguments.get(1), 0, text.length(), js);
        return Value.of(text.lastIndexOf(js.text(arguments.get(0)), start));
    }

    private static Value startsWith(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        return Value.of(text.startsWith(js.text(arguments.get(0)), place(arguments.get(1), 0, text.length(), js)));
    }

    private static Value endsWith(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        var end = place(arguments.get(1), text.length(), text.length(), js);
        return Value.of(text.substring(0, end).endsWith(js.text(arguments.get(0))));
    }

    private static Value replace(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        var replacement = js.text(arguments.get(1));
        if (arguments.get(0) instanceof Regex regex) {
            return js.like(Value.EMPTY, regex.replace(text, replacement, js.budget()));
        }
        var needle = js.text(arguments.get(0));
        var start = text.indexOf(needle);
        if (start < 0) {
            return Value.of(text);
        }
        var end = start + needle.length();
        var result = new StringBuilder().append(text, 0, start);
        Replacement.plain(replacement, text, start, end).appendTo(result, js.budget());
        return js.like(Value.EMPTY, result.append(text, end, text.length()).toString());
    }

    private static Value slice(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        var start = relative(arguments.get(0), 0, text.length(), js);
        var end = relative(arguments.get(1), text.length(), text.length(), js);
        return js.like(Value.EMPTY, start < end ? text.substring(start, end) : "");
    }

    private static Value substring(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        var start = place(arguments.get(0), 0, text.length(), js);
        var end = place(arguments.get(1), text.length(), text.length(), js);
        return js.like(Value.EMPTY, text.substring(Math.min(start, end), Math.max(start, end)));
    }

    private static Value split(Value input, Arguments arguments, Coercion js) {
        var text = of(input);
        var separator = arguments.get(0);
        js.budget().text(text.length());
        var limit = Value.isUndefined(arguments.get(1))
                ? Integer.MAX_VALUE
                : (long) js.integer(arguments.get(1)) & 0xffff_ffffL;
        List<Value> parts;
        if (separator instanceof Regex regex) {
            parts = regex.split(text, js.budget());
        } else if (Value.isUndefined(separator)) {
            parts = List.of(Value.of(text));
        } else {
            parts = JsText.split(text, js.text(separator), js.budget()).stream()
                    .map(Value::of)
                    .toList();
        }
        js.budget().work(parts.size());
        return Value.of(limit < parts.size() ? parts.subList(0, (int) limit) : parts);
    }

    private static Value test(Value input, Arguments arguments, Coercion js) {
        var text = js.text(arguments.get(0));
        js.budget().work(text.length() / 16);
        return Value.of(input instanceof Regex regex && regex.test(text));
    }
}
