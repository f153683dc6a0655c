package dev.buildrun.scaffolder.builtin.roadie;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of JSONata that the library would run without bounds, anew. */
final class JsonataFunctions {
    private static final int WIDEST = 1_000_000;

    private JsonataFunctions() {}

    static void register(Jsonata jsonata) {
        jsonata.registerFunction("match", function("<s-f<s:o>n?:a<o>>", JsonataFunctions::match));
        jsonata.registerFunction("contains", function("<s-(sf):b>", JsonataFunctions::contains));
        jsonata.registerFunction("split", function("<s-(sf)n?:a<s>>", JsonataFunctions::split));
        jsonata.registerFunction("replace", function("<s-(sf)(sf)n?:s>", JsonataFunctions::replace));
        jsonata.registerFunction("pad", function("<s-ns?:s>", JsonataFunctions::pad));
        jsonata.registerFunction("toMillis", function("<s-s?:n>", JsonataFunctions::toMillis));
        jsonata.registerFunction("eval", function("<sx?:x>", arguments -> {
            throw failure("$eval is not available");
        }));
    }

    /** What stands for a regular expression: called with a text it gives its first match. */
    static JFunction matcher(Pattern pattern) {
        return new Matching(pattern);
    }

    /** A function that is a regular expression. */
    private static final class Matching extends JFunction {
        private final Pattern pattern;

        Matching(Pattern pattern) {
            super((input, arguments) -> first(pattern.matcher(String.valueOf(arguments.getFirst())), 0), "<s:o>");
            this.pattern = pattern;
        }

        private static @Nullable Object first(Matcher matcher, int from) {
            if (!matcher.find(from)) {
                return null;
            }
            var found = new LinkedHashMap<String, Object>();
            found.put("match", matcher.group());
            found.put("start", matcher.start());
            found.put("end", matcher.end());
            found.put("groups", groups(matcher));
            var next = matcher.end();
            found.put("next", new JFunction((input, arguments) -> first(matcher, next), null));
            return found;
        }
    }

    private interface Body {
        @Nullable
        Object of(Arguments arguments) throws Throwable;
    }

    /** The arguments of a call; what was left out is null. */
    private record Arguments(List<?> values) {
        @Nullable
        Object at(int index) {
            return index < values.size() ? values.get(index) : null;
        }

        @Nullable
        String text() {
            return at(0) instanceof String text ? text : null;
        }

        /** How often at most; as good as ever where it is not said. */
        int limit(int index) {
            var limit = at(index) instanceof Number number ? number.doubleValue() : Integer.MAX_VALUE;
            if (limit < 0) {
                throw failure("The limit must evaluate to a positive number");
            }
            return (int) Math.min(Integer.MAX_VALUE, limit);
        }
    }

    private static JFunction function(String signature, Body body) {
        return new JFunction((input, arguments) -> body.of(new Arguments(arguments)), signature);
    }

    private static @Nullable Object match(Arguments arguments) {
        var text = arguments.text();
        if (text == null) {
            return null;
        }
        var matches = new ArrayList<Object>();
        var matcher = pattern(arguments.at(1)).matcher(text);
        var limit = arguments.limit(2);
        while (matches.size() < limit && find(matcher)) {
            var match = new LinkedHashMap<String, Object>();
            match.put("match", matcher.group());
            match.put("index", matcher.start());
            match.put("groups", groups(matcher));
            add(matches, match);
        }
        return matches.isEmpty() ? null : matches.size() == 1 ? matches.getFirst() : matches;
    }

    private static @Nullable Object contains(Arguments arguments) {
        var text = arguments.text();
        if (text == null) {
            return null;
        }
        return arguments.at(1) instanceof String part
                ? text.contains(part)
                : pattern(arguments.at(1)).matcher(text).find();
    }

    private static @Nullable Object split(Arguments arguments) {
        var text = arguments.text();
        if (text == null) {
            return null;
        }
        var limit = arguments.limit(2);
        var parts = new ArrayList<Object>();
        if (arguments.at(1) instanceof String separator && separator.isEmpty()) {
            for (var index = 0; index < text.length() && parts.size() < limit; index++) {
                add(parts, text.substring(index, index + 1));
            }
            return parts;
        }
        var matcher = separator(arguments.at(1)).matcher(text);
        var copied = 0;
        while (parts.size() < limit && find(matcher)) {
            add(parts, text.substring(copied, matcher.start()));
            copied = matcher.end();
        }
        if (parts.size() < limit) {
            add(parts, text.substring(copied));
        }
        return parts;
    }

