package dev.buildrun.http;

import dev.buildrun.error.ServiceException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Lets requests through while the service is ready. One that comes while it starts waits for a while, so that a portal that is opened at once
 * sees a slow page instead of an error.
 */
final class StartGate {
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Vertx vertx;
    private final Readiness readiness;

    StartGate(Vertx vertx, Readiness readiness) {
        this.vertx = vertx;
        this.readiness = readiness;
    }

    /**
     * Calls one of the two, on the event loop of the request; at once, unless the service is starting. Then the request is paused, and who
     * is called resumes it.
     */
    void pass(HttpServerRequest http, Runnable then, Consumer<ServiceException> refused) {
        if (readiness.isStarting()) {
            // Nobody reads the body yet, and what arrives must not get lost.
            http.pause();
            var end = System.nanoTime() + readiness.startupPause().toNanos();
            look(end, () -> answer(then, refused));
        } else {
            answer(then, refused);
        }
    }

    private void look(long end, Runnable over) {
        if (readiness.isStarting() && System.nanoTime() < end) {
            vertx.setTimer(LOOK_AGAIN_MILLIS, _ -> look(end, over));
        } else {
            over.run();
        }
    }

    private void answer(Runnable then, Consumer<ServiceException> refused) {
        readiness.refusal().ifPresentOrElse(refused, then);
    }
}
