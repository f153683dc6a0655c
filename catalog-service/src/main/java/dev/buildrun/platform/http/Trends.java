package dev.buildrun.platform.http;

import dev.buildrun.json.Json;
import dev.buildrun.platform.conformance.ResultReads.Day;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Numbers by day, each day with what stood at its end, whether anything changed on it or not. */
final class Trends {
    /** What is counted together. */
    enum By {
        ALL,
        RULE,
        OWNER
    }

    private Trends() {}

    /** Sums of a day and group. */
    private record Sum(long passed, long failed, long waived, long unknown) {
        Sum plus(Day day) {
            return new Sum(
                    passed + day.passed(), failed + day.failed(), waived + day.waived(), unknown + day.unknown());
        }

        long all() {
            return passed + failed + waived + unknown;
        }
    }

    /** @param days in their order; those before the first day say how it stood when it began */
    static ArrayNode of(List<Day> days, LocalDate from, LocalDate to, By by) {
        var items = Json.object().putArray("items");
        var standing = new HashMap<List<String>, Day>();
        var next = 0;
        for (var day = from; !day.isAfter(to); day = day.plusDays(1)) {
            while (next < days.size() && !days.get(next).day().isAfter(day)) {
                var row = days.get(next++);
                standing.put(List.of(row.rule(), row.owner()), row);
            }
            for (var sum : sums(standing, by).entrySet()) {
                items.add(item(day, by, sum.getKey(), sum.getValue()));
            }
        }
        return items;
    }

    private static Map<String, Sum> sums(Map<List<String>, Day> standing, By by) {
        var sums = new TreeMap<String, Sum>();
        for (var day : standing.values()) {
            var group = switch (by) {
                case ALL -> "";
                case RULE -> day.rule();
                case OWNER -> day.owner();
            };
            sums.put(group, sums.getOrDefault(group, new Sum(0, 0, 0, 0)).plus(day));
        }
        sums.values().removeIf(sum -> sum.all() == 0);
        return sums;
    }

    /** Unknown ones count among all, so that not to know is not to pass. */
    private static ObjectNode item(LocalDate day, By by, String group, Sum sum) {
        var item = Json.object().put("day", day.toString());
        switch (by) {
            case ALL -> {}
            case RULE -> item.put("rule", group);
            case OWNER -> item.put("owner", group);
        }
        return item.put("pass", sum.passed())
                .put("fail", sum.failed())
                .put("waived", sum.waived())
                .put("unknown", sum.unknown())
                .put("passShare", (double) sum.passed() / sum.all());
    }
}
