package dev.buildrun.catalog.location;

import java.util.List;

/**
 * What callers may do with locations.
 *
 * @param allowedTypes of locations that callers may register
 * @param readonly whether callers may change nothing; {@code catalog.readonly}
 * @param onConflict where the caller does not say; {@code catalog.defaultLocationConflictStrategy}
 */
public record LocationsConfig(List<String> allowedTypes, boolean readonly, OnConflict onConflict) {
    public static final LocationsConfig DEFAULT = new LocationsConfig(List.of("url"), false, OnConflict.REJECT);

    public LocationsConfig {
        allowedTypes = List.copyOf(allowedTypes);
    }
}
