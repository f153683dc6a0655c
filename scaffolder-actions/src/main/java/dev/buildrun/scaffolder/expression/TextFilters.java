package dev.buildrun.scaffolder.expression;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;

/** Filters that make a text of a text. */
final class TextFilters {
    static final Map<String, Operation> ALL = Map.ofEntries(
            Map.entry("capitalize", (input, _, js) -> js.like(input, capitalized(text(input)))),
            Map.entry("center", TextFilters::center),
            Map.entry("indent", TextFilters::indent),
            Map.entry(
                    "lower", (input, _, js) -> js.like(Value.EMPTY, text(input).toLowerCase(Locale.ROOT))),
            Map.entry("replace", TextFilters::replace),
            Map.entry("string", TextFilters::string),
            Map.entry("title", TextFilters::title),
            Map.entry("trim", (input, _, js) -> js.like(input, JsText.trim(strict(input)))),
            Map.entry("truncate", TextFilters::truncate),
            Map.entry(
                    "upper", (input, _, js) -> js.like(Value.EMPTY, text(input).toUpperCase(Locale.ROOT))),
            Map.entry("wordcount", TextFilters::wordcount));

    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final double DEFAULT_WIDTH = 80;
    private static final double DEFAULT_LENGTH = 255;
    private static final double DEFAULT_INDENT = 4;

    private TextFilters() {}

    /** The characters of a text; anything else is refused. */
    static String strict(Value input) {
        var text = Value.textOf(input);
        if (text == null) {
            throw new TemplateFailure("Filter input must be a string");
        }
        return text;
    }

    /** The same, with the empty text for undefined, null and false. */
    static String text(Value input) {
        return strict(normalized(input));
    }

    static Value normalized(Value input) {
        return input instanceof Value.Nothing || input == Value.Bool.FALSE ? Value.EMPTY : input;
    }

    private static String capitalized(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.isEmpty() ? lower : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
    }

    static double numberOr(Value value, double missing, Coercion js) {
        return Coercion.truthy(value) ? js.number(value) : missing;
    }

    private static Value center(Value input, Arguments arguments, Coercion js) {
        var value = normalized(input);
        var width = numberOr(arguments.get(0), DEFAULT_WIDTH, js);
        var length = js.number(Members.own(value, "length"));
        if (length >= width) {
            return value;
        }
        var spaces = width - length;
        return js.like(value, spaces(spaces / 2 - spaces % 2, js) + js.text(value) + spaces(spaces / 2, js));
    }

    private static String spaces(double count, Coercion js) {
        if (!(count > 0)) {
            return "";
        }
        if (count > Budget.MAX_OUTPUT) {
            throw new TemplateFailure("Filter spacing exceeds the supported bound");
        }
        js.budget().text((long) Math.ceil(count));
        return " ".repeat((int) Math.ceil(count));
    }

    private static Value indent(Value input, Arguments arguments, Coercion js) {
        var value = normalized(input);
        var lines = JsText.split(strict(value), "\n", js.budget());
        if (value.equals(Value.EMPTY)) {
            return value;
        }
        var indentation = spaces(numberOr(arguments.get(0), DEFAULT_INDENT, js), js);
        js.budget().text((long) lines.size() * indentation.length());
        var first = Coercion.truthy(arguments.get(1)) ? indentation : "";
        return js.like(value, first + String.join("\n" + indentation, lines));
    }

    private static Value string(Value input, Arguments arguments, Coercion js) {
        if (input instanceof Value.Nothing) {
            throw new TemplateFailure("string requires a value");
        }
        return input instanceof Value.SafeText ? input : Value.of(js.print(input));
    }

    private static Value title(Value input, Arguments arguments, Coercion js) {
        var words = JsText.split(text(input), " ", js.budget()).stream()
                .map(TextFilters::capitalized)
                .toList();
        return js.like(input, String.join(" ", words));
    }

    private static Value truncate(Value input, Arguments arguments, Coercion js) {
        var value = normalized(input);
        var limit = numberOr(arguments.get(0), DEFAULT_LENGTH, js);
        if (js.number(Members.own(value, "length")) <= limit) {
            return value;
        }
        var text = strict(value);
        var length = (int) Math.clamp(limit, 0, text.length());
        var space = Coercion.truthy(arguments.get(1)) ? -1 : text.lastIndexOf(' ', length);
        var end = arguments.get(2) instanceof Value.Nothing ? "..." : js.text(arguments.get(2));
        return js.like(input, text.substring(0, space < 0 ? length : space) + end);
    }

    private static Value wordcount(Value input, Arguments arguments, Coercion js) {
        if (!Coercion.truthy(input)) {
            return Value.NULL;
        }
        var matcher = WORD.matcher(text(input));
        var count = 0;
        while (matcher.find()) {
            count++;
        }
        js.budget().work(count);
        return count == 0 ? Value.NULL : Value.of(count);
    }

    /** Replaces text by text, at most as often as the third argument says; a regular expression as JavaScript does. */
    private static Value replace(Value input, Arguments arguments, Coercion js) {
        var search = arguments.get(0);
        if (search instanceof Regex regex) {
            var text = Value.textOf(input);
            if (text == null) {
                throw new TemplateFailure("Regular-expression replacement requires a string");
            }
            return js.like(Value.EMPTY, regex.replace(text, js.text(arguments.get(1)), js.budget()));
        }
        if (!(search instanceof Value.Text || search instanceof Value.Num)) {
            return input;
        }
        var value = input instanceof Value.Num ? Value.of(js.text(input)) : input;
        var text = Value.textOf(value);
        return text == null ? value : replace(value, text, js.text(search), arguments, js);
    }

    private static Value replace(Value value, String text, String needle, Arguments arguments, Coercion js) {
        var replacement = js.text(arguments.get(1));
        if (needle.isEmpty()) {
            var separator = Value.isUndefined(arguments.get(1)) ? "," : replacement;
            js.budget().text((text.length() + 2L) * replacement.length());
            return js.like(
                    value, replacement + String.join(separator, JsText.split(text, "", js.budget())) + replacement);
        }
        var most = Value.isUndefined(arguments.get(2)) ? -1 : js.number(arguments.get(2));
        if (most == 0 || !text.contains(needle)) {
            return value;
        }
        var parts = new ArrayList<>(JsText.split(text, needle, js.budget()));
        var count = most == -1 ? parts.size() - 1 : (int) Math.clamp(Math.ceil(most), 0, parts.size() - 1);
        js.budget().text((long) count * replacement.length() + text.length());
        var replaced = String.join(replacement, parts.subList(0, count + 1));
        var rest = parts.subList(count + 1, parts.size());
        return js.like(value, rest.isEmpty() ? replaced : replaced + needle + String.join(needle, rest));
    }
}
