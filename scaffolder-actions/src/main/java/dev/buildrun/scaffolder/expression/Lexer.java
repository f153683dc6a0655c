package dev.buildrun.scaffolder.expression;

import dev.buildrun.scaffolder.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts the code between two delimiters into tokens. */
final class Lexer {
    private static final List<String> LONG_OPERATORS = List.of("===", "!==", "**", "//", "==", "!=", "<=", ">=");
    private static final String SHORT_OPERATORS = "()[]{}.,:|~+-*/%<>=";
    private static final String REGEX_FLAGS = "gimy";
    private static final int MAX_REGEX = 16 * 1024;

    private final String source;
    private final int end;
    private final List<Token> tokens = new ArrayList<>();
    private int index;

    private Lexer(String source, int start, int end) {
        this.source = source;
        this.index = start;
        this.end = end;
    }

    /** The tokens between two offsets, with one of kind END last. */
    static List<Token> tokenize(String source, int start, int end) {
        var lexer = new Lexer(source, start, end);
        while (lexer.skipBlanks()) {
            lexer.next();
        }
        lexer.tokens.add(new Token(Kind.END, "", lexer.index));
        return lexer.tokens;
    }

    /** The offset of the closing delimiter outside strings and regular expressions, -1 where there is none. */
    static int findClosing(String source, int start, String delimiter) {
        var index = start;
        while (index < source.length()) {
            if (source.startsWith(delimiter, index)) {
                return index;
            }
            index = skip(source, index);
        }
        return -1;
    }

    private static int skip(String source, int index) {
        var character = source.charAt(index);
        if (character == '"' || character == '\'') {
            return endOfString(source, index);
        }
        if (!isNamePart(character)) {
            return index + 1;
        }
        var end = endOfName(source, index);
        return end == index + 1 && character == 'r' && source.startsWith("/", end) ? endOfRegex(source, index) : end;
    }

    private static int endOfString(String source, int start) {
        var quote = source.charAt(start);
        for (var index = start + 1; index < source.length(); index++) {
            if (source.charAt(index) == '\\') {
                index++;
            } else if (source.charAt(index) == quote) {
                return index + 1;
            }
        }
        return source.length();
    }

    /** The end of {@code r/pattern/flags}; a slash after a backslash belongs to the pattern. */
    private static int endOfRegex(String source, int start) {
        var index = endOfPattern(source, start) + 1;
        while (index < source.length() && REGEX_FLAGS.indexOf(source.charAt(index)) >= 0) {
            index++;
        }
        return index;
    }

    private static int endOfPattern(String source, int start) {
        var backslashes = 0;
        for (var index = start + 2; index < source.length(); index++) {
            var character = source.charAt(index);
            if (character == '/' && backslashes == 0) {
                return index;
            }
            if (character == '/' && backslashes % 2 == 0) {
                throw new TemplateFailure("Ambiguous regular-expression delimiter escape", start);
            }
            if (index - start > MAX_REGEX) {
                throw new TemplateFailure("Regular-expression literal exceeds the maximum length", start);
            }
            backslashes = character == '\\' ? backslashes + 1 : 0;
        }
        throw new TemplateFailure("Unterminated regular-expression literal", start);
    }

    private boolean skipBlanks() {
        while (index < end && isBlank(source.charAt(index))) {
            index++;
        }
        return index < end;
    }

    private void next() {
        var character = source.charAt(index);
        if (isNameStart(character) || (isDigit(character) && isDigitLedMember())) {
            name();
        } else if (isDigit(character)) {
            number();
        } else if (character == '"' || character == '\'') {
            string();
        } else {
            operator(character);
        }
    }

    /** After a point a name may start with digits. */
    private boolean isDigitLedMember() {
        if (tokens.isEmpty() || !tokens.getLast().isOperator(".")) {
            return false;
        }
        var letter = index;
        while (letter < end && isDigit(source.charAt(letter))) {
            letter++;
        }
        return letter < end && isNameStart(source.charAt(letter));
    }

    private void name() {
        var start = index;
        index = endOfName(source, start);
        if (index == start + 1 && source.charAt(start) == 'r' && index < end && source.charAt(index) == '/') {
            regex(start);
        } else {
            tokens.add(new Token(Kind.NAME, source.substring(start, index), start));
        }
    }

    private void regex(int start) {
        var slash = endOfPattern(source, start);
        index = endOfRegex(source, start);
        var flags = source.substring(slash + 1, index);
        if (flags.chars().distinct().count() != flags.length()) {
            throw new TemplateFailure("Duplicate regular-expression flag", start);
        }
        if (index < end && Character.isLetter(source.charAt(index))) {
            throw new TemplateFailure("Unsupported regular-expression flag", start);
        }
        tokens.add(new Token(Kind.REGEX, source.substring(start + 2, index), start));
    }

    private void number() {
        var start = index;
        while (index < end && isDigit(source.charAt(index))) {
            index++;
        }
        if (index < end && source.charAt(index) == '.') {
            index++;
            while (index < end && isDigit(source.charAt(index))) {
                index++;
            }
        }
        if (index < end && isNameStart(source.charAt(index))) {
            throw new TemplateFailure("Invalid numeric literal", start);
        }
        tokens.add(new Token(Kind.NUMBER, source.substring(start, index), start));
    }

    private void string() {
        var start = index;
        var quote = source.charAt(start);
        var text = new StringBuilder();
        for (index++; index < end && source.charAt(index) != quote; index++) {
            if (source.charAt(index) == '\\' && index + 1 < end) {
                index++;
                text.append(unescape(source.charAt(index)));
            } else {
                text.append(source.charAt(index));
            }
        }
        if (index >= end) {
            throw new TemplateFailure("Unterminated string literal", start);
        }
        index++;
        tokens.add(new Token(Kind.STRING, text.toString(), start));
    }

    private static char unescape(char character) {
        return switch (character) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> character;
        };
    }

    private void operator(char character) {
        var start = index;
        var afterPoint = start + 1 < end ? source.charAt(start + 1) : ' ';
        if (character == '.' && isDigit(afterPoint) && !isAfterOperand()) {
            throw new TemplateFailure("Invalid numeric literal", start);
        }
        var operator = LONG_OPERATORS.stream()
                .filter(candidate -> source.startsWith(candidate, start) && start + candidate.length() <= end)
                .findFirst()
                .orElse(String.valueOf(character));
        if (operator.length() == 1 && SHORT_OPERATORS.indexOf(character) < 0) {
            throw new TemplateFailure("Unexpected character " + JsText.quote(operator), start);
        }
        index += operator.length();
        tokens.add(new Token(Kind.OPERATOR, operator, start));
    }

    private boolean isAfterOperand() {
        if (tokens.isEmpty()) {
            return false;
        }
        var previous = tokens.getLast();
        return previous.kind() != Kind.OPERATOR
                || previous.isOperator(")")
                || previous.isOperator("]")
                || previous.isOperator("}");
    }

    private static int endOfName(String source, int start) {
        var index = start;
        while (index < source.length() && isNamePart(source.charAt(index))) {
            index++;
        }
        return index;
    }

    static boolean isBlank(char character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r' || character == '\u00a0';
    }

    static boolean isNameStart(char character) {
        return character == '_' || (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    static boolean isNamePart(char character) {
        return isNameStart(character) || isDigit(character);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
