package dev.buildrun.scaffolder.builtin.roadie;

import java.util.LinkedHashMap;
import java.util.Map;

/** How many spaces or tabs a text is indented by: the difference between neighbouring lines that is seen most often. */
final class Indentation {
    private Indentation() {}

    /** 0 where nothing is indented. */
    static int of(String text) {
        var seen = new LinkedHashMap<String, int[]>();
        var before = 0;
        var kindBefore = ' ';
        var key = "";
        for (var line : (Iterable<String>) text.lines()::iterator) {
            if (line.isEmpty()) {
                continue;
            }
            var kind = line.charAt(0) == '\t' ? '\t' : ' ';
            var indent =
                    (int) line.chars().takeWhile(character -> character == kind).count();
            if (indent == 0) {
                before = 0;
                key = "";
                continue;
            }
            before = kind == kindBefore ? before : 0;
            kindBefore = kind;
            var difference = Math.abs(indent - before);
            before = indent;
            var continues = difference == 0;
            key = continues ? key : kind + " " + difference;
            var counts = seen.computeIfAbsent(key, ignored -> new int[2]);
            counts[0] += continues ? 0 : 1;
            counts[1] += continues ? 1 : 0;
        }
        return mostUsed(seen);
    }

    private static int mostUsed(Map<String, int[]> seen) {
        var best = "";
        var uses = 0;
        var weight = 0;
        for (var entry : seen.entrySet()) {
            var counts = entry.getValue();
            if (!entry.getKey().isEmpty() && (counts[0] > uses || (counts[0] == uses && counts[1] > weight))) {
                best = entry.getKey();
                uses = counts[0];
                weight = counts[1];
            }
        }
        return best.isEmpty() ? 0 : Integer.parseInt(best.substring(2));
    }
}
