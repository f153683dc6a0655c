package dev.buildrun.scaffolder.run;

/** Where in a text something is that must not be seen. Used by one thread. */
final class Hidden {
    private static final String STARS = "***";
    /** What is shorter is not looked for across line breaks. */
    private static final int LEAST_ACROSS_LINES = 6;

    private static final int MOST_PADDING = 2;

    private final String text;
    /** At each place, how many matches begin there less how many have ended. */
    private final int[] steps;

    private boolean isAny;
    private int openStart;

    Hidden(String text) {
        this.text = text;
        this.steps = new int[text.length() + 1];
        this.openStart = text.length();
    }

    void findAll(SecretMatcher matcher) {
        var state = 0;
        for (var index = 0; index < text.length(); index++) {
            state = matcher.next(state, text.charAt(index));
            if (matcher.length(state) > 0) {
                hide(matcher, state, index + 1 - matcher.length(state), index + 1);
            }
        }
        openStart = Math.min(openStart, text.length() - matcher.depth(state));
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.contains("\\n")) {
            findAcrossLines(matcher);
        }
    }

    /** Reads the text without line breaks and blanks; what is within one line has been found before. */
    private void findAcrossLines(SecretMatcher matcher) {
        var places = new int[text.length()];
        var count = 0;
        var state = 0;
        var lastBreak = -1;
        for (var index = 0; index < text.length(); ) {
            var width = breakAt(index);
            if (width > 0) {
                lastBreak = index;
                index += width;
                continue;
            }
            if (Character.isWhitespace(text.charAt(index))) {
                index++;
                continue;
            }
            places[count++] = index;
            state = matcher.next(state, text.charAt(index++));
            var length = matcher.length(state);
            if (length >= LEAST_ACROSS_LINES && places[count - length] < lastBreak) {
                hide(matcher, state, places[count - length], index);
            }
        }
        var depth = matcher.depth(state);
        if (depth > 0 && (places[count - depth] < lastBreak || lastBreak > places[count - 1])) {
            openStart = Math.min(openStart, places[count - depth]);
        }
    }

    private int breakAt(int index) {
        var character = text.charAt(index);
        if (character == '\n' || character == '\r') {
            return 1;
        }
        var isEscape = character == '\\'
                && index + 1 < text.length()
                && (text.charAt(index + 1) == 'n' || text.charAt(index + 1) == 'r');
        return isEscape ? 2 : 0;
    }

    private void hide(SecretMatcher matcher, int state, int from, int to) {
        var start = from;
        var end = to;
        if (matcher.before(state) > 0 && start > 0 && SecretForms.isBase64(text.charAt(start - 1))) {
            start--;
        }
        if (matcher.after(state) > 0 && end < text.length() && SecretForms.isBase64(text.charAt(end))) {
            end++;
            for (var padding = 0; padding < MOST_PADDING && end < text.length() && text.charAt(end) == '='; padding++) {
                end++;
            }
        }
        isAny = true;
        steps[start]++;
        steps[end]--;
    }

    /** Where the beginning of something begins that may go on behind the text; the text's length where there is none. */
    int openStart() {
        return openStart;
    }

    /** A part of the text as it may be seen. */
    String apply(int from, int to) {
        if (!isAny) {
            return text.substring(from, to);
        }
        var shown = new StringBuilder();
        var covered = 0;
        for (var index = 0; index < from; index++) {
            covered += steps[index];
        }
        var wasHidden = false;
        for (var index = from; index < to; index++) {
            covered += steps[index];
            if (covered == 0) {
                shown.append(text.charAt(index));
            } else if (!wasHidden) {
                shown.append(STARS);
            }
            wasHidden = covered > 0;
        }
        return shown.toString();
    }
}
