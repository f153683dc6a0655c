package dev.buildrun.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as ECMAScript makes text of them, which is what users see and what values are compared by. */
public final class EcmaNumber {
    private static final double FIRST_INEXACT = 1e15;
    private static final int FIRST_EXPONENT = 21;
    private static final int LAST_LEADING_ZEROS = -6;

    private EcmaNumber() {}

    /** {@code String(number)}: {@code 5}, {@code 0.1}, {@code 1e+21}, {@code NaN}. */
    public static String text(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == 0) {
            return "0";
        }
        if (number < 0) {
            return "-" + text(-number);
        }
        if (number == Math.rint(number) && number < FIRST_INEXACT) {
            return Long.toString((long) number);
        }
        var decimal = shortest(number);
        var digits = decimal.unscaledValue().toString();
        return text(digits, digits.length() - decimal.scale());
    }

    /** Java writes two digits where one would do, and then the nearest two: 4.9E-324 for what ECMAScript calls 5e-324. */
    private static BigDecimal shortest(double number) {
        var decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        if (decimal.precision() != 2) {
            return decimal;
        }
        var oneDigit = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return oneDigit.doubleValue() == number ? oneDigit.stripTrailingZeros() : decimal;
    }

    /** Digits with the decimal point after the first {@code point} of them. */
    public static String text(String digits, int point) {
        if (point > FIRST_EXPONENT || point <= LAST_LEADING_ZEROS) {
            return exponential(digits, point - 1);
        }
        if (point >= digits.length()) {
            return digits + "0".repeat(point - digits.length());
        }
        return point > 0
                ? digits.substring(0, point) + "." + digits.substring(point)
                : "0." + "0".repeat(-point) + digits;
    }

    /** Digits with the decimal point after the first of them, and an exponent: {@code 1.5e-7}. */
    public static String exponential(String digits, int exponent) {
        var fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
