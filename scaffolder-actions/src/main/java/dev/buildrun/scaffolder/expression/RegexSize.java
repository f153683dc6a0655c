package dev.buildrun.scaffolder.expression;

import com.google.re2j.Pattern;
import java.util.ArrayDeque;

/**
 * How large a regular expression becomes when its counted repetitions are written out, which is what an engine that needs only
 * linear time does. {@code (a{0,100}){0,100}} is 10,000 of them.
 */
final class RegexSize {
    static final long MAX = 20_000;
    private static final int MAX_DEPTH = 100;
    private static final Pattern COUNTS = Pattern.compile("(?P<least>\\d{1,9})(,(?P<most>\\d{0,9}))?");

    private final String source;
    private final ArrayDeque<Long> outer = new ArrayDeque<>();
    private long sequence;
    private long last;
    private int index;

    private RegexSize(String source) {
        this.source = source;
    }

    /** @throws IllegalArgumentException when it is too large */
    static void check(String source) {
        var size = new RegexSize(source);
        while (size.index < source.length()) {
            size.next();
        }
        size.endOfAtom(0);
    }

    private void next() {
        var character = source.charAt(index);
        switch (character) {
            case '\\' -> atom(2);
            case '[' -> atom(endOfClass() - index);
            case '(' -> {
                endOfAtom(1);
                outer.push(sequence);
                if (outer.size() > MAX_DEPTH) {
                    throw tooLarge();
                }
                sequence = 0;
                index++;
            }
            case ')' -> {
                endOfAtom(0);
                var group = sequence + 1;
                sequence = outer.isEmpty() ? 0 : outer.pop();
                last = group;
                index++;
            }
            case '{' -> repeated();
            default -> atom(1);
        }
    }

    private void atom(int length) {
        endOfAtom(1);
        index += length;
    }

    /** Takes the atom before into account; no repetition can follow it any more. */
    private void endOfAtom(long following) {
        sequence += last;
        last = following;
        if (sequence > MAX) {
            throw tooLarge();
        }
    }

    private void repeated() {
        var end = source.indexOf('}', index);
        var counts = COUNTS.matcher(end < 0 ? "" : source.substring(index + 1, end));
        if (!counts.matches()) {
            atom(1);
            return;
        }
        var most = counts.group("most");
        var times = most == null || most.isEmpty() ? Long.parseLong(counts.group("least")) + 1 : Long.parseLong(most);
        last *= Math.max(times, 1);
        if (last > MAX) {
            throw tooLarge();
        }
        index = end + 1;
    }

    private int endOfClass() {
        var place = index + 1;
        while (place < source.length() && source.charAt(place) != ']') {
            place += source.charAt(place) == '\\' ? 2 : 1;
        }
        return Math.min(place + 1, source.length());
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException("the expression repeats too much, expected at most " + MAX + " parts");
    }
}
