package dev.buildrun.scaffolder.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The lines that an action writes, one after the other. A secret that is cut in two by the end of a line is found, too: a line whose end
 * may be the beginning of one waits for the next. Used by one thread.
 */
final class LineStream {
    /** Fewer characters of a secret are not worth to wait for. */
    private static final int LEAST_OPEN = 3;

    private static final int MOST_HELD = 100;

    private final Redaction redaction;
    private final Consumer<String> shown;
    private final Deque<Line> held = new ArrayDeque<>();
    /** The end of the last line that was shown, where it may be the beginning of a secret. */
    private String carried = "";

    /** @param shown takes each line, redacted */
    LineStream(Redaction redaction, Consumer<String> shown) {
        this.redaction = redaction;
        this.shown = shown;
    }

    /** @param level what stands before the text, and is no part of what is cut */
    private record Line(String level, String text) {}

    void add(String level, String text) {
        held.add(new Line(level, text));
        var all = all();
        var hidden = redaction.find(all);
        var open = hidden.openStart();
        var waits = all.length() - open >= LEAST_OPEN && held.size() < MOST_HELD;
        show(hidden, waits ? open : all.length());
        if (!waits) {
            carried = all.substring(Math.max(open, all.length() - LEAST_OPEN));
        }
    }

    /** No line follows: shows what waits. */
    void flush() {
        if (!held.isEmpty()) {
            var all = all();
            show(redaction.find(all), all.length());
        }
        carried = "";
    }

    private String all() {
        var all = new StringBuilder(carried);
        held.forEach(line -> all.append(line.text()));
        return all.toString();
    }

    /** Shows the lines that end at this place or before. */
    private void show(Hidden hidden, int end) {
        var from = carried.length();
        while (!held.isEmpty() && from + held.getFirst().text().length() <= end) {
            var line = held.removeFirst();
            var to = from + line.text().length();
            shown.accept(line.level() + hidden.apply(from, to));
            from = to;
            carried = "";
        }
    }
}
