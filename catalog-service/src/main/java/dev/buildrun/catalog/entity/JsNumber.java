package dev.buildrun.catalog.entity;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** Numbers as JavaScript makes text of them, which is what values are compared by. */
final class JsNumber {
    private static final int FIRST_EXPONENT = 21;
    private static final int LAST_LEADING_ZEROS = -6;

    private JsNumber() {}

    static String text(JsonNode number) {
        return number.isIntegralNumber() ? number.asString() : text(number.doubleValue());
    }

    private static String text(double value) {
        if (value == 0) {
            return "0";
        }
        var decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        var digits = decimal.unscaledValue().toString();
        var point = digits.length() - decimal.scale();
        return (value < 0 ? "-" : "") + layOut(digits, point);
    }

    /** @param point where the decimal point is, counted from before the first digit */
    private static String layOut(String digits, int point) {
        if (point > FIRST_EXPONENT || point <= LAST_LEADING_ZEROS) {
            var exponent = point - 1;
            var fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
        }
        if (point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        if (point >= digits.length()) {
            return digits + "0".repeat(point - digits.length());
        }
        return digits.substring(0, point) + "." + digits.substring(point);
    }
}
