package dev.buildrun.config;

import dev.buildrun.catalog.intake.OrphanStrategy;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.catalog.process.ProcessorsConfig;
import dev.buildrun.catalog.provide.ProvidersConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code catalog} section says of what runs: processors, providers, orphans, and how often something is read again.
 *
 * @param orphans what becomes of entities that nothing declares any more; {@code catalog.orphanStrategy}
 * @param processingInterval after which something outside is looked at again; null where nothing is to be processed at all,
 *     {@code catalog.processingInterval: false}
 * @param remarks on keys that are there and do nothing here, to be shown at start; each begins with its path
 */
public record CatalogSection(
        ProcessorsConfig processors,
        ProvidersConfig providers,
        OrphanStrategy orphans,
        @Nullable Duration processingInterval,
        List<String> remarks) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    /** What Backstage calls the provider of registered locations. */
    private static final String REGISTERED_LOCATIONS = "DefaultLocationStore";

    public CatalogSection {
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    static CatalogSection of(Config catalog) {
        CatalogKeys.refuse(catalog);
        return new CatalogSection(
                processors(catalog),
                new ProvidersConfig(disabledProviders(catalog), orphanStrategy(catalog, "orphanProviderStrategy")),
                orphanStrategy(catalog, "orphanStrategy"),
                processingInterval(catalog),
                CatalogKeys.remarks(catalog));
    }

    private static ProcessorsConfig processors(Config catalog) {
        var options = new HashMap<String, ProcessorsConfig.Option>();
        children(catalog.at("processorOptions")).forEach((name, option) -> {
            var priority = option.at("priority").isPresent() ? option.integer("priority", 0) : null;
            options.put(name, new ProcessorsConfig.Option(option.bool("disabled", false), priority));
        });
        return new ProcessorsConfig(catalog.bool("disableDefaultProcessors", false), options);
    }

    private static Set<String> disabledProviders(Config catalog) {
        var disabled = new HashSet<String>();
        children(catalog.at("providerOptions")).forEach((name, option) -> {
            if (option.bool("disabled", false)) {
                if (name.equals(REGISTERED_LOCATIONS) || name.equals(Locations.SOURCE_KEY)) {
                    throw new IllegalArgumentException(option.path()
                            + ".disabled: expected false, since registered locations are part of the catalog here."
                            + " With catalog.readonly: true nobody can register any");
                }
                disabled.add(name);
            }
        });
        return disabled;
    }

    /** A name may have dots in it, which are no steps of a path. */
    private static Map<String, Config> children(Config map) {
        var children = new HashMap<String, Config>();
        map.keys().forEach(name -> children.put(name, map.child(name)));
        return children;
    }

    private static OrphanStrategy orphanStrategy(Config catalog, String key) {
        var value = catalog.optionalString(key).orElse("delete");
        return switch (value) {
            case "delete" -> OrphanStrategy.DELETE;
            case "keep" -> OrphanStrategy.KEEP;
            default ->
                throw new IllegalArgumentException(
                        catalog.at(key).path() + ": expected delete or keep, found " + value);
        };
    }

    private static @Nullable Duration processingInterval(Config catalog) {
        var value = catalog.at("processingInterval").json();
        if (value.isBoolean() && !value.booleanValue()) {
            return null;
        }
        var interval = catalog.duration("processingInterval", ProcessingLoopConfig.DEFAULT_INTERVAL);
        return interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval;
    }
}
