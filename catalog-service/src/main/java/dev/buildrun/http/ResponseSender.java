package dev.buildrun.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Puts a response on the wire. */
final class ResponseSender {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseSender.class);

    private final Map<String, String> securityHeaders;

    ResponseSender(Map<String, String> securityHeaders) {
        this.securityHeaders = securityHeaders;
    }

    /** Sends a complete response; on the event loop. */
    void send(HttpServerRequest http, String requestId, Response.Complete response) {
        var out = http.response();
        if (out.closed() || out.ended()) {
            return;
        }
        var tag = response.entityTag() ? EntityTag.weak(response.body()) : null;
        writeHead(out, requestId, response);
        if (tag != null) {
            out.putHeader("ETag", tag);
            if (isFresh(http, response, tag)) {
                out.setStatusCode(304);
                out.headers().remove("Content-Type");
                out.end();
                return;
            }
        }
        end(http, out, response.body());
    }

    private static boolean isFresh(HttpServerRequest http, Response response, String tag) {
        var ifNoneMatch = http.getHeader("If-None-Match");
        var method = http.method().name();
        return ifNoneMatch != null
                && response.status() == 200
                && (method.equals("GET") || method.equals("HEAD"))
                && !wantsAFreshOne(http)
                && EntityTag.matches(ifNoneMatch, tag);
    }

    private static boolean wantsAFreshOne(HttpServerRequest http) {
        var cacheControl = http.getHeader("Cache-Control");
        return cacheControl != null && cacheControl.toLowerCase(Locale.ROOT).contains("no-cache");
    }

    private static void end(HttpServerRequest http, HttpServerResponse out, List<byte[]> body) {
        if (body.isEmpty()) {
            out.end();
        } else if (http.method().name().equals("HEAD")) {
            vary(out);
            out.putHeader("Content-Length", Long.toString(length(body)));
            out.end();
        } else {
            vary(out);
            out.end(buffer(body));
        }
    }

    /** Beside what the answer varies by already. */
    private static void vary(HttpServerResponse out) {
        var present = out.headers().get("Vary");
        if (present == null) {
            out.putHeader("Vary", "Accept-Encoding");
        } else if (!present.contains("Accept-Encoding")) {
            out.putHeader("Vary", present + ", Accept-Encoding");
        }
    }

    private static long length(List<byte[]> body) {
        return body.stream().mapToLong(piece -> piece.length).sum();
    }

    private static Buffer buffer(List<byte[]> body) {
        if (body.size() == 1) {
            return Buffer.buffer(body.getFirst());
        }
        var buffer = Buffer.buffer(Math.toIntExact(length(body)));
        body.forEach(buffer::appendBytes);
        return buffer;
    }

    private void writeHead(HttpServerResponse out, String requestId, Response response) {
        out.setStatusCode(response.status());
        securityHeaders.forEach(out::putHeader);
        out.putHeader("X-Request-Id", requestId);
        response.headers().forEach(out::putHeader);
    }

    /** Sends a streamed response; on a virtual thread, which blocks while the caller reads slowly. */
    void stream(HttpServerRequest http, Context context, String requestId, Response.Streamed response) {
        var out = http.response();
        var stream = new BlockingResponseStream(context, out, () -> {
            writeHead(out, requestId, response);
            // Compression would hold events back until its buffer is full.
            out.putHeader("Content-Encoding", "identity");
            out.setChunked(true);
        });
        try (var _ = MDC.putCloseable("requestId", requestId);
                stream) {
            if (!http.method().name().equals("HEAD")) {
                response.writer().write(stream);
            }
        } catch (IOException exception) {
            LOG.atDebug().setCause(exception).log("the caller left a streamed response");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException exception) {
            LOG.atError().setCause(exception).log("a streamed response failed");
            stream.abort();
        }
    }
}
