package dev.buildrun.platform.conformance;

import dev.buildrun.platform.conformance.ConformanceStore.KnownComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which results were worked out from what: from a component to its inputs, and back. */
final class Dependents {
    private final Map<String, KnownComponent> components = new HashMap<>();
    private final Map<String, Set<String>> byInput = new HashMap<>();

    void reset(Map<String, KnownComponent> known) {
        components.clear();
        byInput.clear();
        known.forEach(this::put);
    }

    void put(String component, KnownComponent known) {
        remove(component);
        components.put(component, known);
        known.inputs()
                .forEach(input ->
                        byInput.computeIfAbsent(input, _ -> new HashSet<>()).add(component));
    }

    void remove(String component) {
        var known = components.remove(component);
        if (known != null) {
            known.inputs()
                    .forEach(input -> byInput.computeIfPresent(input, (_, users) -> {
                        users.remove(component);
                        return users.isEmpty() ? null : users;
                    }));
        }
    }

    boolean knows(String component) {
        return components.containsKey(component);
    }

    Set<String> components() {
        return Set.copyOf(components.keySet());
    }

    /** Components that were worked out from this. */
    Set<String> of(String input) {
        return Set.copyOf(byInput.getOrDefault(input, Set.of()));
    }
}
