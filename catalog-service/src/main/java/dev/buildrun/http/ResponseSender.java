package dev.buildrun.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
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

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    private static final CharSequence VARY = HttpHeaders.createOptimized("Vary");
    private static final CharSequence ACCEPT_ENCODING = HttpHeaders.createOptimized("Accept-Encoding");

    private final List<Header> securityHeaders;

    /** A header of every response, as the bytes that are sent. */
    private record Header(CharSequence name, CharSequence value) {}

    ResponseSender(Map<String, String> securityHeaders) {
        this.securityHeaders = securityHeaders.entrySet().stream()
                .map(header -> new Header(
                        HttpHeaders.createOptimized(header.getKey()), HttpHeaders.createOptimized(header.getValue())))
                .toList();
    }

    /** Sends a complete response; on the event loop. */
    void send(HttpServerRequest http, String requestId, Response.Complete response) {
        var out = http.response();
        if (out.closed() || out.ended()) {
            return;
        }
        writeHead(out, requestId, response);
        if (response.entityTag()) {
            var tag = tag(response);
            out.putHeader(EntityTag.HEADER, tag);
            if (isFresh(http, response, tag)) {
                out.setStatusCode(304);
                out.headers().remove("Content-Type");
                out.end();
                return;
            }
        }
        end(http, out, response.body());
    }

    private static String tag(Response.Complete response) {
        var known = response.headers().get(EntityTag.HEADER);
        return known == null ? EntityTag.weak(response.body()) : known;
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
            // The pieces are not copied: nobody changes them, and they are garbage for the collector to free, not for
            // Netty.
            out.end(BufferInternal.buffer(Unpooled.wrappedBuffer(body.toArray(byte[][]::new))));
        }
    }

    /** Beside what the answer varies by already. */
    private static void vary(HttpServerResponse out) {
        var present = out.headers().get(VARY);
        if (present == null) {
            out.putHeader(VARY, ACCEPT_ENCODING);
        } else if (!present.contains(ACCEPT_ENCODING)) {
            out.putHeader(VARY, present + ", " + ACCEPT_ENCODING);
        }
    }

    private static long length(List<byte[]> body) {
        return body.stream().mapToLong(piece -> piece.length).sum();
    }

    private void writeHead(HttpServerResponse out, String requestId, Response response) {
        out.setStatusCode(response.status());
        for (var header : securityHeaders) {
            out.putHeader(header.name(), header.value());
        }
        out.putHeader(REQUEST_ID, requestId);
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
