package dev.buildrun.scaffolder.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluated arguments of a call. */
record Arguments(List<Value> positional, Map<String, Value> keywords) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    int count() {
        return positional.size();
    }

    /** The positional argument, undefined where there is none. */
    Value get(int index) {
        return index < positional.size() ? positional.get(index) : Value.UNDEFINED;
    }

    List<Value> from(int index) {
        return index < positional.size() ? positional.subList(index, positional.size()) : List.of();
    }

    /** Without the first one, which a filter takes as its input. */
    Arguments rest() {
        return new Arguments(from(1), keywords);
    }

    /** Matched to parameters as a macro's: missing ones are taken by name, too many fill the optional ones in order. */
    Arguments matched(List<String> required, List<String> optional) {
        var values = new ArrayList<>(positional.subList(0, Math.min(positional.size(), required.size())));
        var named = new LinkedHashMap<>(keywords);
        for (var index = values.size(); index < required.size(); index++) {
            var value = named.remove(required.get(index));
            values.add(value == null ? Value.UNDEFINED : value);
        }
        for (var index = required.size(); index < positional.size(); index++) {
            var surplus = index - required.size();
            if (surplus < optional.size()) {
                named.put(optional.get(surplus), positional.get(index));
            }
        }
        return new Arguments(values, named);
    }

    /** For filters that know no names: these come as one more positional argument, a record. */
    Arguments lowered() {
        if (keywords.isEmpty()) {
            return this;
        }
        var entries = new LinkedHashMap<>(keywords);
        entries.put("__keywords", Value.of(true));
        var values = new ArrayList<>(positional);
        values.add(new Fields(entries));
        return new Arguments(values, Map.of());
    }

    void refuseCallables() {
        positional.forEach(Arguments::refuseCallable);
        keywords.values().forEach(Arguments::refuseCallable);
    }

    private static void refuseCallable(Value value) {
        if (value instanceof Callable) {
            throw new TemplateFailure("Callable values cannot be coerced");
        }
    }
}
