package dev.buildrun.catalog.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * How one list becomes another one: as many equal items as possible stay. Where what differs is too much for that, items are compared with
 * those at the same place.
 */
final class ListSteps {
    /** Of a table of the items of one list times those of the other, without what both begin and end with. */
    static final int MAX_CELLS = 1_000_000;

    private final List<Step> steps = new ArrayList<>();
    private final List<JsonNode> removed = new ArrayList<>();
    private final List<JsonNode> added = new ArrayList<>();

    private ListSteps() {}

    /** An item of either list, or of both: one that stays, or one that takes the place of another. */
    record Step(@Nullable JsonNode before, @Nullable JsonNode after) {}

    static List<Step> between(ArrayNode from, ArrayNode to) {
        var numbers = new HashMap<JsonNode, Integer>();
        var left = numbered(from, numbers);
        var right = numbered(to, numbers);
        var shorter = Math.min(left.length, right.length);
        var start = 0;
        while (start < shorter && left[start] == right[start]) {
            start++;
        }
        var end = 0;
        while (end < shorter - start && left[left.length - 1 - end] == right[right.length - 1 - end]) {
            end++;
        }
        var walk = new ListSteps();
        walk.keep(from, to, 0, 0, start);
        walk.middle(from, to, left, right, start, end);
        walk.keep(from, to, from.size() - end, to.size() - end, end);
        return walk.steps;
    }

    /** Equal items get the same number, so that each is looked at as a whole only once. */
    private static int[] numbered(ArrayNode list, Map<JsonNode, Integer> numbers) {
        var result = new int[list.size()];
        for (var i = 0; i < result.length; i++) {
            result[i] = numbers.computeIfAbsent(list.get(i), _ -> numbers.size());
        }
        return result;
    }

    private void keep(ArrayNode from, ArrayNode to, int row, int column, int count) {
        for (var i = 0; i < count; i++) {
            steps.add(new Step(from.get(row + i), to.get(column + i)));
        }
    }

    private void middle(ArrayNode from, ArrayNode to, int[] left, int[] right, int start, int end) {
        var rows = left.length - end;
        var columns = right.length - end;
        var lengths = (long) (rows - start) * (columns - start) <= MAX_CELLS
                ? commonLengths(left, right, start, rows, columns)
                : null;
        var row = start;
        var column = start;
        while (row < rows || column < columns) {
            var both = row < rows && column < columns;
            if (lengths != null && both && left[row] == right[column]) {
                pair();
                keep(from, to, row++, column++, 1);
            } else if (column == columns
                    || (row < rows
                            && (lengths == null
                                    || lengths[row - start + 1][column - start]
                                            >= lengths[row - start][column - start + 1]))) {
                removed.add(from.get(row++));
            } else {
                added.add(to.get(column++));
            }
        }
        pair();
    }

    /** What goes and what comes at the same place is a replacement. */
    private void pair() {
        for (var i = 0; i < Math.max(removed.size(), added.size()); i++) {
            steps.add(new Step(i < removed.size() ? removed.get(i) : null, i < added.size() ? added.get(i) : null));
        }
        removed.clear();
        added.clear();
    }

    /** For each pair of places, how long the longest common subsequence of what follows is. */
    private static int[][] commonLengths(int[] left, int[] right, int start, int rows, int columns) {
        var lengths = new int[rows - start + 1][columns - start + 1];
        for (var row = rows - start - 1; row >= 0; row--) {
            for (var column = columns - start - 1; column >= 0; column--) {
                lengths[row][column] = left[start + row] == right[start + column]
                        ? lengths[row + 1][column + 1] + 1
                        : Math.max(lengths[row + 1][column], lengths[row][column + 1]);
            }
        }
        return lengths;
    }
}
