package dev.buildrun.json;

import java.util.Map;

/** Turns a JSON string into one of YAML in double quotes: shorter escapes, and real line ends where they read well. */
final class YamlEscapes {
    private static final int UNICODE_ESCAPE = 6;
    private static final Map<String, String> SHORT = Map.of(
            "0000", "\\0", "0007", "\\a", "000b", "\\v", "001b", "\\e", "0085", "\\N", "00a0", "\\_", "2028", "\\L",
            "2029", "\\P");

    private final String json;
    private final boolean breaksLines;
    private final String indent;
    private final StringBuilder text = new StringBuilder();
    private int position;

    YamlEscapes(String json, boolean breaksLines, String indent) {
        this.json = json;
        this.breaksLines = breaksLines;
        this.indent = indent;
    }

    String text() {
        while (position < json.length()) {
            if (json.startsWith(" \\n", position)) {
                // A space before a line end would be folded away.
                text.append("\\ ");
                position++;
            } else if (json.startsWith("\\u", position)) {
                unicode();
            } else if (json.startsWith("\\n", position) && breaksHere()) {
                lineEnds();
            } else {
                var length = json.charAt(position) == '\\' ? 2 : 1;
                text.append(json, position, position + length);
                position += length;
            }
        }
        return text.toString();
    }

    private void unicode() {
        var code = json.substring(position + 2, position + UNICODE_ESCAPE);
        var whole = json.substring(position, position + UNICODE_ESCAPE);
        text.append(SHORT.getOrDefault(code, code.startsWith("00") ? "\\x" + code.substring(2) : whole));
        position += UNICODE_ESCAPE;
    }

    private boolean breaksHere() {
        return breaksLines && json.charAt(position + 2) != '"';
    }

    /** The first line end is lost in folding, so that one more is written than there are. */
    private void lineEnds() {
        text.append("\n\n");
        position += 2;
        while (json.startsWith("\\n", position) && json.charAt(position + 2) != '"') {
            text.append('\n');
            position += 2;
        }
        text.append(indent);
        if (json.charAt(position) == ' ') {
            text.append('\\');
        }
    }
}
