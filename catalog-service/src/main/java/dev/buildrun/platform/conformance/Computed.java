package dev.buildrun.platform.conformance;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All results of one component, and what they were worked out from.
 *
 * @param owner empty where nobody owns it
 * @param contracts versions that it is held against
 * @param inputs full references of the entities that were looked at, whether they are there or not
 * @param links addresses that a result says something of
 * @param nextAt when the results change without anybody doing anything; null for never
 */
public record Computed(
        String component,
        String owner,
        List<String> contracts,
        Set<String> inputs,
        Set<String> links,
        List<Result> results,
        @Nullable Instant nextAt) {
    public Computed {
        contracts = List.copyOf(contracts);
        inputs = Set.copyOf(inputs);
        links = Set.copyOf(links);
        results = List.copyOf(results);
    }
}
