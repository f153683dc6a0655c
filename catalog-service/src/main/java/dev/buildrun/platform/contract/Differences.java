package dev.buildrun.platform.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what a service would have to do, or do without, because of a change. */
final class Differences {
    private final List<String> found = new ArrayList<>();

    List<String> found() {
        return List.copyOf(found);
    }

    void add(String path, String what) {
        found.add(path + ": " + what);
    }

    /** What services are asked for may become less, not more. */
    void noneAdded(String path, Collection<String> before, Collection<String> after) {
        after.stream().filter(item -> !before.contains(item)).forEach(item -> add(path, item + " was made required"));
    }

    /** What services are given may become more, not less. */
    void noneRemoved(String path, Collection<String> before, Collection<String> after) {
        before.stream().filter(item -> !after.contains(item)).forEach(item -> add(path, item + " was taken away"));
    }

    void same(String path, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            add(path, "was changed from " + shown(before) + " to " + shown(after));
        }
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "nothing" : value instanceof Enum<?> constant ? text(constant) : value.toString();
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void notLess(String path, long before, long after) {
        if (after < before) {
            add(path, "was lowered from " + before + " to " + after);
        }
    }

    void notMore(String path, long before, long after) {
        if (after > before) {
            add(path, "was raised from " + before + " to " + after);
        }
    }

    /** The further to the right in the list, the more a service has to do. */
    void notStricter(String path, List<String> fromLoose, String before, String after) {
        if (fromLoose.indexOf(after) > fromLoose.indexOf(before)) {
            add(path, "was made stricter, from " + before + " to " + after);
        }
    }

    /** Limits may be raised or go away, but not be lowered or appear. */
    void limitsNotLower(String path, Map<String, String> before, Map<String, String> after) {
        after.forEach((key, value) -> {
            var old = before.get(key);
            if (old == null) {
                add(path + "." + key, "a limit of " + value + " was added");
            } else if (Quantity.of(value).compareTo(Quantity.of(old)) < 0) {
                add(path + "." + key, "was lowered from " + old + " to " + value);
            }
        });
    }
}
