package dev.buildrun.scaffolder.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/**
 * Compiles regular expressions in ECMAScript's syntax for RE2, which matches in time linear to the input. It rewrites what
 * the two read differently and refuses what cannot be matched that way.
 */
public final class EcmaPattern {
    private static final List<String> LOOK_AROUND = List.of("(?=", "(?!", "(?<=", "(?<!");
    private static final String SPACE =
            "\\t\\n\\x{b}\\f\\r \\x{a0}\\x{feff}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
    private static final String NOT_SPACE =
            "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
                    + "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";

    private final String source;

    /** Whether the expression is rewritten for Java's own engine, which knows look-around and back-references. */
    private final boolean forJava;

    private final StringBuilder result = new StringBuilder();
    private int index;

    private EcmaPattern(String source, boolean forJava) {
        this.source = source;
        this.forJava = forJava;
    }

    /**
     * Compiles an expression.
     *
     * @param flags any of {@code g i m y}; only {@code i} and {@code m} change what matches
     * @throws IllegalArgumentException when the expression is wrong, or has look-around, back-references or inline flags
     */
    public static Pattern compile(String source, String flags) {
        RegexSize.check(source);
        var options =
                (flags.contains("i") ? Pattern.CASE_INSENSITIVE : 0) | (flags.contains("m") ? Pattern.MULTILINE : 0);
        try {
            return Pattern.compile(translate(source), options);
        } catch (PatternSyntaxException exception) {
            throw new IllegalArgumentException(exception.getDescription(), exception);
        }
    }

    /**
     * Whether an expression is found anywhere in a text: in linear time where it can be, else in a bounded number of steps.
     *
     * @throws IllegalArgumentException when the expression is wrong, or takes too many steps
     */
    public static boolean isFound(String source, String text) {
        return needsBacktracking(source)
                ? StepwisePattern.isFound(translate(source, true), text)
                : compile(source, "").matcher(text).find();
    }

    private static boolean needsBacktracking(String source) {
        try {
            translate(source);
            return false;
        } catch (NeedsBacktracking exception) {
            return true;
        }
    }

    static String translate(String source) {
        return translate(source, false);
    }

    private static String translate(String source, boolean forJava) {
        var translation = new EcmaPattern(source, forJava);
        while (translation.index < source.length()) {
            translation.next();
        }
        return translation.result.toString();
    }

    private void next() {
        var character = source.charAt(index);
        switch (character) {
            case '\\' -> escape(false);
            case '[' -> characterClass();
            case '.' -> literal("[^\\n\\r\\x{2028}\\x{2029}]");
            case '(' -> group();
            default -> literal(String.valueOf(character));
        }
    }

    private void literal(String text) {
        result.append(text);
        index++;
    }

    private void backtracking(String refusal) {
        if (!forJava) {
            throw new NeedsBacktracking(refusal);
        }
    }

    private void group() {
        if (!source.startsWith("(?", index)) {
            literal("(");
            return;
        }
        if (source.startsWith("(?:", index)) {
            result.append("(?:");
            index += 3;
        } else if (source.startsWith("(?<", index)
                && !source.startsWith("(?<=", index)
                && !source.startsWith("(?<!", index)) {
            result.append(forJava ? "(?<" : "(?P<");
            index += 3;
        } else if (LOOK_AROUND.stream().anyMatch(opening -> source.startsWith(opening, index))) {
            backtracking("look-around and inline flags are not supported");
            literal("(");
        } else {
            throw new IllegalArgumentException("look-around and inline flags are not supported");
        }
    }

    private void characterClass() {
        if (source.startsWith("[]", index)) {
            result.append("[^\\x{0}-\\x{10ffff}]");
            index += 2;
            return;
        }
        if (source.startsWith("[^]", index)) {
            result.append("[\\x{0}-\\x{10ffff}]");
            index += 3;
            return;
        }
        literal("[");
        while (index < source.length() && source.charAt(index) != ']') {
            var character = source.charAt(index);
            if (character == '\\') {
                escape(true);
            } else {
                literal(character == '[' || character == '&' ? "\\" + character : String.valueOf(character));
            }
        }
        if (index < source.length()) {
            literal("]");
        }
    }

    private void escape(boolean inClass) {
        var character = index + 1 < source.length() ? source.charAt(index + 1) : '\\';
        index += 2;
        switch (character) {
            case 'd', 'D', 'w', 'W', 't', 'n', 'r', 'f', 'p', 'P' ->
                result.append('\\').append(character);
            case 's' -> result.append(inClass ? SPACE : "[" + SPACE + "]");
            case 'S' -> result.append(inClass ? NOT_SPACE : "[" + NOT_SPACE + "]");
            case 'v' -> result.append("\\x{b}");
            case 'b' -> result.append(inClass ? "\\x{8}" : "\\b");
            case 'B' -> result.append("\\B");
            case '0' -> result.append("\\x{0}");
            case 'x' -> hexadecimal(2, 'x');
            case 'u' -> unicode();
            case 'c' -> control();
            default -> identity(character, inClass);
        }
        if (inClass && "dDwWsS".indexOf(character) >= 0 && source.startsWith("-", index)) {
            literal("\\-");
        }
    }

    private void unicode() {
        var end = source.indexOf('}', index);
        if (source.startsWith("{", index) && end > 0 && isHexadecimal(source.substring(index + 1, end))) {
            result.append("\\x").append(source, index, end + 1);
            index = end + 1;
        } else {
            hexadecimal(4, 'u');
        }
    }

    private void hexadecimal(int digits, char escape) {
        if (index + digits <= source.length() && isHexadecimal(source.substring(index, index + digits))) {
            result.append("\\x{").append(source, index, index + digits).append('}');
            index += digits;
        } else {
            result.append(escape);
        }
    }

    private static boolean isHexadecimal(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(character -> Character.digit(character, 16) >= 0 && character < 128);
    }

    private void control() {
        if (index < source.length() && Lexer.isNameStart(source.charAt(index)) && source.charAt(index) != '_') {
            result.append("\\x{")
                    .append(Integer.toHexString(source.charAt(index) % 32))
                    .append('}');
            index++;
        } else {
            result.append("\\\\c");
        }
    }

    private void identity(char character, boolean inClass) {
        if (character >= '1' && character <= '9' && !inClass) {
            backtracking("back-references are not supported");
            result.append('\\').append(character);
            return;
        }
        if (character == 'k' && !inClass) {
            backtracking("named back-references are not supported");
            result.append("\\k");
            return;
        }
        if (character < 128 && !Character.isLetterOrDigit(character)) {
            result.append('\\');
        }
        result.append(character);
    }

    /** The expression is right, but cannot be matched in linear time. */
    private static final class NeedsBacktracking extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        NeedsBacktracking(String message) {
            super(message);
        }
    }
}
