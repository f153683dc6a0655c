package dev.buildrun.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.WebSocketEndpoint.Incoming;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades connections to WebSockets at the paths of mounts that answer there. Browsers cannot send a header along, so the token comes as
 * the sub-protocol; they drop the connection unless it comes back as the one that was chosen.
 */
final class WebSockets {
    /** Netty's word for whichever the client asked for. */
    static final String ANY_SUB_PROTOCOL = "*";

    static final int MAX_FRAME_BYTES = 16_384;
    static final int MAX_MESSAGE_BYTES = 65_536;
    private static final String SUB_PROTOCOL = "Sec-WebSocket-Protocol";
    private static final long PING_MILLIS = 30_000;
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final Authenticator authenticator;
    private final long pingMillis;
    private final Map<String, Mount> mounts = new HashMap<>();

    WebSockets(Vertx vertx, List<Mount> mounts, Authenticator authenticator) {
        this(vertx, mounts, authenticator, PING_MILLIS);
    }

    WebSockets(Vertx vertx, List<Mount> mounts, Authenticator authenticator, long pingMillis) {
        this.vertx = vertx;
        this.authenticator = authenticator;
        this.pingMillis = pingMillis;
        mounts.stream()
                .filter(mount -> mount.webSocket() != null)
                .forEach(mount -> this.mounts.put(mount.path(), mount));
    }

    void shake(ServerWebSocketHandshake handshake) {
        var mount = mounts.get(handshake.path());
        var endpoint = mount == null ? null : mount.webSocket();
        if (mount == null || endpoint == null) {
            handshake.reject(NOT_FOUND);
            return;
        }
        var authorization = authorization(handshake.headers().get(SUB_PROTOCOL));
        if (authenticator.blocks(authorization)) {
            vertx.executeBlocking(() -> authenticator.authenticate(authorization, mount.pluginId()), false)
                    .onSuccess(caller -> shake(handshake, endpoint, () -> caller))
                    .onFailure(failure -> handshake.reject(
                            failure instanceof ServiceException refusal
                                    ? refusal.kind().status()
                                    : ErrorKind.INTERNAL.status()));
        } else {
            shake(handshake, endpoint, () -> authenticator.authenticate(authorization, mount.pluginId()));
        }
    }

    private void shake(ServerWebSocketHandshake handshake, WebSocketEndpoint endpoint, Supplier<Caller> callers) {
        try {
            var caller = callers.get();
            var client = new Client();
            var incoming = endpoint.opened(caller, client);
            handshake
                    .accept()
                    .onSuccess(socket -> serve(socket, client, incoming))
                    .onFailure(_ -> incoming.closed());
        } catch (ServiceException refusal) {
            handshake.reject(refusal.kind().status());
        }
    }

    private static @Nullable String authorization(@Nullable String subProtocols) {
        return subProtocols == null ? null : "Bearer " + subProtocols.split(",", 2)[0].strip();
    }

    private void serve(ServerWebSocket socket, Client client, Incoming incoming) {
        var answers = new AtomicBoolean(true);
        var pings = vertx.setPeriodic(pingMillis, _ -> {
            if (answers.getAndSet(false)) {
                socket.writePing(Buffer.buffer());
            } else {
                socket.close();
            }
        });
        socket.pongHandler(_ -> answers.set(true));
        socket.textMessageHandler(incoming::text);
        socket.exceptionHandler(_ -> socket.close());
        socket.closeHandler(_ -> {
            vertx.cancelTimer(pings);
            incoming.closed();
        });
        client.isAt(socket);
    }

    /** What is sent before the connection stands is for nobody: the client has subscribed to nothing yet. */
    private static final class Client implements WebSocketEndpoint.Outgoing {
        private final AtomicReference<@Nullable ServerWebSocket> socket = new AtomicReference<>();

        void isAt(ServerWebSocket open) {
            socket.set(open);
        }

        @Override
        public void send(String text) {
            var open = socket.get();
            if (open == null || open.isClosed()) {
                return;
            }
            if (open.writeQueueFull()) {
                open.close();
            } else {
                open.writeTextMessage(text);
            }
        }
    }
}
