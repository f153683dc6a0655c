package dev.buildrun.scaffolder.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Replaces what must not be seen by {@code ***}. Used in one place, {@link RunLog}. */
final class Redaction {
    private static final String STARS = "***";

    private final Set<String> hidden;

    private Redaction(Set<String> hidden) {
        this.hidden = hidden;
    }

    /** Hides these values without the blanks around them. One of a single character is left, it would hide half the text. */
    static Redaction of(Collection<String> values) {
        var hidden = new LinkedHashSet<String>();
        values.stream().map(String::strip).filter(value -> value.length() > 1).forEach(hidden::add);
        return new Redaction(hidden);
    }

    Redaction and(Collection<String> values) {
        var all = new LinkedHashSet<>(hidden);
        all.addAll(of(values).hidden);
        return new Redaction(all);
    }

    String apply(String text) {
        var found = spans(text);
        if (found.isEmpty()) {
            return text;
        }
        var result = new StringBuilder();
        var position = 0;
        var index = 0;
        while (index < found.size()) {
            var start = found.get(index).start();
            var end = found.get(index).end();
            while (++index < found.size() && found.get(index).start() < end) {
                end = Math.max(end, found.get(index).end());
            }
            result.append(text, position, start).append(STARS);
            position = end;
        }
        return result.append(text, position, text.length()).toString();
    }

    private List<Span> spans(String text) {
        var spans = new ArrayList<Span>();
        for (var value : hidden) {
            for (var start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1)) {
                spans.add(new Span(start, start + value.length()));
            }
        }
        spans.sort(Comparator.comparingInt(Span::start));
        return spans;
    }

    private record Span(int start, int end) {}
}
