package dev.buildrun.catalog.provide;

import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.intake.DesiredEntity;
import java.util.Collection;
import java.util.List;

/** The locations of the operator's config, {@code catalog.locations}. */
public final class ConfigLocationProvider implements EntityProvider {
    private final List<LocationRef> locations;

    /** Takes the locations; targets of type file are absolute. */
    public ConfigLocationProvider(Collection<LocationRef> locations) {
        this.locations = List.copyOf(locations);
    }

    @Override
    public String name() {
        return "ConfigLocationProvider";
    }

    @Override
    public void connect(ProviderConnection connection) {
        connection.apply(new Mutation.Full(locations.stream()
                .map(location -> DesiredEntity.of(EntityNames.generatedLocation(location), location.toString()))
                .toList()));
    }
}
