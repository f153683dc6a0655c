package dev.buildrun.catalog.provide;

import dev.buildrun.catalog.intake.OrphanStrategy;
import java.util.List;
import java.util.Set;

/**
 * Which providers run.
 *
 * @param disabled the names of those that do not, as if they were not there; {@code catalog.providerOptions}
 * @param gone what becomes of what providers have declared that are not there any more; {@code catalog.orphanProviderStrategy}
 */
public record ProvidersConfig(Set<String> disabled, OrphanStrategy gone) {
    public static final ProvidersConfig DEFAULT = new ProvidersConfig(Set.of(), OrphanStrategy.DELETE);

    public ProvidersConfig {
        disabled = Set.copyOf(disabled);
    }

    /** Those that run. */
    public List<EntityProvider> select(List<EntityProvider> providers) {
        return providers.stream()
                .filter(provider -> !disabled.contains(provider.name()))
                .toList();
    }
}
