package dev.buildrun.json;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;

/** Numbers as ECMAScript makes text of them, which is what users see and what values are compared by, and reads them from text. */
public final class EcmaNumber {
    private static final double FIRST_INEXACT = 1e15;
    private static final int FIRST_EXPONENT = 21;
    private static final int LAST_LEADING_ZEROS = -6;

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(Infinity|(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?)");
    private static final Pattern WITH_BASE = Pattern.compile("0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)");
    private static final Map<Character, Integer> BASES = Map.of('x', 16, 'o', 8, 'b', 2);

    private EcmaNumber() {}

    /**
     * {@code Number(text)}: {@code 5}, {@code 1e3}, {@code .5}, {@code 0x1F}, {@code -Infinity}; NaN for what is no number.
     *
     * @param text without space around it; nothing counts as 0
     */
    public static double parse(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (WITH_BASE.matches(text)) {
            int base = Objects.requireNonNull(BASES.get(Character.toLowerCase(text.charAt(1))));
            return new BigInteger(text.substring(2), base).doubleValue();
        }
        return DECIMAL.matches(text) ? Double.parseDouble(text) : Double.NaN;
    }

    /** {@code parseFloat(text)}: of the longest beginning that is a number. */
    public static double parseBeginning(String text) {
        var matcher = DECIMAL.matcher(text);
        return matcher.lookingAt() ? Double.parseDouble(matcher.group()) : Double.NaN;
    }

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
