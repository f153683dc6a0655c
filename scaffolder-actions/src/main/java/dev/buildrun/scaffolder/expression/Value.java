package dev.buildrun.scaffolder.expression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * A value of the language. Numbers are doubles and texts are UTF-16, as in JavaScript, whose rules the language follows.
 * Arrays, records and regular expressions are compared by identity, everything else by content.
 */
sealed interface Value
        permits Value.Nothing, Value.Bool, Value.Num, Value.Text, Value.SafeText, Value.Items, Fields, Regex, Callable {
    Nothing UNDEFINED = Nothing.UNDEFINED;
    Nothing NULL = Nothing.NULL;
    Value EMPTY = new Text("");

    enum Nothing implements Value {
        UNDEFINED,
        NULL
    }

    enum Bool implements Value {
        TRUE,
        FALSE
    }

    record Num(double value) implements Value {}

    record Text(String value) implements Value {}

    /** A text marked as not to be escaped, as macros and {@code safe} give it. An object, so it is true even when empty. */
    final class SafeText implements Value {
        private final String value;

        SafeText(String value) {
            this.value = value;
        }

        String value() {
            return value;
        }
    }

    /** An array. What comes from JSON is converted when it is first looked into. */
    final class Items implements Value {
        /** More entries than this in one array or record are refused. */
        static final int MAX_ENTRIES = 100_000;

        private @Nullable ArrayNode source;
        private List<Value> values;

        Items(List<Value> values) {
            this.values = new ArrayList<>(values);
            checkSize(values.size());
        }

        Items(ArrayNode source) {
            this.source = source;
            this.values = new ArrayList<>();
            checkSize(source.size());
        }

        /** The entries themselves: read only for everybody but {@link #replace}. */
        List<Value> values() {
            var json = source;
            if (json != null) {
                source = null;
                json.forEach(item -> values.add(JsonBridge.toValue(item)));
            }
            return values;
        }

        int size() {
            return values().size();
        }

        /** The entry at an index, undefined outside the array. */
        Value at(int index) {
            return index >= 0 && index < size() ? values.get(index) : UNDEFINED;
        }

        void replace(List<Value> entries, Budget budget) {
            checkSize(entries.size());
            requireNoneHolds(entries, budget);
            source = null;
            values = new ArrayList<>(entries);
        }

        /**
         * None of the new entries may hold this array, however deep down. What has not been looked into is as it came, and holds nothing that
         * was made here.
         */
        private void requireNoneHolds(List<Value> entries, Budget budget) {
            Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            seen.addAll(values);
            var open = new ArrayDeque<>(entries);
            while (!open.isEmpty()) {
                var value = open.pop();
                if (value == this) {
                    throw new TemplateFailure("Cyclic template values are not supported");
                }
                var inside = inside(value);
                if (!inside.isEmpty() && seen.add(value)) {
                    budget.work(inside.size());
                    open.addAll(inside);
                }
            }
        }

        private static Collection<Value> inside(Value value) {
            return switch (value) {
                case Items items -> items.source == null ? items.values : List.of();
                case Fields fields -> fields.converted();
                case Nothing _, Bool _, Num _, Text _, SafeText _, Regex _, Callable _ -> List.of();
            };
        }

        private static void checkSize(int size) {
            if (size > MAX_ENTRIES) {
                throw new TemplateFailure("An array or record may hold " + MAX_ENTRIES + " entries, found " + size);
            }
        }
    }

    static Value of(boolean value) {
        return value ? Bool.TRUE : Bool.FALSE;
    }

    static Value of(double value) {
        return new Num(value);
    }

    static Value of(String value) {
        return new Text(value);
    }

    static Value of(List<Value> values) {
        return new Items(values);
    }

    /** An array of texts. */
    static Value ofTexts(List<String> texts) {
        return new Items(texts.stream().map(Value::of).toList());
    }

    static boolean isUndefined(Value value) {
        return value.equals(UNDEFINED);
    }

    /** The characters of a text or safe text, null for any other value. */
    static @Nullable String textOf(Value value) {
        return switch (value) {
            case Text text -> text.value();
            case SafeText text -> text.value();
            case Nothing _, Bool _, Num _, Items _, Fields _, Regex _, Callable _ -> null;
        };
    }

    /** How an error message names the value's type. */
    static String kindOf(Value value) {
        return switch (value) {
            case Nothing nothing -> nothing == Nothing.NULL ? "null" : "undefined";
            case Bool _ -> "boolean";
            case Num _ -> "number";
            case Text _ -> "string";
            case SafeText _ -> "safe string";
            case Items _ -> "array";
            case Fields _ -> "record";
            case Regex _ -> "regular expression";
            case Callable _ -> "callable";
        };
    }
}
