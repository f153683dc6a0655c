package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;
import dev.buildrun.scaffolder.expression.Operation.Bounded;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Methods that templates made for scaffolders before 4.1 may call: there every method of JavaScript's own objects could be.
 * The newer engine refuses them, so that accepting the harmless ones changes nothing that works there.
 */
final class OldEngineMethods {
    private static final Map<String, Bounded> OF_TEXTS = Map.ofEntries(
            Map.entry("match", new Bounded(1, 1, OldEngineMethods::match)),
            Map.entry("padEnd", new Bounded(1, 2, (input, arguments, js) -> pad(input, arguments, false, js))),
            Map.entry("padStart", new Bounded(1, 2, (input, arguments, js) -> pad(input, arguments, true, js))),
            Map.entry("repeat", new Bounded(1, 1, OldEngineMethods::repeat)),
            Map.entry("replaceAll", new Bounded(2, 2, OldEngineMethods::replaceAll)),
            Map.entry("substr", new Bounded(1, 2, OldEngineMethods::substr)),
            Map.entry("toString", new Bounded(0, 0, (input, _, js) -> Value.of(js.text(input)))));

    private static final Map<String, Bounded> OF_ARRAYS =
            Map.of("toString", new Bounded(0, 0, (input, _, js) -> Value.of(js.text(input))));

    private static final Map<String, Bounded> OF_RECORDS = Map.of(
            "hasOwnProperty",
                    new Bounded(
                            1,
                            1,
                            (input, arguments, js) ->
                                    Value.of(Members.entriesOf(input).containsKey(js.text(arguments.get(0))))),
            "toString", new Bounded(0, 0, (input, _, js) -> Value.of(js.text(input))));

    private OldEngineMethods() {}

    static @Nullable Bounded find(Value receiver, String name) {
        return switch (receiver) {
            case Value.Text _, Value.SafeText _ -> OF_TEXTS.get(name);
            case Value.Items _ -> OF_ARRAYS.get(name);
            case Fields _ -> OF_RECORDS.get(name);
            case Value.Bool _ -> name.equals("toString") ? OF_ARRAYS.get(name) : null;
            case Value.Nothing _, Value.Num _, Regex _, Callable _ -> null;
        };
    }

    private static Value match(Value input, Arguments arguments, Coercion js) {
        var regex = arguments.get(0) instanceof Regex given ? given : new Regex(js.text(arguments.get(0)), "");
        var matches = regex.matches(TextMethods.of(input), js.budget());
        return matches.isEmpty() ? Value.NULL : Value.of(matches);
    }

    private static Value repeat(Value input, Arguments arguments, Coercion js) {
        var count = js.integer(arguments.get(0));
        if (!(count >= 0 && count <= Budget.MAX_OUTPUT)) {
            throw new TemplateFailure("Invalid count value: " + EcmaNumber.text(count));
        }
        var text = TextMethods.of(input);
        js.budget().text((long) (text.length() * count));
        return Value.of(text.repeat((int) count));
    }

    private static Value pad(Value input, Arguments arguments, boolean atStart, Coercion js) {
        var text = TextMethods.of(input);
        var missing = js.integer(arguments.get(0)) - text.length();
        var filler = Value.isUndefined(arguments.get(1)) ? " " : js.text(arguments.get(1));
        if (missing <= 0 || filler.isEmpty()) {
            return Value.of(text);
        }
        js.budget().text((long) missing + filler.length());
        var padding = filler.repeat((int) (missing / filler.length()) + 1).substring(0, (int) missing);
        return Value.of(atStart ? padding + text : text + padding);
    }

    private static Value replaceAll(Value input, Arguments arguments, Coercion js) {
        var text = TextMethods.of(input);
        var replacement = js.text(arguments.get(1));
        if (arguments.get(0) instanceof Regex regex) {
            if (!regex.isGlobal()) {
                throw new TemplateFailure("replaceAll must be called with a global RegExp");
            }
            return Value.of(regex.replace(text, replacement, js.budget()));
        }
        var needle = js.text(arguments.get(0));
        var result = new StringBuilder();
        var copied = 0;
        for (var start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, next(copied, start, text))) {
            result.append(text, copied, start);
            copied = start + needle.length();
            Replacement.plain(replacement, text, start, copied).appendTo(result, js.budget());
            if (start == text.length()) {
                break;
            }
        }
        return js.like(Value.EMPTY, result.append(text, copied, text.length()).toString());
    }

    /** An empty needle is found at every place once. */
    private static int next(int copied, int start, String text) {
        return copied == start ? Math.min(start + 1, text.length()) : copied;
    }

    private static Value substr(Value input, Arguments arguments, Coercion js) {
        var text = TextMethods.of(input);
        var start = TextMethods.relative(arguments.get(0), 0, text.length(), js);
        var rest = text.length() - start;
        var length = TextMethods.place(arguments.get(1), rest, rest, js);
        return Value.of(text.substring(start, start + length));
    }

    static List<String> names() {
        return OF_TEXTS.keySet().stream().sorted().toList();
    }
}
