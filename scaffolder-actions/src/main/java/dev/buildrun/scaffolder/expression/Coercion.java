package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;
import java.util.ArrayList;
import java.util.List;

/** ECMAScript's conversions and comparisons over the language's values, paid for from the render's budget. */
final class Coercion {
    enum Order {
        LESS,
        EQUAL,
        GREATER,
        /** One side is not a number. */
        NONE
    }

    /** No number that anybody writes is longer. To read a longer text as one takes far more time than to copy it. */
    private static final int USUAL_NUMBER = 32;

    private static final int WORK_PER_CHARACTER = 2;

    private final Budget budget;

    Coercion(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    static boolean truthy(Value value) {
        return switch (value) {
            case Value.Nothing _ -> false;
            case Value.Bool bool -> bool == Value.Bool.TRUE;
            case Value.Num number -> number.value() != 0 && !Double.isNaN(number.value());
            case Value.Text text -> !text.value().isEmpty();
            case Value.SafeText _, Value.Items _, Fields _, Regex _, Callable _ -> true;
        };
    }

    /** What an output tag prints: nothing for undefined and null. */
    String print(Value value) {
        return value instanceof Value.Nothing ? "" : text(value);
    }

    /** {@code String(value)}; a text costs no budget here, since it is there already. */
    String text(Value value) {
        return text(value, 0);
    }

    private String text(Value value, int depth) {
        return switch (value) {
            case Value.Nothing nothing -> nothing == Value.Nothing.NULL ? "null" : "undefined";
            case Value.Bool bool -> bool == Value.Bool.TRUE ? "true" : "false";
            case Value.Num number -> EcmaNumber.text(number.value());
            case Value.Text text -> text.value();
            case Value.SafeText text -> text.value();
            case Value.Items items -> join(items.values(), ",", depth);
            case Fields _ -> "[object Object]";
            case Regex regex -> regex.literal();
            case Callable _ -> throw new TemplateFailure("Callable values cannot be coerced");
        };
    }

    /** The entries as text with a separator between them; undefined and null give nothing. */
    String join(List<Value> values, String separator) {
        return join(values, separator, 0);
    }

    private String join(List<Value> values, String separator, int depth) {
        if (depth > Budget.MAX_VALUE_DEPTH) {
            throw Budget.exceeded("value depth", Budget.MAX_VALUE_DEPTH);
        }
        budget.work(values.size());
        var parts = new ArrayList<String>(values.size());
        var length = 0L;
        for (var value : values) {
            var part = value instanceof Value.Nothing ? "" : text(value, depth + 1);
            length += part.length() + separator.length();
            parts.add(part);
        }
        budget.text(length);
        return String.join(separator, parts);
    }

    double number(Value value) {
        return switch (value) {
            case Value.Nothing nothing -> nothing == Value.Nothing.NULL ? 0 : Double.NaN;
            case Value.Bool bool -> bool == Value.Bool.TRUE ? 1 : 0;
            case Value.Num number -> number.value();
            case Value.Text _, Value.SafeText _, Value.Items _, Fields _, Regex _, Callable _ -> {
                var text = text(value);
                budget.work(text.length() <= USUAL_NUMBER ? 0 : (long) text.length() * WORK_PER_CHARACTER);
                yield EcmaNumber.parse(JsText.trim(text));
            }
        };
    }

    /** The number without its fraction, zero where there is none. */
    double integer(Value value) {
        var number = number(value);
        return Double.isNaN(number) ? 0 : number < 0 ? Math.ceil(number) : Math.floor(number);
    }

    static boolean strictlyEqual(Value left, Value right) {
        if (left instanceof Value.Num(var one) && right instanceof Value.Num(var other)) {
            return one == other;
        }
        return left.equals(right);
    }

    boolean looselyEqual(Value left, Value right) {
        if (strictlyEqual(left, right)) {
            return true;
        }
        if (left instanceof Value.Nothing || right instanceof Value.Nothing) {
            return left instanceof Value.Nothing && right instanceof Value.Nothing;
        }
        var leftObject = isObject(left);
        var rightObject = isObject(right);
        if (leftObject && rightObject) {
            return false;
        }
        if (leftObject || rightObject) {
            return looselyEqual(primitive(left), primitive(right));
        }
        return left.getClass() != right.getClass() && number(left) == number(right);
    }

    private static boolean isObject(Value value) {
        return switch (value) {
            case Value.Nothing _, Value.Bool _, Value.Num _, Value.Text _ -> false;
            case Value.SafeText _, Value.Items _, Fields _, Regex _, Callable _ -> true;
        };
    }

    private Value primitive(Value value) {
        return isObject(value) ? Value.of(text(value)) : value;
    }

    /** How {@code <} and its kin see two values: texts by their UTF-16 units, all else as numbers. */
    Order order(Value left, Value right) {
        var first = primitive(left);
        var second = primitive(right);
        if (first instanceof Value.Text(var one) && second instanceof Value.Text(var other)) {
            return order(one.compareTo(other), 0);
        }
        return order(number(first), number(second));
    }

    private static Order order(double left, double right) {
        if (Double.isNaN(left) || Double.isNaN(right)) {
            return Order.NONE;
        }
        return left < right ? Order.LESS : left > right ? Order.GREATER : Order.EQUAL;
    }

    Value add(Value left, Value right) {
        var first = primitive(left);
        var second = primitive(right);
        return first instanceof Value.Text || second instanceof Value.Text
                ? concatenate(first, second)
                : Value.of(number(first) + number(second));
    }

    Value concatenate(Value left, Value right) {
        var first = text(left);
        var second = text(right);
        budget.text((long) first.length() + second.length());
        return Value.of(first + second);
    }

    /** A new text as a value, safe if the one it was made from was safe. */
    Value like(Value origin, String text) {
        budget.text(text.length());
        return origin instanceof Value.SafeText ? new Value.SafeText(text) : Value.of(text);
    }
}
