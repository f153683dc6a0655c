package dev.buildrun.scaffolder.expression;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression of a template, run in time linear to its input. As in JavaScript an expression with the flag {@code g}
 * or {@code y} remembers where its last test ended.
 */
final class Regex implements Value {
    private final String source;
    private final String flags;
    private final Pattern pattern;
    private int lastIndex;

    Regex(String source, String flags) {
        this.source = source;
        this.flags = flags;
        this.pattern = compile(source, flags);
    }

    /**
     * Compiles an expression.
     *
     * @throws TemplateFailure when the expression is wrong, or uses what cannot be matched in linear time: look-around and
     *     back-references
     */
    static Pattern compile(String source, String flags) {
        try {
            return EcmaPattern.compile(source, flags);
        } catch (IllegalArgumentException exception) {
            throw new TemplateFailure("Invalid regular-expression literal: " + exception.getMessage());
        }
    }

    /** Refuses a wrong expression when the template is parsed. */
    static void check(Expr.RegexLiteral literal) {
        try {
            compile(literal.pattern(), literal.flags());
        } catch (TemplateFailure failure) {
            throw failure.at(literal.at());
        }
    }

    /** As it is printed. */
    String literal() {
        var canonical = new StringBuilder();
        "gimy".chars().filter(flag -> flags.indexOf(flag) >= 0).forEach(flag -> canonical.append((char) flag));
        var body = source.isEmpty() ? "(?:)" : source.replace("\n", "\\n").replace("\r", "\\r");
        return "/" + body + "/" + canonical;
    }

    boolean isGlobal() {
        return flags.contains("g");
    }

    private boolean isSticky() {
        return flags.contains("y");
    }

    boolean test(String text) {
        var remembers = isGlobal() || isSticky();
        var start = remembers ? lastIndex : 0;
        var matcher = pattern.matcher(text);
        var found = start <= text.length() && find(matcher, start);
        if (remembers) {
            lastIndex = found ? matcher.end() : 0;
        }
        return found;
    }

    private boolean find(Matcher matcher, int start) {
        return matcher.find(start) && (!isSticky() || matcher.start() == start);
    }

    /** Replaces the first match, or with {@code g} every match; the replacement may refer to it as in JavaScript. */
    String replace(String text, String replacement, Budget budget) {
        var matcher = pattern.matcher(text);
        var result = new StringBuilder();
        var copied = 0;
        var start = isSticky() && !isGlobal() ? lastIndex : 0;
        while (start <= text.length() && find(matcher, start)) {
            budget.work(1);
            result.append(text, copied, matcher.start());
            Replacement.of(replacement, text, matcher).appendTo(result, budget);
            copied = matcher.end();
            start = matcher.end() > matcher.start() ? matcher.end() : matcher.end() + 1;
            if (!isGlobal()) {
                break;
            }
        }
        lastIndex = isSticky() && !isGlobal() ? copied : 0;
        return result.append(text, copied, text.length()).toString();
    }

    /** The first match with its groups, or with {@code g} every match without groups; empty where nothing matches. */
    List<Value> matches(String text, Budget budget) {
        var matcher = pattern.matcher(text);
        var result = new ArrayList<Value>();
        var start = 0;
        while (start <= text.length() && find(matcher, start)) {
            for (var group = 0; group <= (isGlobal() ? 0 : matcher.groupCount()); group++) {
                budget.work(1);
                result.add(group(matcher, group));
            }
            if (!isGlobal()) {
                break;
            }
            start = matcher.end() > matcher.start() ? matcher.end() : matcher.end() + 1;
        }
        return result;
    }

    /** The parts between the matches, and between them what the groups matched. */
    List<Value> split(String text, Budget budget) {
        if (text.isEmpty()) {
            return pattern.matches("") ? List.of() : List.of(EMPTY);
        }
        var matcher = pattern.matcher(text);
        var parts = new ArrayList<Value>();
        var copied = 0;
        var start = 0;
        while (start < text.length() && matcher.find(start) && matcher.start() < text.length()) {
            if (matcher.end() == copied || (matcher.end() == matcher.start() && matcher.start() == copied)) {
                start = matcher.start() + 1;
                continue;
            }
            budget.work(1);
            parts.add(Value.of(text.substring(copied, matcher.start())));
            for (var group = 1; group <= matcher.groupCount(); group++) {
                parts.add(group(matcher, group));
            }
            copied = matcher.end();
            start = copied > matcher.start() ? copied : copied + 1;
        }
        parts.add(Value.of(text.substring(copied)));
        return parts;
    }

    private static Value group(Matcher matcher, int group) {
        var matched = matcher.group(group);
        return matched == null ? UNDEFINED : Value.of(matched);
    }
}
