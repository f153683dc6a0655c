package dev.buildrun.scaffolder.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The built-in filters by name; each family has a file of its own. */
final class Filters {
    private static final Map<String, Operation> ALL = collect(List.of(
            TextFilters.ALL,
            MarkupFilters.ALL,
            NumberFilters.ALL,
            SequenceFilters.ALL,
            OrderFilters.ALL,
            ChoiceFilters.ALL));

    /** These know their parameters by name, as macros do. */
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            "int", List.of("default", "base"),
            "sort", List.of("reverse", "case_sensitive", "attribute"));

    private Filters() {}

    static @Nullable Operation find(String name) {
        return ALL.get(name);
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    /** Brings named arguments into the form that the filter expects. */
    static Arguments lower(String name, Arguments arguments) {
        var parameters = PARAMETERS.get(name);
        return parameters == null ? arguments.lowered() : arguments.matched(parameters, List.of());
    }

    private static Map<String, Operation> collect(List<Map<String, Operation>> families) {
        var all = new HashMap<String, Operation>();
        families.forEach(all::putAll);
        return Map.copyOf(all);
    }
}
