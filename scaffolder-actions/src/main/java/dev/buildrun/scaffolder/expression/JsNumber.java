package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in the ways that ECMAScript's methods have of reading and writing them, beside {@link EcmaNumber}. */
final class JsNumber {
    static final double FIRST_IN_EXPONENT_FORM = 1e21;
    private static final int MAX_DIGITS = 100;

    private JsNumber() {}

    /** {@code number.toFixed(places)}. */
    static String fixed(double number, double places) {
        var scale = digits("toFixed() digits", places, 0);
        if (!(Math.abs(number) < FIRST_IN_EXPONENT_FORM)) {
            return EcmaNumber.text(number);
        }
        var text = new BigDecimal(Math.abs(number))
                .setScale(scale, RoundingMode.HALF_UP)
                .toPlainString();
        return number < 0 ? "-" + text : text;
    }

    /** {@code number.toExponential(wanted)}; below zero means as many as needed. */
    static String exponential(double number, int wanted) {
        if (!Double.isFinite(number)) {
            return EcmaNumber.text(number);
        }
        if (number < 0) {
            return "-" + exponential(-number, wanted);
        }
        if (number == 0) {
            return EcmaNumber.exponential("0".repeat(Math.max(wanted, 0) + 1), 0);
        }
        var decimal =
                wanted < 0 ? new BigDecimal(Double.toString(number)).stripTrailingZeros() : rounded(number, wanted + 1);
        var digits = decimal.unscaledValue().toString();
        var exponent = digits.length() - decimal.scale() - 1;
        return EcmaNumber.exponential(wanted < 0 ? digits : padded(digits, wanted + 1), exponent);
    }

    /** {@code number.toPrecision(precision)}. */
    static String precision(double number, double precision) {
        if (!Double.isFinite(number)) {
            return EcmaNumber.text(number);
        }
        if (number < 0) {
            return "-" + precision(-number, precision);
        }
        var wanted = digits("toPrecision()", precision, 1);
        if (number == 0) {
            return wanted == 1 ? "0" : "0." + "0".repeat(wanted - 1);
        }
        var decimal = rounded(number, wanted);
        var unscaled = decimal.unscaledValue().toString();
        var exponent = unscaled.length() - decimal.scale() - 1;
        var digits = padded(unscaled, wanted);
        if (exponent < -6 || exponent >= wanted) {
            return EcmaNumber.exponential(digits, exponent);
        }
        return exponent == wanted - 1 ? digits : EcmaNumber.text(digits, exponent + 1);
    }

    private static BigDecimal rounded(double number, int digits) {
        return new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_UP));
    }

    private static String padded(String digits, int length) {
        return digits.length() >= length ? digits.substring(0, length) : digits + "0".repeat(length - digits.length());
    }

    /** The argument as a number of digits. */
    static int digits(String operation, double value, int least) {
        var whole = Double.isNaN(value) ? 0 : (value < 0 ? Math.ceil(value) : Math.floor(value));
        if (whole < least || whole > MAX_DIGITS) {
            throw new TemplateFailure(operation + " argument must be between " + least + " and " + MAX_DIGITS);
        }
        return (int) whole;
    }

    /** {@code number.toString(radix)}. */
    static String radix(double number, double base) {
        var radix = (int) base;
        if (!(radix >= 2 && radix <= 36)) {
            throw new TemplateFailure("toString() radix must be between 2 and 36");
        }
        if (radix == 10 || !Double.isFinite(number)) {
            return EcmaNumber.text(number);
        }
        if (number < 0) {
            return "-" + radix(-number, base);
        }
        var whole = Math.floor(number);
        var digits = new BigDecimal(whole).toBigInteger().toString(radix);
        return number == whole ? digits : fraction(digits, number, whole, radix);
    }

    /** As many digits after the point as tell the number from its neighbours, the last one rounded. */
    private static String fraction(String whole, double number, double floor, int radix) {
        var digits = new StringBuilder(whole).append('.');
        var rest = number - floor;
        var precision = Math.max(0.5 * (Math.nextUp(number) - number), Double.MIN_VALUE);
        while (rest >= precision) {
            rest *= radix;
            precision *= radix;
            var digit = (int) rest;
            digits.append(Character.forDigit(digit, radix));
            rest -= digit;
            if ((rest > 0.5 || (rest == 0.5 && (digit & 1) == 1)) && rest + precision > 1) {
                return carried(digits, radix);
            }
        }
        return digits.toString();
    }

    private static String carried(StringBuilder digits, int radix) {
        for (var index = digits.length() - 1; index > digits.indexOf("."); index--) {
            var digit = Character.digit(digits.charAt(index), radix) + 1;
            if (digit < radix) {
                digits.setCharAt(index, Character.forDigit(digit, radix));
                return digits.toString();
            }
            digits.setLength(index);
        }
        var whole = new BigInteger(digits.substring(0, digits.indexOf(".")), radix).add(BigInteger.ONE);
        return whole.toString(radix);
    }

    /** {@code parseInt(text, radix)}. */
    static double parseWhole(String text, int base) {
        var trimmed = JsText.trimStart(text);
        var negative = trimmed.startsWith("-");
        var digits = negative || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
        var hexadecimal = (base == 0 || base == 16) && (digits.startsWith("0x") || digits.startsWith("0X"));
        var radix = hexadecimal ? 16 : base == 0 ? 10 : base;
        if (radix < 2 || radix > 36) {
            return Double.NaN;
        }
        var start = hexadecimal ? 2 : 0;
        var end = start;
        while (end < digits.length() && digits.charAt(end) < 128 && Character.digit(digits.charAt(end), radix) >= 0) {
            end++;
        }
        if (end == start) {
            return Double.NaN;
        }
        var whole = radix == 10
                ? Double.parseDouble(digits.substring(start, end))
                : new BigInteger(digits.substring(start, end), radix).doubleValue();
        return negative ? -whole : whole;
    }

    /** {@code Math.round(number)}: halves go up, also below zero. */
    static double round(double number) {
        var floor = Math.floor(number);
        return number - floor >= 0.5 ? floor + 1 : floor;
    }
}
