package dev.buildrun.catalog.process;

import java.util.regex.Pattern;

/** Says a path pattern as a regular expression. */
final class GlobTranslation {
    private final String glob;
    private final String nameStart;
    private final StringBuilder regex = new StringBuilder();
    private int position;
    private int alternatives;

    /** @param nameStart what must hold where a wildcard begins a name */
    @SuppressWarnings("MissingSummary")
    GlobTranslation(String glob, String nameStart) {
        this.glob = glob;
        this.nameStart = nameStart;
    }

    String regex() {
        while (position < glob.length()) {
            translate(glob.charAt(position));
        }
        return regex.append(")".repeat(alternatives)).toString();
    }

    private void translate(char character) {
        switch (character) {
            case '*' -> stars();
            case '?' -> append(start() + "[^/]", 1);
            case '[' -> characters();
            case '{' -> open();
            case '}' -> close();
            case ',' -> append(alternatives > 0 ? "|" : ",", 1);
            case '\\' -> escaped();
            default -> append(Pattern.quote(String.valueOf(character)), 1);
        }
    }

    private void stars() {
        var wholeName = isNameStart()
                && glob.startsWith("**", position)
                && (position + 2 == glob.length() || glob.charAt(position + 2) == '/');
        if (!wholeName) {
            append(start() + "[^/]*", glob.startsWith("**", position) ? 2 : 1);
        } else if (position + 2 == glob.length()) {
            append("(?:" + nameStart + "[^/]+(?:/" + nameStart + "[^/]+)*)?", 2);
        } else {
            append("(?:" + nameStart + "[^/]*/)*", 3);
        }
    }

    private void characters() {
        var end = glob.indexOf(']', position + 2);
        if (end < 0) {
            append("\\[", 1);
            return;
        }
        var inside = glob.substring(position + 1, end);
        var negated = inside.startsWith("!") || inside.startsWith("^");
        var set = (negated ? inside.substring(1) : inside)
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("&", "\\&");
        append(start() + (negated ? "[^/" : "[") + set + "]", end + 1 - position);
    }

    private void open() {
        alternatives++;
        append("(?:", 1);
    }

    private void close() {
        append(alternatives > 0 ? ")" : "\\}", 1);
        alternatives = Math.max(0, alternatives - 1);
    }

    private void escaped() {
        var last = position + 1 == glob.length();
        append(Pattern.quote(last ? "\\" : glob.substring(position + 1, position + 2)), last ? 1 : 2);
    }

    private String start() {
        return isNameStart() ? nameStart : "";
    }

    private boolean isNameStart() {
        return position == 0 || glob.charAt(position - 1) == '/';
    }

    private void append(String text, int characters) {
        regex.append(text);
        position += characters;
    }
}
