package dev.buildrun.deploy.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What two sides say differently.
 *
 * @param compared of how many things
 */
public record Differences(int compared, List<String> shown, int count) {
    private static final int SHOWN = 8;
    private static final int CHARACTERS = 700;

    public static Differences between(
            String leftName, Map<String, String> left, String rightName, Map<String, String> right) {
        var keys = new TreeSet<>(left.keySet());
        keys.addAll(right.keySet());
        var shown = new ArrayList<String>();
        var count = 0;
        for (var key : keys) {
            var one = left.getOrDefault(key, "(absent)");
            var other = right.getOrDefault(key, "(absent)");
            if (!one.equals(other)) {
                count++;
                if (shown.size() < SHOWN) {
                    shown.add(key + "\n      " + leftName + ": " + excerpt(one, other) + "\n      " + rightName + ": "
                            + excerpt(other, one));
                }
            }
        }
        return new Differences(keys.size(), shown, count);
    }

    /** The part of a text around the point where it departs from another. */
    private static String excerpt(String text, String other) {
        var at = 0;
        while (at < text.length() && at < other.length() && text.charAt(at) == other.charAt(at)) {
            at++;
        }
        var start = Math.max(0, at - CHARACTERS / 4);
        var part = text.substring(Math.min(start, text.length()), Math.min(text.length(), start + CHARACTERS));
        return (start > 0 ? "…" : "") + part;
    }
}
