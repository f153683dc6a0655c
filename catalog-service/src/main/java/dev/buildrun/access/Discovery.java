package dev.buildrun.access;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Plugins of another Backstage backend, behind which or beside which this service stands. Where it has the plugin {@code auth}, the users who
 * signed in there are users here; and its plugins may call here, on their own behalf or on that of a user.
 *
 * @param plugins the base URL of each, by its id; from {@code discovery.endpoints}
 */
public record Discovery(Map<String, URI> plugins) {
    public static final Discovery NONE = new Discovery(Map.of());

    public Discovery {
        plugins = Map.copyOf(plugins);
    }

    Optional<URI> baseUrl(String pluginId) {
        return Optional.ofNullable(plugins.get(pluginId));
    }
}
