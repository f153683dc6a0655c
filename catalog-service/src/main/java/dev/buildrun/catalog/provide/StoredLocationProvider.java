package dev.buildrun.catalog.provide;

import dev.buildrun.catalog.location.Locations;

/**
 * The locations that somebody registered. Registering one declares its entity in the same transaction, so all that is left to do
 * at start is to bring the two in line, should somebody have changed the table by hand.
 */
public final class StoredLocationProvider implements EntityProvider {
    private final Locations locations;

    public StoredLocationProvider(Locations locations) {
        this.locations = locations;
    }

    @Override
    public String name() {
        return Locations.SOURCE_KEY;
    }

    @Override
    public void connect(ProviderConnection connection) {
        locations.declareAll();
    }
}
