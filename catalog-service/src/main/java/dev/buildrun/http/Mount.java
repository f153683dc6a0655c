package dev.buildrun.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one feature under one path. An error body names the URL relative to the path, as Backstage does for a plugin.
 *
 * @param path begins with a slash and has none at the end; empty for the root
 * @param pluginId what a token may be restricted to
 * @param gated whether the routes wait until the service is ready and are refused while it stops
 * @param freshness how far this replica knows what the routes answer from
 * @param webSocket who talks with clients that ask for a WebSocket at exactly the path; null for nobody
 */
public record Mount(
        String path,
        String pluginId,
        boolean gated,
        List<Route> routes,
        Freshness freshness,
        @Nullable WebSocketEndpoint webSocket) {
    public Mount {
        routes = List.copyOf(routes);
    }

    /** A mount that follows nothing. */
    public Mount(String path, String pluginId, boolean gated, List<Route> routes) {
        this(path, pluginId, gated, routes, Freshness.NONE, null);
    }

    /** The mount of a Backstage plugin: {@code /api/<id>}. */
    public static Mount plugin(String id, List<Route> routes) {
        return new Mount("/api/" + id, id, true, routes);
    }

    /** The same, whose answers say how far this replica has followed, and whose callers may wait for more. */
    public Mount following(Freshness followed) {
        return new Mount(path, pluginId, gated, routes, followed, webSocket);
    }

    /** The same, with somebody who talks with clients over WebSockets. */
    public Mount answering(WebSocketEndpoint endpoint) {
        return new Mount(path, pluginId, gated, routes, freshness, endpoint);
    }
}
