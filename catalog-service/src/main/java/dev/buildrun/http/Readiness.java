package dev.buildrun.http;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Whether the service has loaded what it needs to answer, and the health routes that say so. */
public final class Readiness {
    /** How long a request waits for a service that starts, unless {@code backend.lifecycle.startupRequestPauseTimeout} says so. */
    public static final Duration DEFAULT_STARTUP_PAUSE = Duration.ofSeconds(5);

    private final Duration startupPause;
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

    public Readiness() {
        this(DEFAULT_STARTUP_PAUSE);
    }

    /** @param startupPause how long a request waits for the service to be ready before it is refused */
    public Readiness(Duration startupPause) {
        this.startupPause = startupPause;
    }

    Duration startupPause() {
        return startupPause;
    }

    public void ready() {
        state.compareAndSet(State.STARTING, State.READY);
    }

    public void stopping() {
        state.set(State.STOPPING);
    }

    /** Whether a request that waits longer may yet be answered. */
    boolean isStarting() {
        return state.get() == State.STARTING;
    }

    /** Why requests to a gated mount are refused, if they are. */
    Optional<ServiceException> refusal() {
        var now = state.get();
        return now == State.READY
                ? Optional.empty()
                : Optional.of(ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, now.gateMessage));
    }

    /** {@code /.backstage/health/v1}: liveness is 200 as long as the process answers. */
    Mount mount() {
        return new Mount(
                "/.backstage/health/v1",
                "root",
                false,
                List.of(
                        Route.fromMemory("GET", "/readiness", _ -> readiness()).tokenless(),
                        Route.fromMemory("GET", "/liveness", _ -> ok()).tokenless()));
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
