package dev.buildrun.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/**
 * Says what is wrong with a text that should be JSON, in the words of V8's {@code JSON.parse}: those are what people who write requests and
 * descriptors for Backstage know, and what its clients show.
 */
public final class JsonSyntax {
    private static final int CONTEXT_CHARACTERS = 10;
    private static final char LAST_LATIN_1 = 0xff;
    /** To V8 these are not texts, but values that somebody passed by mistake. */
    private static final Set<String> NO_TEXTS = Set.of("NaN", "Infinity", "undefined", "[object Object]");

    private final String text;
    private int position;

    private JsonSyntax(String text) {
        this.text = text;
    }

    /** What is wrong; empty where nothing is. How deeply things are nested does not count. */
    public static Optional<String> fault(String text) {
        try {
            new JsonSyntax(text).document();
            return Optional.empty();
        } catch (Fault fault) {
            return Optional.of(fault.text);
        }
    }

    /**
     * The same where only an object or an array will do, as in the body of a request: what begins otherwise is refused whatever follows.
     */
    public static Optional<String> faultOfContainer(String text) {
        var syntax = new JsonSyntax(text);
        syntax.skipSpace();
        return switch (syntax.peek()) {
            case '{', '[' -> fault(text);
            case 0 -> Optional.of("Unexpected end of JSON input");
            default -> Optional.of(syntax.unexpectedToken());
        };
    }

    /** Ends the reading; never leaves this class. */
    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        private final String text;

        Fault(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }

    private void document() throws Fault {
        var depth = new ArrayDeque<Character>();
        do {
            value(depth);
        } while (!depth.isEmpty());
        skipSpace();
        if (position < text.length()) {
            throw at("Unexpected non-whitespace character after");
        }
    }

    /** Reads up to the end of a value, or to the beginning of the next one inside an object or array that is still open. */
    private void value(Deque<Character> open) throws Fault {
        skipSpace();
        switch (peek()) {
            case '{' -> {
                position++;
                if (closes('}')) {
                    afterValue(open);
                } else {
                    name("Expected property name or '}'");
                    open.push('{');
                }
                return;
            }
            case '[' -> {
                position++;
                if (!closes(']')) {
                    open.push('[');
                    return;
                }
            }
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected();
        }
        afterValue(open);
    }

    /** Closes what ends here, until another value must follow or all is closed. */
    private void afterValue(Deque<Character> open) throws Fault {
        while (!open.isEmpty()) {
            var inObject = open.peek() == '{';
            skipSpace();
            if (peek() == ',') {
                position++;
                if (inObject) {
                    name("Expected double-quoted property name");
                }
                return;
            }
            if (peek() != (inObject ? '}' : ']')) {
                throw at(
                        inObject
                                ? "Expected ',' or '}' after property value"
                                : "Expected ',' or ']' after array element");
            }
            position++;
            open.pop();
        }
    }

    private boolean closes(char bracket) {
        skipSpace();
        if (peek() != bracket) {
            return false;
        }
        position++;
        return true;
    }

    private void name(String expectation) throws Fault {
        skipSpace();
        if (peek() != '"') {
            throw at(expectation);
        }
        string();
        skipSpace();
        if (peek() != ':') {
            throw at("Expected ':' after property name");
        }
        position++;
    }

    private void string() throws Fault {
        for (position++; position < text.length(); position++) {
            var character = text.charAt(position);
            if (character == '"') {
                position++;
                return;
            }
            if (character < ' ') {
                throw at("Bad control character in string literal");
            }
            if (character == '\\') {
                position++;
                escape();
            }
        }
        throw at("Unterminated string");
    }

    private void escape() throws Fault {
        if (position == text.length()) {
            throw unexpected();
        }
        if (text.charAt(position) > LAST_LATIN_1) {
            throw unexpected();
        }
        if (text.charAt(position) == 'u') {
            for (var digit = 0; digit < 4; digit++) {
                position++;
                if (position == text.length() || Character.digit(text.charAt(position), 16) < 0) {
                    throw at("Bad Unicode escape");
                }
            }
        } else if ("\"\\/bfnrt".indexOf(text.charAt(position)) < 0) {
            throw at("Bad escaped character");
        }
    }

    private void literal(String word) throws Fault {
        for (var index = 0; index < word.length(); index++) {
            if (peek() != word.charAt(index)) {
                throw unexpected();
            }
            position++;
        }
    }

    private void number() throws Fault {
        if (peek() == '-') {
            position++;
            if (!isDigit()) {
                throw at("No number after minus sign");
            }
        }
        if (peek() == '0') {
            position++;
            if (isDigit()) {
                throw unexpected();
            }
        }
        digits();
        if (peek() == '.') {
            position++;
            needDigit("Unterminated fractional number");
        }
        if (peek() == 'e' || peek() == 'E') {
            position++;
            if (peek() == '+' || peek() == '-') {
                position++;
            }
            needDigit("Exponent part is missing a number");
        }
    }

    private void needDigit(String complaint) throws Fault {
        if (!isDigit()) {
            throw at(complaint);
        }
        digits();
    }

    private void digits() {
        while (isDigit()) {
            position++;
        }
    }

    private boolean isDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    /** The next character, or 0 at the end; 0 itself is nowhere allowed. */
    private char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private void skipSpace() {
        while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    /** What V8 says of a token that it has no better message for. */
    private Fault unexpected() {
        if (position == text.length()) {
            return new Fault("Unexpected end of JSON input");
        }
        if (isDigit() || peek() == '-') {
            return at("Unexpected number");
        }
        if (peek() == '"') {
            return at("Unexpected string");
        }
        return NO_TEXTS.contains(text) ? new Fault("\"" + text + "\" is not valid JSON") : new Fault(unexpectedToken());
    }

    private String unexpectedToken() {
        return "Unexpected token '" + text.charAt(position) + "', " + context(position) + " is not valid JSON";
    }

    /** The text in quotes, or of a longer one what is around the place. */
    private String context(int place) {
        if (text.length() <= 2 * CONTEXT_CHARACTERS) {
            return "\"" + text + "\"";
        }
        var start = place < CONTEXT_CHARACTERS ? 0 : place - CONTEXT_CHARACTERS;
        var end = place < text.length() - CONTEXT_CHARACTERS ? place + CONTEXT_CHARACTERS : text.length();
        return (start == 0 && place < CONTEXT_CHARACTERS ? "" : "...")
                + "\"" + text.substring(start, end) + "\""
                + (end == text.length() ? "" : "... ").stripTrailing();
    }

    private Fault at(String complaint) {
        var line = 1;
        var lineStart = 0;
        for (var index = 0; index < position; index++) {
            var character = text.charAt(index);
            if (character == '\n' || (character == '\r' && !(index + 1 < position && text.charAt(index + 1) == '\n'))) {
                line++;
                lineStart = index + 1;
            }
        }
        return new Fault(complaint + (complaint.endsWith("after") ? " JSON" : " in JSON") + " at position " + position
                + " (line " + line + " column " + (position - lineStart + 1) + ")");
    }
}
