package dev.buildrun.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one mapping from an exception to a Backstage error body. */
final class ErrorResponse {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponse.class);

    /** All that is unavailable here passes soon: a start, a replica that is behind, too many requests at once, a database that is away. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private static final int MOST_CAUSES = 20;

    private static final String WITHOUT_DATABASE =
            "The database gives no connection, since it is away or too busy. Try again.";

    private ErrorResponse() {}

    static Response of(Throwable failure, String method, String url) {
        if (failure instanceof ServiceException exception) {
            return body(exception.kind(), exception.getMessage(), method, url);
        }
        var unconnected = unconnected(failure);
        if (unconnected.isPresent()) {
            LOG.warn("no connection to the database for {} {}: {}", method, url, unconnected.get());
            return body(ErrorKind.SERVICE_UNAVAILABLE, WITHOUT_DATABASE, method, url);
        }
        var logId = Long.toHexString(ThreadLocalRandom.current().nextLong());
        LOG.atError().setCause(failure).addKeyValue("logId", logId).log("request failed: {} {}", method, url);
        return body(ErrorKind.INTERNAL, "An internal error occurred logId=" + logId, method, url);
    }

    /** What the pool throws when it has waited for a connection in vain; nobody else throws this. A transaction before may have been done. */
    private static Optional<Throwable> unconnected(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(SQLTransientConnectionException.class::isInstance)
                .findFirst();
    }

    private static Response body(ErrorKind kind, String message, String method, String url) {
        var body = Json.object();
        body.putObject("error").put("name", kind.wireName()).put("message", message);
        body.putObject("request").put("method", method).put("url", url);
        body.putObject("response").put("statusCode", kind.status());
        return switch (kind) {
            case NOT_MODIFIED -> Response.empty(kind.status());
            case SERVICE_UNAVAILABLE -> Response.json(kind.status(), body).with("Retry-After", RETRY_AFTER_SECONDS);
            case INPUT, AUTHENTICATION, NOT_ALLOWED, NOT_FOUND, CONFLICT, GONE, INTERNAL, NOT_IMPLEMENTED ->
                Response.json(kind.status(), body);
        };
    }
}
