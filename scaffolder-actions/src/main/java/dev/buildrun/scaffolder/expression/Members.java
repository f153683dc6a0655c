package dev.buildrun.scaffolder.expression;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a template can read from a value: its own entries, its length, and the methods that are allowed on it. */
final class Members {
    private final Dialect dialect;

    Members(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The value's own entry, else a method, else undefined. */
    Value read(Value target, String key) {
        if (Fields.isReserved(key)) {
            return Value.UNDEFINED;
        }
        if (target instanceof Callable.Cycler cycler) {
            return switch (key) {
                case "current" -> cycler.current();
                case "next", "reset" -> new Callable.CyclerMethod(cycler, key);
                default -> Value.UNDEFINED;
            };
        }
        var own = own(target, key);
        var hidden = !Value.isUndefined(own) || (target instanceof Fields fields && fields.has(key));
        return hidden || method(target, key) == null ? own : new Callable.Method(target, key);
    }

    static Value own(Value target, String key) {
        return switch (target) {
            case Fields fields -> fields.get(key);
            case Value.Items items -> key.equals("length") ? Value.of(items.size()) : items.at(index(key));
            case Value.Text text -> ofText(text.value(), key);
            case Value.SafeText text -> key.equals("val") ? Value.of(text.value()) : ofText(text.value(), key);
            case Value.Nothing _, Value.Bool _, Value.Num _, Regex _, Callable _ -> Value.UNDEFINED;
        };
    }

    private static Value ofText(String text, String key) {
        if (key.equals("length")) {
            return Value.of(text.length());
        }
        var index = index(key);
        return index >= 0 && index < text.length() ? Value.of(text.substring(index, index + 1)) : Value.UNDEFINED;
    }

    /** The index that a key spells in the usual way, else -1. */
    static int index(String key) {
        if (key.isEmpty() || key.length() > 9 || (key.charAt(0) == '0' && key.length() > 1)) {
            return -1;
        }
        return key.chars().allMatch(character -> character >= '0' && character <= '9') ? Integer.parseInt(key) : -1;
    }

    /** The method of this name on this kind of value, null where there is none. */
    Operation.@Nullable Bounded method(Value receiver, String name) {
        var cookiecutter = dialect == Dialect.COOKIECUTTER;
        return switch (receiver) {
            case Value.Text _, Value.SafeText _ -> TextMethods.ALL.get(name);
            case Value.Num _ -> NumberMethods.ALL.get(name);
            case Value.Items _ -> {
                var python = cookiecutter ? PythonMethods.OF_LISTS.get(name) : null;
                yield python == null ? ArrayMethods.ALL.get(name) : python;
            }
            case Fields _ -> cookiecutter ? PythonMethods.OF_DICTIONARIES.get(name) : null;
            case Regex _ -> TextMethods.OF_REGEX.get(name);
            case Value.Nothing _, Value.Bool _, Callable _ -> null;
        };
    }

    static Map<String, Value> entriesOf(Value value) {
        return value instanceof Fields fields ? fields.entries() : Map.of();
    }
}
