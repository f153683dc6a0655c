package dev.buildrun.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;

/**
 * Lets the pages of some other origins call from a browser. A request from anywhere else, or from no page, is served without a word about
 * origins, as in Backstage: it is the browser that keeps the answer from the page.
 */
final class Cors {
    private static final String METHODS = "GET,HEAD,PATCH,POST,PUT,DELETE";

    private final List<String> origins;
    private final Map<String, String> securityHeaders;

    Cors(HttpConfig config) {
        this.origins = config.corsOrigins();
        this.securityHeaders = SecurityHeaders.of(config.csp());
    }

    /** Adds what a browser wants to know to the response; true where that was all that was asked, and it is answered. */
    boolean answers(HttpServerRequest request) {
        var origin = request.getHeader("Origin");
        if (origin == null || !origins.contains(origin)) {
            return false;
        }
        var response = request.response();
        response.putHeader("Access-Control-Allow-Origin", origin);
        response.putHeader("Access-Control-Allow-Credentials", "true");
        response.putHeader("Vary", "Origin");
        if (!request.method().equals(HttpMethod.OPTIONS)) {
            return false;
        }
        securityHeaders.forEach(response::putHeader);
        response.putHeader("Vary", "Origin, Access-Control-Request-Headers");
        response.putHeader("Access-Control-Allow-Methods", METHODS);
        var headers = request.getHeader("Access-Control-Request-Headers");
        if (headers != null) {
            response.putHeader("Access-Control-Allow-Headers", headers);
        }
        response.setStatusCode(204).end();
        return true;
    }
}
