package dev.buildrun.platform.contract;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/** Kubernetes' quantities as numbers: {@code 500m} is a half, {@code 2Ki} is 2048. */
final class Quantity {
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Quantity() {}

    /** @param text in the shape that a contract's quantities have */
    static BigDecimal of(String text) {
        var unit = unit(text);
        var digits = text.substring(0, text.length() - unit.length());
        return unit.isEmpty()
                ? new BigDecimal(text)
                : new BigDecimal(digits).multiply(UNITS.getOrDefault(unit, BigDecimal.ONE));
    }

    /** A number in the unit that another quantity is written in. */
    static String text(BigDecimal number, String like) {
        var unit = unit(like);
        return number.divide(UNITS.getOrDefault(unit, BigDecimal.ONE), MathContext.DECIMAL64)
                        .stripTrailingZeros()
                        .toPlainString()
                + unit;
    }

    private static String unit(String text) {
        return text.substring(text.replaceFirst("[A-Za-z]+$", "").length());
    }
}
