package dev.buildrun.scaffolder.expression;

import java.util.Collection;

/** Helps with a mistyped name. */
final class Suggestion {
    private static final int MAX_LENGTH = 64;

    private Suggestion() {}

    /** Words to append to an error message: the known name that is nearest, or nothing when none is near. */
    static String of(String name, Collection<String> known) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return "";
        }
        var bound = name.length() <= 4 ? 1 : name.length() <= 10 ? 2 : 3;
        var nearest = "";
        var smallest = bound + 1;
        for (var candidate : known) {
            var distance = Math.abs(candidate.length() - name.length()) > bound ? smallest : distance(name, candidate);
            if (distance < smallest) {
                nearest = candidate;
                smallest = distance;
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean " + JsText.quote(nearest) + "?";
    }

    /** Insertions, deletions, replacements and swaps of neighbours. */
    private static int distance(String left, String right) {
        var rows = new int[left.length() + 1][right.length() + 1];
        for (var row = 0; row <= left.length(); row++) {
            rows[row][0] = row;
        }
        for (var column = 0; column <= right.length(); column++) {
            rows[0][column] = column;
        }
        for (var row = 1; row <= left.length(); row++) {
            for (var column = 1; column <= right.length(); column++) {
                rows[row][column] = step(rows, left, right, row, column);
            }
        }
        return rows[left.length()][right.length()];
    }

    private static int step(int[][] rows, String left, String right, int row, int column) {
        var replaced = rows[row - 1][column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
        var distance = Math.min(replaced, Math.min(rows[row - 1][column], rows[row][column - 1]) + 1);
        var swapped = row > 1
                && column > 1
                && left.charAt(row - 1) == right.charAt(column - 2)
                && left.charAt(row - 2) == right.charAt(column - 1);
        return swapped ? Math.min(distance, rows[row - 2][column - 2] + 1) : distance;
    }
}
