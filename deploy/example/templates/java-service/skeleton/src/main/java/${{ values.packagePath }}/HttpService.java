package ${{ values.javaPackage }};

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frame around the service's own routes: health, metrics, request log, error bodies and a shutdown that lets callers
 * finish. Handlers run on Vert.x's event loop and must not block; use {@code vertx.executeBlocking} for what does.
 */
public final class HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

    // By route, "/greetings/:name", and not by path: paths are without end, and each would be a time series of its own.
    private static final MicrometerMetricsOptions METRICS =
            new MicrometerMetricsOptions().setEnabled(true).addLabels(Label.HTTP_ROUTE);

    private final Settings settings;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Vertx vertx;
    private final HttpServer server;

    private HttpService(Settings settings, Consumer<Router> routes) {
        this.settings = settings;
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(METRICS))
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .build();
        server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60))
                .requestHandler(router(routes));
    }

    /**
     * Starts listening and returns once the service can be called.
     *
     * @param routes adds the service's own routes
     */
    public static HttpService start(Settings settings, Consumer<Router> routes) {
        var service = new HttpService(settings, routes);
        service.server.listen(settings.port()).await();
        LOG.atInfo().addKeyValue("port", service.port()).log("Listening");
        return service;
    }

    /** The port that callers can use, also where the settings asked for any. */
    public int port() {
        return server.actualPort();
    }

    /** Tells the platform to send no more requests; those that still come are answered. */
    public void drain() {
        ready.set(false);
    }

    /** Drains, lets requests finish that have begun, and frees everything. A second call does nothing. */
    public void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        LOG.info("Stopping");
        drain();
        try {
            Thread.sleep(settings.drain());
            server.shutdown(settings.grace().toSeconds(), SECONDS).await();
            vertx.close().await();
            LOG.info("Stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            metrics.close();
        }
    }

    private Router router(Consumer<Router> routes) {
        var router = Router.router(vertx);
        router.route().handler(new RequestLog()).failureHandler(HttpService::sendFailure);
        router.get("/health/live").handler(context -> sendStatus(context, 200, "alive"));
        router.get("/health/ready").handler(this::sendReadiness);
        router.get("/metrics").handler(this::sendMetrics);
        routes.accept(router);
        // What the router refuses by itself: a path that cannot be read, is unknown, or knows other methods.
        for (var code : List.of(400, 404, 405)) {
            router.errorHandler(code, context -> sendFailure(context, code));
        }
        return router;
    }

    private void sendReadiness(RoutingContext context) {
        // Check here what the service cannot work without, a database for instance; never in /health/live, because a
        // restart of this process would not heal it.
        if (ready.get()) {
            sendStatus(context, 200, "ready");
        } else {
            sendStatus(context, 503, "stopping");
        }
    }

    private void sendMetrics(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(metrics.scrape());
    }

    private static void sendStatus(RoutingContext context, int code, String status) {
        context.response().setStatusCode(code);
        context.json(new JsonObject().put("status", status));
    }

    private static void sendFailure(RoutingContext context) {
        sendFailure(context, context.statusCode() < 400 ? 500 : context.statusCode());
    }

    /** One shape for all errors. What went wrong inside is for the log, not for the caller. */
    private static void sendFailure(RoutingContext context, int code) {
        if (code >= 500) {
            LOG.atError()
                    .addKeyValue("requestId", RequestLog.requestId(context))
                    .setCause(context.failure())
                    .log("Request failed");
        }
        var message = code < 500 && context.failure() != null
                ? context.failure().getMessage()
                : HttpResponseStatus.valueOf(code).reasonPhrase();
        context.response().setStatusCode(code);
        context.json(new JsonObject()
                .put("error", message)
                .put("status", code)
                .put("requestId", RequestLog.requestId(context)));
    }
}
