package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods of numbers. */
final class NumberMethods {
    static final Map<String, Operation.Bounded> ALL = Map.of(
            "toExponential", method(NumberMethods::exponential),
            "toFixed", method((number, places) -> JsNumber.fixed(number, places == null ? 0 : places)),
            "toPrecision", method(NumberMethods::precision),
            "toString", method((number, radix) -> JsNumber.radix(number, radix == null ? 10 : radix)));

    @FunctionalInterface
    private interface Format {
        String format(double number, @Nullable Double argument);
    }

    private NumberMethods() {}

    private static Operation.Bounded method(Format format) {
        return new Operation.Bounded(0, 1, (input, arguments, js) -> {
            var argument = arguments.get(0);
            return Value.of(format.format(js.number(input), Value.isUndefined(argument) ? null : js.number(argument)));
        });
    }

    private static String exponential(double number, @Nullable Double places) {
        // ECMAScript looks at the number of digits only where there are digits.
        return JsNumber.exponential(
                number,
                places == null || !Double.isFinite(number) ? -1 : JsNumber.digits("toExponential()", places, 0));
    }

    private static String precision(double number, @Nullable Double precision) {
        return precision == null ? EcmaNumber.text(number) : JsNumber.precision(number, precision);
    }
}
