package dev.buildrun.http;

import dev.buildrun.access.Authenticator;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Listens, and hands each request to its route: on the event loop where memory answers, on a virtual thread where something blocks. One
 * event loop per core, all on one port.
 */
public final class HttpEdge implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 32_768;
    private static final int MAX_INITIAL_LINE_BYTES = 65_536;
    private static final int COMPRESS_FROM_BYTES = 1_024;
    private static final int FAST_COMPRESSION = 1;
    private static final int ANY_SHARED_PORT = -1;
    private static final long STOP_SECONDS = 20;

    private final Vertx vertx;
    private final int port;

    private HttpEdge(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    /**
     * Starts to listen and returns when the port is open.
     *
     * @throws IllegalStateException when the port can't be opened; the message says which and why
     */
    public static HttpEdge start(
            HttpConfig config, List<Mount> mounts, Authenticator authenticator, Readiness readiness) {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var all = new ArrayList<>(mounts);
        all.add(readiness.mount());
        var connections = new OpenConnections(vertx, config.connections());
        var webSockets = new WebSockets(vertx, all, authenticator);
        var exchanges = new Exchanges(vertx, config, connections, all, authenticator, readiness);
        try {
            // To Vert.x, a negative port is any free one that all event loops share; with 0 each would get its own.
            var port = config.port() == 0 ? ANY_SHARED_PORT : config.port();
            var open = 0;
            for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                open = await(listen(vertx, new ListeningVerticle(config, port, exchanges, connections, webSockets)));
            }
            return new HttpEdge(vertx, open);
        } catch (Exception exception) {
            vertx.close();
            throw new IllegalStateException(
                    "Can't listen on " + config.host() + ":" + config.port() + ": " + exception.getMessage(),
                    exception);
        }
    }

    private static Future<Integer> listen(Vertx vertx, ListeningVerticle verticle) {
        var options = new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP);
        return vertx.deployVerticle(verticle, options).map(_ -> verticle.port());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** What every listening server of ours is set to; a yardstick for measurements has to be set the same. */
    static HttpServerOptions serverOptions(HttpConfig config, int port) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(port)
                // Backstage speaks HTTP/1.1 only; with HTTP/2 one connection could hold any number of requests.
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_INITIAL_LINE_BYTES)
                .setHandle100ContinueAutomatically(true)
                .setCompressionSupported(true)
                .setCompressionContentSizeThreshold(COMPRESS_FROM_BYTES)
                .setCompressionLevel(FAST_COMPRESSION)
                .setWebSocketSubProtocols(List.of(WebSockets.ANY_SUB_PROTOCOL))
                .setMaxWebSocketFrameSize(WebSockets.MAX_FRAME_BYTES)
                .setMaxWebSocketMessageSize(WebSockets.MAX_MESSAGE_BYTES)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setTcpNoDelay(true);
    }

    /** The port that is open, also where any free one was asked for. */
    public int port() {
        return port;
    }

    /** Stops to listen and drops what is still open. */
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException exception) {
            throw new IllegalStateException("The HTTP server did not stop", exception);
        }
    }

    /** One event loop's share of the port. */
    private static final class ListeningVerticle extends VerticleBase {
        private final HttpConfig config;
        private final int port;
        private final Exchanges exchanges;
        private final OpenConnections connections;
        private final WebSockets webSockets;
        private volatile int openPort;

        ListeningVerticle(
                HttpConfig config, int port, Exchanges exchanges, OpenConnections connections, WebSockets webSockets) {
            this.config = config;
            this.port = port;
            this.exchanges = exchanges;
            this.connections = connections;
            this.webSockets = webSockets;
        }

        int port() {
            return openPort;
        }

        @Override
        public Future<HttpServer> start() {
            var router = router();
            return vertx.createHttpServer(serverOptions(config, port))
                    .connectionHandler(connections::opened)
                    .webSocketHandshakeHandler(webSockets::shake)
                    .requestHandler(request -> connections.requested(request, () -> router.handle(request)))
                    .listen()
                    .onSuccess(server -> openPort = server.actualPort());
        }

        private Router router() {
            var cors = new Cors(config);
            var router = Router.router(vertx);
            router.route().handler(routing -> {
                if (!cors.answers(routing.request())) {
                    exchanges.handle(routing.request());
                }
            });
            return router;
        }
    }
}
