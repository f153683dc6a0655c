package dev.buildrun.scaffolder.builtin.roadie;

import com.google.re2j.Pattern;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.expression.EcmaPattern;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An expression in which variables stand for its regular expressions.
 *
 * @param patterns by the name of the variable
 */
record JsonataLiterals(String text, Map<String, Pattern> patterns) {
    private static final String PREFIX = "buildrunPattern";

    /** @throws ServiceException of kind INPUT when a regular expression is wrong, or needs look-around or back-references */
    static JsonataLiterals in(String expression) {
        return new Reading(expression).read();
    }

    /** One pass over an expression, which knows no more of it than where an operand ends. */
    private static final class Reading {
        private final String source;
        private final StringBuilder text = new StringBuilder();
        private final Map<String, Pattern> patterns = new LinkedHashMap<>();
        private int position;
        private boolean afterOperand;

        Reading(String source) {
            this.source = source;
        }

        JsonataLiterals read() {
            while (position < source.length()) {
                next(source.charAt(position));
            }
            return new JsonataLiterals(text.toString(), patterns);
        }

        private void next(char character) {
            if (Character.isWhitespace(character)) {
                take(1);
            } else if (source.startsWith("/*", position)) {
                var end = source.indexOf("*/", position + 2);
                take((end < 0 ? source.length() : end + 2) - position);
            } else if (character == '"' || character == '\'' || character == '`') {
                take(quoted(character));
                afterOperand = true;
            } else if (character == '/' && !afterOperand) {
                regex();
                afterOperand = true;
            } else if (character == '$' || character == '_' || Character.isLetterOrDigit(character)) {
                name();
            } else {
                take(1);
                var isOperand = !afterOperand && (character == '*' || character == '%');
                afterOperand = isOperand || ")]}".indexOf(character) >= 0;
            }
        }

        private int quoted(char quote) {
            var end = position + 1;
            while (end < source.length() && source.charAt(end) != quote) {
                end += source.charAt(end) == '\\' && quote != '`' ? 2 : 1;
            }
            return Math.min(end + 1, source.length()) - position;
        }

        private void name() {
            var end = position + 1;
            while (end < source.length()
                    && (source.charAt(end) == '_' || Character.isLetterOrDigit(source.charAt(end)))) {
                end++;
            }
            var name = source.substring(position, end);
            take(end - position);
            var isOperator = afterOperand && (name.equals("and") || name.equals("or") || name.equals("in"));
            afterOperand = !isOperator;
        }

        private void regex() {
            var end = regexEnd();
            if (end < 0) {
                // The parser says what is wrong.
                take(source.length() - position);
                return;
            }
            var pattern = source.substring(position + 1, end);
            var flagsEnd = end + 1;
            while (flagsEnd < source.length() && "im".indexOf(source.charAt(flagsEnd)) >= 0) {
                flagsEnd++;
            }
            var name = PREFIX + patterns.size();
            try {
                patterns.put(name, EcmaPattern.compile(pattern, source.substring(end + 1, flagsEnd)));
            } catch (IllegalArgumentException exception) {
                throw ServiceException.input(
                        "Expected a regular expression, found /" + pattern + "/: " + exception.getMessage());
            }
            text.append('$').append(name);
            position = flagsEnd;
        }

        /** The slash that is not escaped and not between brackets; -1 where there is none. */
        private int regexEnd() {
            var depth = 0;
            for (var index = position + 1; index < source.length(); index++) {
                var character = source.charAt(index);
                if (character == '\\') {
                    index++;
                } else if (character == '/' && depth == 0) {
                    return index == position + 1 ? -1 : index;
                } else if ("([{".indexOf(character) >= 0) {
                    depth++;
                } else if (")]}".indexOf(character) >= 0) {
                    depth--;
                }
            }
            return -1;
        }

        private void take(int length) {
            text.append(source, position, position + length);
            position += length;
        }
    }
}
