package dev.buildrun.scaffolder.expression;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a match is replaced by: JavaScript's <code>$$ $& $` $' $1</code> stand for parts of the text.
 *
 * @param start where the match starts in the text
 * @param end where it ends
 * @param groups what its groups matched, null for those that did not
 */
record Replacement(String template, String text, int start, int end, List<@Nullable String> groups) {
    static Replacement plain(String template, String text, int start, int end) {
        return new Replacement(template, text, start, end, List.of());
    }

    static Replacement of(String template, String text, Matcher matcher) {
        var groups = new ArrayList<@Nullable String>();
        for (var group = 1; group <= matcher.groupCount(); group++) {
            groups.add(matcher.group(group));
        }
        return new Replacement(template, text, matcher.start(), matcher.end(), groups);
    }

    void appendTo(StringBuilder result, Budget budget) {
        var length = result.length();
        for (var index = 0; index < template.length(); index++) {
            index += template.charAt(index) == '$' ? reference(index, result) : plain(index, result);
        }
        budget.work(1);
        budget.text(result.length() - length);
    }

    private int plain(int index, StringBuilder result) {
        result.append(template.charAt(index));
        return 0;
    }

    /** Writes what stands at a dollar sign; gives how many characters after it belong to it. */
    private int reference(int index, StringBuilder result) {
        var next = index + 1 < template.length() ? template.charAt(index + 1) : ' ';
        switch (next) {
            case '$' -> result.append('$');
            case '&' -> result.append(text, start, end);
            case '`' -> result.append(text, 0, start);
            case '\'' -> result.append(text, end, text.length());
            default -> {
                return group(index, result);
            }
        }
        return 1;
    }

    private int group(int index, StringBuilder result) {
        for (var digits = Math.min(2, template.length() - index - 1); digits > 0; digits--) {
            var number = number(template.substring(index + 1, index + 1 + digits));
            if (number >= 1 && number <= groups.size()) {
                var matched = groups.get(number - 1);
                result.append(matched == null ? "" : matched);
                return digits;
            }
        }
        result.append('$');
        return 0;
    }

    private static int number(String digits) {
        return digits.chars().allMatch(character -> character >= '0' && character <= '9')
                ? Integer.parseInt(digits)
                : -1;
    }
}
