package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;
import java.util.Map;

/** Filters that make a number. */
final class NumberFilters {
    static final Map<String, Operation> ALL = Map.of(
            "abs", (input, _, js) -> Value.of(Math.abs(js.number(input))),
            "float", NumberFilters::toFloat,
            "int", NumberFilters::toInt,
            "round", NumberFilters::round);

    private NumberFilters() {}

    private static Value toFloat(Value input, Arguments arguments, Coercion js) {
        var number = EcmaNumber.parseBeginning(JsText.trimStart(js.text(input)));
        return Double.isNaN(number) ? arguments.get(0) : Value.of(number);
    }

    private static Value toInt(Value input, Arguments arguments, Coercion js) {
        var base = Value.isUndefined(arguments.get(1)) ? 10 : (int) js.integer(arguments.get(1));
        var number = JsNumber.parseWhole(js.text(input), base);
        return Double.isNaN(number) ? arguments.get(0) : Value.of(number);
    }

    private static Value round(Value input, Arguments arguments, Coercion js) {
        var factor = Math.pow(10, TextFilters.numberOr(arguments.get(0), 0, js));
        var scaled = js.number(input) * factor;
        var method = arguments.get(1) instanceof Value.Text(var name) ? name : "";
        var rounded = switch (method) {
            case "ceil" -> Math.ceil(scaled);
            case "floor" -> Math.floor(scaled);
            default -> JsNumber.round(scaled);
        };
        return Value.of(rounded / factor);
    }
}
