package ${{ values.javaPackage }};

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each request an id that travels with it, and writes one line when it is answered. */
final class RequestLog implements Handler<RoutingContext> {
    static final String HEADER = "X-Request-Id";

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    // What callers send ends up in logs, so it has to be short and plain.
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    @Override
    public void handle(RoutingContext context) {
        var sent = context.request().getHeader(HEADER);
        var id = sent != null && ACCEPTED.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
        context.put(HEADER, id).response().putHeader(HEADER, id);
        var start = System.nanoTime();
        context.addEndHandler(done -> log(context, id, (System.nanoTime() - start) / 1_000_000));
        context.next();
    }

    static String requestId(RoutingContext context) {
        return context.get(HEADER);
    }

    private static void log(RoutingContext context, String id, long milliseconds) {
        var path = context.request().path();
        // Probes and scrapes come every few seconds and would drown everything else.
        var level = path.startsWith("/health/") || path.equals("/metrics") ? LOG.atDebug() : LOG.atInfo();
        level.addKeyValue("requestId", id)
                .addKeyValue("method", context.request().method().name())
                .addKeyValue("path", path)
                .addKeyValue("status", context.response().getStatusCode())
                .addKeyValue("milliseconds", milliseconds)
                .log("Request answered");
    }
}
