package dev.buildrun.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of all event loops, and closes those on which no request is being answered for too long. */
final class OpenConnections {
    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);

    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final HttpConfig.Connections config;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<HttpConnection, Open> open = new ConcurrentHashMap<>();

    OpenConnections(Vertx vertx, HttpConfig.Connections config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** A connection has been made; on its event loop, as everything that concerns it. */
    void opened(HttpConnection connection) {
        if (count.incrementAndGet() > config.max()) {
            count.decrementAndGet();
            LOG.atWarn().addKeyValue("max", config.max()).log("a connection too many is closed");
            cut(connection);
            return;
        }
        var state = new Open(connection);
        open.put(connection, state);
        connection.closeHandler(_ -> {
            count.decrementAndGet();
            open.remove(connection);
            vertx.cancelTimer(state.timer);
        });
    }

    /**
     * The head of a request is complete. It goes on once the caller has read enough of the answers before it, and until its response has
     * ended the connection does not count as idle.
     */
    void requested(HttpServerRequest request, Runnable goOn) {
        var state = open.get(request.connection());
        if (state == null) {
            return;
        }
        state.response = null;
        state.requests++;
        if (request.response().writeQueueFull()) {
            request.pause();
            request.response().drainHandler(_ -> {
                request.response().drainHandler(null);
                request.resume();
                state.answer(request, goOn);
            });
        } else {
            state.answer(request, goOn);
        }
    }

    /** The rest of a refused body is not read. The caller gets some time to read why, then the connection is closed. */
    void dismiss(HttpServerRequest request) {
        request.pause();
        vertx.setTimer(LINGER.toMillis(), _ -> cut(request.connection()));
    }

    /**
     * Closing as the interface has it waits until the caller has read everything, which such a caller never does. So the channel below is
     * closed, past all that would write to it first.
     */
    private static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channel().unsafe().close(base.channel().newPromise());
        } else {
            connection.close();
        }
    }

    /** Looked at twice in the time that it may be idle; idle both times means that it goes. */
    private final class Open {
        private final HttpConnection connection;
        private final long timer;
        private @Nullable HttpServerResponse response;
        private long requests;
        private long requestsWhenIdle = -1;

        Open(HttpConnection connection) {
            this.connection = connection;
            this.timer = vertx.setPeriodic(Math.max(1, config.idleTimeout().toMillis() / 2), _ -> look());
        }

        private void answer(HttpServerRequest request, Runnable goOn) {
            response = request.response();
            goOn.run();
        }

        private void look() {
            var idle = response == null || response.ended();
            if (idle && requests == requestsWhenIdle) {
                cut(connection);
            }
            requestsWhenIdle = idle ? requests : -1;
        }
    }
}
