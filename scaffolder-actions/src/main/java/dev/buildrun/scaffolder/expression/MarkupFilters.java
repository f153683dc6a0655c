package dev.buildrun.scaffolder.expression;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Filters for HTML and addresses. */
final class MarkupFilters {
    static final Map<String, Operation> ALL = Map.ofEntries(
            Map.entry("e", MarkupFilters::escape),
            Map.entry("escape", MarkupFilters::escape),
            Map.entry("forceescape", (input, _, js) -> safe(escaped(js.print(input)), js)),
            Map.entry("nl2br", MarkupFilters::lineBreaks),
            Map.entry("safe", (input, _, js) -> input instanceof Value.SafeText ? input : safe(js.print(input), js)),
            Map.entry("striptags", MarkupFilters::stripTags),
            Map.entry("urlencode", MarkupFilters::urlencode),
            Map.entry("urlize", MarkupFilters::urlize));

    private static final Pattern TAG =
            Pattern.compile("</?([a-z][a-z0-9]*)\\b[^>]*>|<!--(?s:.*?)-->", Pattern.CASE_INSENSITIVE);
    private static final int MAX_TAG_PASSES = 8;
    private static final Pattern LINE_EDGE_SPACES = Pattern.compile("^ +| +$", Pattern.MULTILINE);
    private static final Pattern WRAPPED = Pattern.compile("(?:\\(|<|&lt;)?(.*?)(?:\\.|,|\\)|\\n|&gt;)?");
    private static final Pattern EMAIL =
            Pattern.compile("(?i)[\\w.!#$%&'*+\\-/=?^`{|}~]+@[a-z\\d-]+(?:\\.[a-z\\d-]+)+");
    private static final Pattern DOMAIN = Pattern.compile("\\.(?:org|net|com)(?::|/|$)");

    private MarkupFilters() {}

    private static Value safe(String text, Coercion js) {
        js.budget().text(text.length());
        return new Value.SafeText(text);
    }

    private static Value escape(Value input, Arguments arguments, Coercion js) {
        return input instanceof Value.SafeText ? input : safe(escaped(js.print(input)), js);
    }

    private static String escaped(String text) {
        var result = new StringBuilder(text.length() + 16);
        for (var index = 0; index < text.length(); index++) {
            var character = text.charAt(index);
            switch (character) {
                case '&' -> result.append("&amp;");
                case '"' -> result.append("&quot;");
                case '\'' -> result.append("&#39;");
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '\\' -> result.append("&#92;");
                default -> result.append(character);
            }
        }
        return result.toString();
    }

    private static Value lineBreaks(Value input, Arguments arguments, Coercion js) {
        var text = input instanceof Value.Nothing ? "" : TextFilters.strict(input);
        return js.like(input, text.replace("\r\n", "\n").replace("\n", "<br />\n"));
    }

    private static Value stripTags(Value input, Arguments arguments, Coercion js) {
        var stripped = JsText.trim(withoutTags(TextFilters.text(input), js));
        if (!Coercion.truthy(arguments.get(0))) {
            return js.like(input, collapsed(stripped));
        }
        var lines = LINE_EDGE_SPACES
                .matcher(stripped)
                .replaceAll("")
                .replaceAll(" +", " ")
                .replace("\r\n", "\n");
        return js.like(input, lines.replaceAll("\n\n\n+", "\n\n"));
    }

    private static String collapsed(String text) {
        var result = new StringBuilder(text.length());
        for (var index = 0; index < text.length(); index++) {
            var isSpace = JsText.isSpace(text.charAt(index));
            if (!isSpace) {
                result.append(text.charAt(index));
            } else if (index == 0 || !JsText.isSpace(text.charAt(index - 1))) {
                result.append(' ');
            }
        }
        return result.toString();
    }

    /** Taking a tag out can make another one of what was around it. */
    private static String withoutTags(String text, Coercion js) {
        var current = text;
        for (var pass = 0; pass <= MAX_TAG_PASSES; pass++) {
            js.budget().text(current.length());
            var next = TAG.matcher(current).replaceAll("");
            if (next.equals(current)) {
                return current;
            }
            current = next;
        }
        throw new TemplateFailure("striptags input contains excessively nested markup");
    }

    private static Value urlencode(Value input, Arguments arguments, Coercion js) {
        var text = Value.textOf(input);
        if (text != null) {
            js.budget().text(3L * text.length());
            return Value.of(JsText.encodeUriComponent(text));
        }
        var pairs = new ArrayList<String>();
        if (input instanceof Fields fields) {
            fields.entries().forEach((name, value) -> pairs.add(pair(Value.of(name), value, js)));
        } else if (input instanceof Value.Items items) {
            items.values().forEach(item -> pairs.add(pair(part(item, "0"), part(item, "1"), js)));
        }
        js.budget().work(pairs.size());
        return js.like(Value.EMPTY, String.join("&", pairs));
    }

    private static Value part(Value item, String key) {
        if (item instanceof Value.Nothing) {
            throw new TemplateFailure("urlencode sequence entries cannot be nullish");
        }
        return Members.own(item, key);
    }

    private static String pair(Value name, Value value, Coercion js) {
        return JsText.encodeUriComponent(js.text(name)) + "=" + JsText.encodeUriComponent(js.text(value));
    }

    private static Value urlize(Value input, Arguments arguments, Coercion js) {
        var length = Value.isUndefined(arguments.get(0))
                ? Integer.MAX_VALUE
                : (int) Math.max(0, js.integer(arguments.get(0)));
        var nofollow = arguments.get(1) == Value.Bool.TRUE ? " rel=\"nofollow\"" : "";
        var result = new StringBuilder();
        for (var word : words(TextFilters.strict(input))) {
            result.append(linked(word, length, nofollow));
        }
        return js.like(Value.EMPTY, result.toString());
    }

    /** Runs of white space and runs of anything else, in turn. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var start = 0;
        for (var index = 1; index <= text.length(); index++) {
            if (index == text.length() || JsText.isSpace(text.charAt(index)) != JsText.isSpace(text.charAt(start))) {
                words.add(text.substring(start, index));
                start = index;
            }
        }
        return words;
    }

    private static String linked(String word, int length, String nofollow) {
        var matcher = WRAPPED.matcher(word);
        var address = matcher.matches() ? matcher.group(1) : word;
        var shown = address.substring(0, Math.min(length, address.length()));
        if (address.startsWith("http://") || address.startsWith("https://")) {
            return "<a href=\"" + address + "\"" + nofollow + ">" + shown + "</a>";
        }
        if (address.startsWith("www.")) {
            return "<a href=\"http://" + address + "\"" + nofollow + ">" + shown + "</a>";
        }
        if (EMAIL.matches(address)) {
            return "<a href=\"mailto:" + address + "\">" + address + "</a>";
        }
        return DOMAIN.matcher(address).find()
                ? "<a href=\"http://" + address + "\"" + nofollow + ">" + shown + "</a>"
                : word;
    }
}
