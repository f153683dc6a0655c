package dev.buildrun.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Breaks one long string of YAML into lines, where that does not change what is read back. */
final class YamlFolding {
    /** Where a line may be broken. */
    enum Mode {
        /** At single spaces. */
        FLOW,
        /** At single spaces of lines that are not indented more than the block. */
        BLOCK,
        /** Anywhere, with an escape. */
        QUOTED
    }

    /**
     * How lines are laid out.
     *
     * @param indent what each further line starts with
     * @param taken characters of the first line that are taken already; -1 for as many as the indent has
     */
    record Layout(String indent, int taken, int lineWidth, int minContentWidth) {}

    private final String text;
    private final Mode mode;
    private final Layout layout;
    private final int step;
    private final List<Integer> folds = new ArrayList<>();
    private final Set<Integer> escaped = new HashSet<>();
    private int position = -1;
    private int end;
    private int split = -1;
    private char previous;
    private char current;
    private int escapeStart = -1;
    private int escapeEnd = -1;
    private boolean overflow;

    private YamlFolding(String text, Mode mode, Layout layout, int step) {
        this.text = text;
        this.mode = mode;
        this.layout = layout;
        this.step = step;
        this.end = layout.lineWidth() - layout.indent().length();
    }

    /**
     * The folded text.
     *
     * @param onOverflow run when a line of a block stays too long, since it has no place to break at
     */
    static String fold(String text, Mode mode, Layout layout, Runnable onOverflow) {
        var width = layout.lineWidth();
        if (width <= 0) {
            return text;
        }
        var minContent = width < layout.minContentWidth() ? 0 : layout.minContentWidth();
        var step = Math.max(1 + minContent, 1 + width - layout.indent().length());
        if (text.length() <= step) {
            return text;
        }
        var folding = new YamlFolding(text, mode, layout, step);
        folding.begin(minContent);
        if (!folding.findFolds()) {
            return text;
        }
        if (folding.overflow) {
            onOverflow.run();
        }
        return folding.folds.isEmpty() ? text : folding.broken();
    }

    private void begin(int minContent) {
        if (layout.taken() >= 0) {
            if (layout.taken() > layout.lineWidth() - Math.max(2, minContent)) {
                folds.add(0);
            } else {
                end = layout.lineWidth() - layout.taken();
            }
        }
        if (mode == Mode.BLOCK) {
            position = pastMoreIndented(position);
            end = position == -1 ? end : position + step;
        }
    }

    /** Whether the text can be folded at all: not where an escape is longer than a line may be. */
    private boolean findFolds() {
        while (++position < text.length()) {
            current = text.charAt(position);
            if (mode == Mode.QUOTED && current == '\\') {
                escape();
            }
            if (current == '\n') {
                position = mode == Mode.BLOCK ? pastMoreIndented(position) : position;
                end = position + layout.indent().length() + step;
                split = -1;
            } else {
                if (current == ' ' && isContent(previous) && isContent(at(position + 1))) {
                    split = position;
                }
                if (position >= end && !breakLine()) {
                    return false;
                }
            }
            previous = current;
        }
        return true;
    }

    private void escape() {
        escapeStart = position;
        position += switch (at(position + 1)) {
            case 'x' -> 3;
            case 'u' -> 5;
            case 'U' -> 9;
            default -> 1;
        };
        escapeEnd = position;
    }

    private boolean breakLine() {
        if (split > 0) {
            folds.add(split);
            end = split + step;
            split = -1;
            return true;
        }
        if (mode != Mode.QUOTED) {
            overflow = true;
            return true;
        }
        while (previous == ' ' || previous == '\t') {
            previous = current;
            current = at(++position);
            overflow = true;
        }
        var fold = position > escapeEnd + 1 ? position - 2 : escapeStart - 1;
        if (fold < 0 || !escaped.add(fold)) {
            return false;
        }
        folds.add(fold);
        end = fold + step;
        split = -1;
        return true;
    }

    private String broken() {
        var result = new StringBuilder(text.substring(0, folds.getFirst()));
        for (var index = 0; index < folds.size(); index++) {
            var fold = folds.get(index);
            var next = index + 1 < folds.size() && folds.get(index + 1) > 0 ? folds.get(index + 1) : text.length();
            if (fold == 0) {
                result.setLength(0);
                result.append('\n').append(layout.indent()).append(text, 0, next);
                continue;
            }
            if (mode == Mode.QUOTED && escaped.contains(fold)) {
                result.append(text.charAt(fold)).append('\\');
            }
            result.append('\n').append(layout.indent()).append(text, Math.min(fold + 1, next), next);
        }
        return result.toString();
    }

    /** The last line end of the more indented lines that begin after a position, or the position where there is none. */
    private int pastMoreIndented(int from) {
        var last = from;
        var reached = from;
        var start = from + 1;
        while (at(start) == ' ' || at(start) == '\t') {
            if (reached < start + layout.indent().length()) {
                reached++;
                if (at(reached) != ' ' && at(reached) != '\t') {
                    return last;
                }
            } else {
                do {
                    reached++;
                } while (reached < text.length() && text.charAt(reached) != '\n');
                last = reached;
                start = reached + 1;
            }
        }
        return last;
    }

    private char at(int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : 0;
    }

    private static boolean isContent(char character) {
        return character != 0 && character != ' ' && character != '\n' && character != '\t';
    }
}
