package dev.buildrun.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one mapping from an exception to a Backstage error body. */
final class ErrorResponse {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponse.class);

    /** All that is unavailable here passes soon: a start, a replica that is behind, too many requests at once. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private ErrorResponse() {}

    static Response of(Throwable failure, String method, String url) {
        if (failure instanceof ServiceException exception) {
            return body(exception.kind(), exception.getMessage(), method, url);
        }
        var logId = Long.toHexString(ThreadLocalRandom.current().nextLong());
        LOG.atError().setCause(failure).addKeyValue("logId", logId).log("request failed: {} {}", method, url);
        return body(ErrorKind.INTERNAL, "An internal error occurred logId=" + logId, method, url);
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
