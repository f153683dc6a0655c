package dev.buildrun.scaffolder.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The tests that {@code is} and {@code select} know. */
final class Tests {
    private static final Map<String, Integer> ARITY = Map.ofEntries(
            Map.entry("callable", 0),
            Map.entry("defined", 0),
            Map.entry("divisibleby", 1),
            Map.entry("eq", 1),
            Map.entry("equalto", 1),
            Map.entry("escaped", 0),
            Map.entry("even", 0),
            Map.entry("falsy", 0),
            Map.entry("ge", 1),
            Map.entry("greaterthan", 1),
            Map.entry("gt", 1),
            Map.entry("iterable", 0),
            Map.entry("le", 1),
            Map.entry("lessthan", 1),
            Map.entry("lower", 0),
            Map.entry("lt", 1),
            Map.entry("mapping", 0),
            Map.entry("ne", 1),
            Map.entry("null", 0),
            Map.entry("number", 0),
            Map.entry("odd", 0),
            Map.entry("sameas", 1),
            Map.entry("string", 0),
            Map.entry("truthy", 0),
            Map.entry("undefined", 0),
            Map.entry("upper", 0));

    private static final Set<String> OF_CALLABLES = Set.of("callable", "eq", "equalto", "ne", "sameas");

    private Tests() {}

    static void checkKnown(String name) {
        if (!ARITY.containsKey(name)) {
            throw new TemplateFailure(
                    "Unknown template test " + JsText.quote(name) + Suggestion.of(name, ARITY.keySet()));
        }
    }

    static void checkArity(String name, int actual) {
        checkKnown(name);
        var expected = ARITY.getOrDefault(name, 0);
        if (expected != actual) {
            throw new TemplateFailure("Template test " + name + " requires " + expected + " positional argument"
                    + (expected == 1 ? "" : "s"));
        }
    }

    static boolean apply(String name, Value input, Value argument, Coercion js) {
        if (!OF_CALLABLES.contains(name)) {
            new Arguments(List.of(input, argument), Map.of()).refuseCallables();
        }
        return switch (name) {
            case "callable" -> input instanceof Callable;
            case "defined" -> !Value.isUndefined(input);
            case "undefined" -> Value.isUndefined(input);
            case "null" -> input == Value.NULL;
            case "truthy" -> Coercion.truthy(input);
            case "falsy" -> !Coercion.truthy(input);
            case "eq", "equalto", "sameas" -> Coercion.strictlyEqual(input, argument);
            case "ne" -> !Coercion.strictlyEqual(input, argument);
            case "number" -> input instanceof Value.Num;
            case "string" -> input instanceof Value.Text;
            case "escaped" -> input instanceof Value.SafeText;
            case "iterable" -> isIterable(input);
            case "mapping" -> input instanceof Fields || input instanceof Value.SafeText || input instanceof Regex;
            case "even" -> js.number(input) % 2 == 0;
            case "odd" -> js.number(input) % 2 == 1;
            case "divisibleby" -> js.number(input) % js.number(argument) == 0;
            case "lower" -> !(input instanceof Value.SafeText) && isLower(TextFilters.strict(input));
            case "upper" -> !(input instanceof Value.SafeText) && isUpper(TextFilters.strict(input));
            default -> compare(name, js.order(input, argument));
        };
    }

    private static boolean compare(String name, Coercion.Order order) {
        return switch (name) {
            case "gt", "greaterthan" -> order == Coercion.Order.GREATER;
            case "lt", "lessthan" -> order == Coercion.Order.LESS;
            case "ge" -> order == Coercion.Order.GREATER || order == Coercion.Order.EQUAL;
            case "le" -> order == Coercion.Order.LESS || order == Coercion.Order.EQUAL;
            default -> throw new IllegalStateException("a test without a meaning: " + name);
        };
    }

    private static boolean isIterable(Value input) {
        if (input instanceof Value.Nothing) {
            throw new TemplateFailure("iterable test requires a value");
        }
        return input instanceof Value.Items || Value.textOf(input) != null;
    }

    private static boolean isLower(String text) {
        return text.equals(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isUpper(String text) {
        return text.equals(text.toUpperCase(Locale.ROOT));
    }
}
