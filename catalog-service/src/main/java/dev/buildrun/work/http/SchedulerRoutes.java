package dev.buildrun.work.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.work.ClaimLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a plugin does in the background, in Backstage's words. Each replica runs loops of its own, so every task is {@code local}: what is
 * shown, triggered and cancelled is that of the replica that answers.
 */
public final class SchedulerRoutes {
    private static final String PATH = "/.backstage/scheduler/v1/tasks";

    private final List<ClaimLoop> loops;
    private final Clock clock;

    public SchedulerRoutes(List<ClaimLoop> loops, Clock clock) {
        this.loops = List.copyOf(loops);
        this.clock = clock;
    }

    /** The routes as a mount beside the plugin's own. */
    public Mount mount(String pluginId) {
        return Mount.plugin(
                pluginId,
                List.of(
                        Route.fromMemory("GET", PATH, _ -> list(pluginId)),
                        Route.fromMemory("POST", PATH + "/:id/trigger", this::trigger),
                        Route.fromMemory("POST", PATH + "/:id/cancel", this::cancel)));
    }

    private Response list(String pluginId) {
        var answer = Json.object();
        var tasks = answer.putArray("tasks");
        loops.forEach(loop -> tasks.add(task(loop, pluginId)));
        return Response.json(answer);
    }

    private ObjectNode task(ClaimLoop loop, String pluginId) {
        var task = Json.object()
                .put("taskId", loop.name())
                .put("pluginId", pluginId)
                .put("scope", "local");
        task.putObject("settings")
                .put("version", 2)
                .put("cadence", loop.pace().idle().toString());
        var status = loop.status();
        var state = task.putObject("taskState").put("status", status.running() ? "running" : "idle");
        if (status.running()) {
            state.put("startedAt", ago(status.since()));
        } else {
            state.put("startsAt", ago(status.untilNext().negated()));
        }
        if (status.sinceLastEnd() != null) {
            state.put("lastRunEndedAt", ago(status.sinceLastEnd()));
        }
        if (status.lastError() != null) {
            state.put("lastRunError", Json.write(Json.object().put("message", status.lastError())));
        }
        task.putObject("workerState").put("status", status.running() ? "running" : "idle");
        return task;
    }

    private String ago(Duration duration) {
        return clock.instant().minus(duration).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private Response trigger(Request request) {
        var loop = find(request);
        if (!loop.trigger()) {
            throw ServiceException.conflict("Task " + loop.name() + " is currently running");
        }
        return Response.empty(200);
    }

    private Response cancel(Request request) {
        var loop = find(request);
        if (!loop.cancel()) {
            throw ServiceException.conflict("Task " + loop.name() + " is not running");
        }
        return Response.empty(200);
    }

    private ClaimLoop find(Request request) {
        var id = request.pathParameter("id");
        return loops.stream()
                .filter(loop -> loop.name().equals(id))
                .findFirst()
                .orElseThrow(() -> ServiceException.notFound("Task " + id + " does not exist"));
    }
}