    private static @Nullable Object replace(Arguments arguments) throws Throwable {
        var text = arguments.text();
        if (text == null) {
            return null;
        }
        var isText = arguments.at(1) instanceof String;
        if (isText && String.valueOf(arguments.at(1)).isEmpty()) {
            throw failure("Second argument of replace function cannot be an empty string");
        }
        var limit = arguments.limit(3);
        var matcher = separator(arguments.at(1)).matcher(text);
        var result = new StringBuilder();
        var copied = 0;
        for (var count = 0; count < limit && find(matcher); count++) {
            result.append(text, copied, matcher.start());
            result.append(replacement(arguments.at(2), matcher, isText));
            copied = matcher.end();
            checkLength(result.length());
        }
        return result.append(text, copied, text.length()).toString();
    }

    private static String replacement(@Nullable Object given, Matcher matcher, boolean isText) throws Throwable {
        if (given instanceof String text) {
            return isText ? text : filledIn(text, matcher);
        }
        var match = new LinkedHashMap<String, Object>();
        match.put("match", matcher.group());
        match.put("start", matcher.start());
        match.put("end", matcher.end());
        match.put("groups", groups(matcher));
        if (given != null && Functions.funcApply(given, List.of(match)) instanceof String text) {
            return text;
        }
        throw failure("Attempted to replace a matched string with a non-string value");
    }

    /** {@code $0} is the match, {@code $1} the first group, {@code $$} a dollar sign. */
    private static String filledIn(String template, Matcher matcher) {
        var result = new StringBuilder();
        for (var index = 0; index < template.length(); index++) {
            var character = template.charAt(index);
            var next = index + 1 < template.length() ? template.charAt(index + 1) : ' ';
            if (character != '$') {
                result.append(character);
            } else if (next == '$') {
                result.append('$');
                index++;
            } else if (next >= '0' && next <= '9') {
                index += group(template, index + 1, matcher, result);
            } else {
                result.append('$');
            }
        }
        return result.toString();
    }

    /** Writes the group whose number begins here, the longest number that is one, and gives how many digits it has. */
    private static int group(String template, int start, Matcher matcher, StringBuilder result) {
        var longest = String.valueOf(Math.max(1, matcher.groupCount())).length();
        for (var length = Math.min(longest, template.length() - start); length > 0; length--) {
            var digits = template.substring(start, start + length);
            if (digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                var number = Integer.parseInt(digits);
                if (number <= matcher.groupCount() || length == 1) {
                    var group = number <= matcher.groupCount() ? matcher.group(number) : null;
                    result.append(group == null ? "" : group);
                    return length;
                }
            }
        }
        return 0;
    }

    private static @Nullable Object pad(Arguments arguments) {
        var text = arguments.text();
        if (text == null || !(arguments.at(1) instanceof Number given)) {
            return null;
        }
        var width = Math.abs(given.doubleValue());
        if (width > WIDEST) {
            throw JsonataExpression.tooMuch("$pad to make at most " + WIDEST + " characters");
        }
        var characters = arguments.at(2) instanceof String filler && !filler.isEmpty() ? filler : " ";
        var missing = (int) width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        var codes = characters.codePoints().toArray();
        var padding = new StringBuilder();
        for (var index = 0; index < missing; index++) {
            padding.appendCodePoint(codes[index % codes.length]);
        }
        return given.doubleValue() > 0 ? text + padding : padding + text;
    }

    private static @Nullable Object toMillis(Arguments arguments) throws Throwable {
        if (arguments.at(1) != null) {
            throw failure("$toMillis is available without a picture only");
        }
        return Functions.dateTimeToMillis(arguments.text(), null);
    }

    private static boolean find(Matcher matcher) {
        var found = matcher.find();
        if (found && matcher.end() == matcher.start()) {
            throw failure("Regular expression matches zero length string");
        }
        return found;
    }

    private static List<@Nullable String> groups(Matcher matcher) {
        var groups = new ArrayList<@Nullable String>();
        for (var group = 1; group <= matcher.groupCount(); group++) {
            groups.add(matcher.group(group));
        }
        return groups;
    }

    private static Pattern pattern(@Nullable Object given) {
        if (given instanceof Matching matching) {
            return matching.pattern;
        }
        throw failure("Expected a regular expression");
    }

    private static Pattern separator(@Nullable Object given) {
        return given instanceof String text ? Pattern.compile(Pattern.quote(text)) : pattern(given);
    }

    private static void add(List<Object> list, Object item) {
        if (list.size() >= JsonataExpression.MAX_ITEMS) {
            throw JsonataExpression.tooMuch("JSONata to make at most " + JsonataExpression.MAX_ITEMS + " items");
        }
        list.add(item);
    }

    private static void checkLength(int length) {
        if (length > JsonataExpression.MAX_TEXT) {
            throw JsonataExpression.tooMuch(
                    "JSONata to make texts of at most " + JsonataExpression.MAX_TEXT + " characters");
        }
    }

    private static ServiceException failure(String message) {
        return ServiceException.of(ErrorKind.INTERNAL, message);
    }
}
