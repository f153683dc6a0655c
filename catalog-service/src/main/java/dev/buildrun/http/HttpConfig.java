package dev.buildrun.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the service listens, from {@code backend.listen}, {@code backend.cors}, {@code backend.csp} and {@code buildrun.http}.
 *
 * @param port 0 for any free one
 * @param corsOrigins who may call from a browser of another origin; none turns CORS off
 * @param csp directives of the content security policy that differ from the standard ones; an empty list takes a directive out
 * @param maxBlockingRequests blocking requests at once; one more is answered 503
 * @param bodyTimeout within which a request's body must have arrived
 * @param connections how many there may be, and how long one may stay open
 */
public record HttpConfig(
        String host,
        int port,
        List<String> corsOrigins,
        Map<String, List<String>> csp,
        int maxBlockingRequests,
        Duration bodyTimeout,
        Connections connections) {
    public static final int DEFAULT_MAX_BLOCKING_REQUESTS = 1_000;
    public static final Duration DEFAULT_BODY_TIMEOUT = Duration.ofSeconds(60);

    /**
     * What callers may keep open.
     *
     * @param max connections at once; one more is closed at once
     * @param idleTimeout after which a connection is closed on which no request is being answered: whether its caller says nothing, sends
     *     the head of a request without end, or does not read the last answer
     */
    public record Connections(int max, Duration idleTimeout) {
        public static final Connections DEFAULTS = new Connections(10_000, Duration.ofMinutes(2));

        public Connections {
            if (max < 1 || max > 1_000_000) {
                throw new IllegalArgumentException("buildrun.http.maxConnections: expected 1 to 1000000, found " + max);
            }
            if (!idleTimeout.isPositive()) {
                throw new IllegalArgumentException(
                        "buildrun.http.idleTimeout: expected a positive time, found " + idleTimeout);
            }
        }
    }

    /** With the usual connections. */
    public HttpConfig(
            String host,
            int port,
            List<String> corsOrigins,
            Map<String, List<String>> csp,
            int maxBlockingRequests,
            Duration bodyTimeout) {
        this(host, port, corsOrigins, csp, maxBlockingRequests, bodyTimeout, Connections.DEFAULTS);
    }

    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("backend.listen.port: expected 0 to 65535, found " + port);
        }
        if (maxBlockingRequests < 1) {
            throw new IllegalArgumentException(
                    "buildrun.http.maxBlockingRequests: expected at least 1, found " + maxBlockingRequests);
        }
        corsOrigins = List.copyOf(corsOrigins);
        csp = Map.copyOf(csp);
    }

    /** On the loopback interface, everything else as it is by default. */
    public static HttpConfig loopback(int port) {
        return new HttpConfig(
                "127.0.0.1", port, List.of(), Map.of(), DEFAULT_MAX_BLOCKING_REQUESTS, DEFAULT_BODY_TIMEOUT);
    }
}
