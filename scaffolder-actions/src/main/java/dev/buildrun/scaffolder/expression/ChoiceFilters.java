package dev.buildrun.scaffolder.expression;

import java.util.ArrayList;
import java.util.Map;

/** Filters that choose among values, and {@code dump}. */
final class ChoiceFilters {
    static final Map<String, Operation> ALL = Map.of(
            "d", ChoiceFilters::fallback,
            "default", ChoiceFilters::fallback,
            "dump", ChoiceFilters::dump,
            "reject", (input, arguments, js) -> select(input, arguments, false, js),
            "rejectattr", (input, arguments, js) -> selectAttribute(input, arguments, false, js),
            "select", (input, arguments, js) -> select(input, arguments, true, js),
            "selectattr", (input, arguments, js) -> selectAttribute(input, arguments, true, js));

    private ChoiceFilters() {}

    /** The second argument extends what is replaced from undefined to everything false. */
    private static Value fallback(Value input, Arguments arguments, Coercion js) {
        var replaced = Coercion.truthy(arguments.get(1)) ? !Coercion.truthy(input) : Value.isUndefined(input);
        return replaced ? arguments.get(0) : input;
    }

    private static Value dump(Value input, Arguments arguments, Coercion js) {
        return JsonText.stringify(input, JsonText.indentation(arguments.get(0)), js);
    }

    private static Value select(Value input, Arguments arguments, boolean wanted, Coercion js) {
        var test = Value.isUndefined(arguments.get(0)) ? "truthy" : js.text(arguments.get(0));
        Tests.checkKnown(test);
        SequenceFilters.requirePresent(input, wanted ? "select" : "reject");
        var values = SequenceFilters.values(input, js);
        if (values == null) {
            return Value.of(java.util.List.of());
        }
        Tests.checkArity(test, Math.max(0, arguments.count() - 1));
        var result = new ArrayList<Value>();
        for (var value : values) {
            if (Tests.apply(test, value, arguments.get(1), js) == wanted) {
                result.add(value);
            }
        }
        return Value.of(result);
    }

    private static Value selectAttribute(Value input, Arguments arguments, boolean wanted, Coercion js) {
        if (!(input instanceof Value.Items items)) {
            throw new TemplateFailure((wanted ? "selectattr" : "rejectattr") + " requires an array");
        }
        var name = Attribute.name(arguments.get(0), js);
        js.budget().work(items.size());
        return Value.of(items.values().stream()
                .filter(value -> Coercion.truthy(Attribute.read(value, name)) == wanted)
                .toList());
    }
}
