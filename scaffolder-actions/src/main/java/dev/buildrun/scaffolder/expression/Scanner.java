package dev.buildrun.scaffolder.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a template into text and tags, and settles the whitespace around the tags. */
final class Scanner {
    enum Kind {
        TEXT,
        VARIABLE,
        BLOCK,
        COMMENT
    }

    /**
     * A piece of the template.
     *
     * @param at where it starts, with its delimiter
     * @param text the text of a TEXT piece, empty for tags
     * @param start where the code of a tag starts
     * @param end where the code of a tag ends
     */
    record Piece(Kind kind, int at, String text, int start, int end) {}

    private final String source;
    private final String variableOpening;
    private final Whitespace whitespace;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int textStart;
    private int index;

    private Scanner(String source, Dialect dialect, Whitespace whitespace) {
        this.source = source;
        this.variableOpening = dialect.opening();
        this.whitespace = whitespace;
    }

    static List<Piece> scan(String source, Dialect dialect, Whitespace whitespace) {
        var scanner = new Scanner(source, dialect, whitespace);
        while (scanner.index < source.length()) {
            scanner.next();
        }
        scanner.flush();
        return scanner.pieces;
    }

    private void next() {
        var opening = findOpening();
        append(opening);
        if (opening == source.length()) {
            return;
        }
        var kind = kindAt(opening);
        var start = opening + (kind == Kind.VARIABLE ? variableOpening.length() : 2);
        trimBefore(kind, opening, start);
        flush();
        tag(kind, opening, source.startsWith("-", start) ? start + 1 : start);
    }

    /** The next offset where a tag opens, or the length of the source. */
    private int findOpening() {
        for (var place = index; place < source.length(); place++) {
            if (source.startsWith("#}", place)) {
                throw new TemplateFailure("Unexpected end of comment", place);
            }
            if (source.startsWith(variableOpening, place)
                    || source.startsWith("{%", place)
                    || source.startsWith("{#", place)) {
                return place;
            }
        }
        return source.length();
    }

    private Kind kindAt(int opening) {
        if (source.startsWith("{%", opening)) {
            return Kind.BLOCK;
        }
        return source.startsWith("{#", opening) ? Kind.COMMENT : Kind.VARIABLE;
    }

    private void trimBefore(Kind kind, int opening, int start) {
        if (kind == Kind.BLOCK && whitespace.lstripBlocks()) {
            stripIndent(opening);
        }
        if (source.startsWith("-", start)) {
            text.setLength(JsText.trimEnd(text.toString()).length());
        }
    }

    /** Blanks between the last line break and a block tag go, if nothing else stands on that line. */
    private void stripIndent(int opening) {
        var lineStart = source.lastIndexOf('\n', opening - 1) + 1;
        if (JsText.trim(source.substring(lineStart, opening)).isEmpty()) {
            // Where a tag before has taken the line break, what stands before that is no indentation.
            var indent = text.lastIndexOf("\n") + 1;
            text.setLength(JsText.trim(text.substring(indent)).isEmpty() ? indent : text.length());
        }
    }

    private void tag(Kind kind, int opening, int start) {
        var closing = switch (kind) {
            case COMMENT -> "#}";
            case BLOCK -> "%}";
            case VARIABLE, TEXT -> "}}";
        };
        var found = kind == Kind.COMMENT ? source.indexOf(closing, start) : Lexer.findClosing(source, start, closing);
        if (found < 0) {
            throw new TemplateFailure("Unterminated " + kind.name().toLowerCase(Locale.ROOT) + " tag", opening);
        }
        var trimsAfter = source.charAt(found - 1) == '-';
        var end = trimsAfter ? Math.max(start, found - 1) : found;
        index = found + closing.length();
        var isRaw = kind == Kind.BLOCK && isRaw(start, end);
        if (isRaw) {
            raw(opening, start, end);
        } else if (kind != Kind.COMMENT) {
            pieces.add(new Piece(kind, opening, "", start, end));
        }
        if (trimsAfter) {
            index = skipSpaces(index);
        } else if (kind == Kind.BLOCK && !isRaw && whitespace.trimBlocks()) {
            skipLineBreak();
        }
    }

    private void skipLineBreak() {
        if (source.startsWith("\r\n", index)) {
            index += 2;
        } else if (source.startsWith("\n", index)) {
            index++;
        }
    }

    private boolean isRaw(int start, int end) {
        var name = nameAt(start, end);
        return name.equals("raw") || name.equals("verbatim");
    }

    private String nameAt(int start, int end) {
        var from = start;
        while (from < end && Lexer.isBlank(source.charAt(from))) {
            from++;
        }
        var to = from;
        while (to < end && Lexer.isNamePart(source.charAt(to))) {
            to++;
        }
        return source.substring(from, to);
    }

    /** The text up to the end tag that matches, nested raw tags included, is taken as it stands. */
    private void raw(int opening, int start, int end) {
        var name = nameAt(start, end);
        if (!source.substring(start, end).trim().equals(name)) {
            throw new TemplateFailure(name + " tag does not accept trailing content", opening);
        }
        if (whitespace.trimBlocks()) {
            skipLineBreak();
        }
        var depth = 1;
        for (var place = source.indexOf("{%", index); place >= 0; place = source.indexOf("{%", place + 2)) {
            var closing = closingOfMarker(place, name);
            if (closing < 0) {
                continue;
            }
            depth += source.substring(place, closing).contains("end" + name) ? -1 : 1;
            if (depth == 0) {
                endRaw(place, closing, name);
                return;
            }
        }
        throw new TemplateFailure("Missing \"end" + name + "\" tag", opening);
    }

    /** Where {@code {% name %}} or {@code {% endname %}} ends, -1 if there is none at this place. */
    private int closingOfMarker(int place, String name) {
        var from = skipSpaces(place + 2);
        var to = source.startsWith("end" + name, from)
                ? from + name.length() + 3
                : source.startsWith(name, from) ? from + name.length() : -1;
        if (to < 0) {
            return -1;
        }
        var closing = skipSpaces(to);
        return source.startsWith("%}", closing) ? closing + 2 : -1;
    }

    private int skipSpaces(int place) {
        var after = place;
        while (after < source.length() && JsText.isSpace(source.charAt(after))) {
            after++;
        }
        return after;
    }

    private void endRaw(int place, int closing, String name) {
        if (source.substring(place, closing).contains("\n")) {
            throw new TemplateFailure(name + " closing tag cannot contain a line break", place);
        }
        append(place);
        index = closing;
    }

    /** Takes the source up to here as text. */
    private void append(int end) {
        if (text.isEmpty()) {
            textStart = index;
        }
        text.append(source, index, end);
        index = end;
    }

    private void flush() {
        if (!text.isEmpty()) {
            pieces.add(new Piece(Kind.TEXT, textStart, text.toString(), 0, 0));
            text.setLength(0);
        }
    }
}
