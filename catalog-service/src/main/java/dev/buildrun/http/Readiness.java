package dev.buildrun.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Whether the service has loaded what it needs to answer, and the health routes that say so. */
public final class Readiness {
    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

    private enum State {
        STARTING("Backend has not started yet", "Service has not started up yet"),
        READY("", ""),
        STOPPING("Backend is shutting down", "Service is shutting down");

        private final String healthMessage;
        private final String gateMessage;

        State(String healthMessage, String gateMessage) {
            this.healthMessage = healthMessage;
            this.gateMessage = gateMessage;
        }
    }

    public void ready() {
        state.compareAndSet(State.STARTING, State.READY);
    }

    public void stopping() {
        state.set(State.STOPPING);
    }

    /** Throws while requests to a gated mount can't be answered. */
    void check() {
        var now = state.get();
        if (now != State.READY) {
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, now.gateMessage);
        }
    }

    /** {@code /.backstage/health/v1}: liveness is 200 as long as the process answers. */
    Mount mount() {
        return new Mount(
                "/.backstage/health/v1",
                "root",
                false,
                List.of(
                        Route.fromMemory("GET", "/readiness", _ -> readiness()).open(),
                        Route.fromMemory("GET", "/liveness", _ -> ok()).open()));
    }

    private Response readiness() {
        var now = state.get();
        return now == State.READY
                ? ok()
                : Response.json(
                        503, Json.object().put("message", now.healthMessage).put("status", "error"));
    }

    private static Response ok() {
        return Response.json(Json.object().put("status", "ok"));
    }
}
