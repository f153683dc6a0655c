package dev.buildrun.http;

import java.util.List;

/**
 * The routes of one feature under one path. An error body names the URL relative to the path, as Backstage does for a plugin.
 *
 * @param path begins with a slash and has none at the end; empty for the root
 * @param pluginId what a token may be restricted to
 * @param gated whether the routes wait until the service is ready and are refused while it stops
 */
public record Mount(String path, String pluginId, boolean gated, List<Route> routes) {
    public Mount {
        routes = List.copyOf(routes);
    }

    /** The mount of a Backstage plugin: {@code /api/<id>}. */
    public static Mount plugin(String id, List<Route> routes) {
        return new Mount("/api/" + id, id, true, routes);
    }
}
