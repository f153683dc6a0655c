package dev.buildrun.portal;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * What the portal is made of.
 *
 * @param directory the {@code dist} of a Backstage app, from {@code buildrun.portal.directory}; need not exist (yet)
 * @param configuration the whole {@code app-config}; only what the bundle's schema marks as visible to the frontend leaves the service
 */
public record PortalConfig(Path directory, JsonNode configuration) {
    public PortalConfig {
        if (!configuration.isObject()) {
            throw new IllegalArgumentException("Expected the whole configuration as a map, found " + configuration);
        }
        directory = directory.toAbsolutePath().normalize();
    }
}
