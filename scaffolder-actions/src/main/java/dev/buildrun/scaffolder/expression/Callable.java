package dev.buildrun.scaffolder.expression;

import java.util.List;

/** Something a template may call. It can be passed around and stored in a variable, but never be printed or compared to text. */
sealed interface Callable extends Value
        permits Callable.Macro,
                Callable.Method,
                Callable.Builtin,
                Callable.Extension,
                Callable.Cycler,
                Callable.CyclerMethod,
                Callable.Joiner {

    /** A macro, or with {@code caller} the body of a call block. */
    record Macro(Node.MacroBody body, Scope scope, boolean caller) implements Callable {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    record Method(Value receiver, String name) implements Callable {}

    /** One of {@code range}, {@code cycler}, {@code joiner}. */
    record Builtin(String name) implements Callable {}

    record Extension(String name, TemplateFunction function) implements Callable {}

    /** Goes round its values. */
    final class Cycler implements Callable {
        private final List<Value> values;
        private int index = -1;

        Cycler(List<Value> values) {
            this.values = List.copyOf(values);
        }

        Value current() {
            return index < 0 || values.isEmpty() ? (index < 0 ? NULL : UNDEFINED) : values.get(index);
        }

        Value next() {
            index = values.isEmpty() ? 0 : (index + 1) % values.size();
            return current();
        }

        void reset() {
            index = -1;
        }
    }

    record CyclerMethod(Cycler cycler, String name) implements Callable {}

    /** Gives nothing the first time it is called, then its separator. */
    final class Joiner implements Callable {
        private final Value separator;
        private boolean used;

        Joiner(Value separator) {
            this.separator = separator;
        }

        Value next() {
            var result = used ? separator : EMPTY;
            used = true;
            return result;
        }
    }
}
