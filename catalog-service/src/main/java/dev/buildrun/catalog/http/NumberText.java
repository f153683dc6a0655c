package dev.buildrun.catalog.http;

import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers as JavaScript reads them from text. */
final class NumberText {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})([eE][+-]?\\d{1,9})?");
    private static final Pattern WITH_BASE = Pattern.compile("0([xX][0-9a-fA-F]{1,40}|[oO][0-7]{1,40}|[bB][01]{1,40})");
    private static final Map<Character, Integer> BASES = Map.of('x', 16, 'o', 8, 'b', 2);

    private NumberText() {}

    /** Empty where the text is no finite number. */
    static OptionalDouble value(String text) {
        var trimmed = text.strip();
        if (DECIMAL.matcher(trimmed).matches()) {
            var number = Double.parseDouble(trimmed);
            return Double.isInfinite(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
        }
        if (WITH_BASE.matcher(trimmed).matches()) {
            int base = Objects.requireNonNull(BASES.get(Character.toLowerCase(trimmed.charAt(1))));
            return OptionalDouble.of(new BigInteger(trimmed.substring(2), base).doubleValue());
        }
        return OptionalDouble.empty();
    }
}
