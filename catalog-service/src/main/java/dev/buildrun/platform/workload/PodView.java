package dev.buildrun.platform.workload;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod, its containers, and why it is as it is. Pure functions over what the API server says. */
final class PodView {
    private PodView() {}

    /** The statuses of all containers, the initial ones first. */
    static List<JsonNode> containers(JsonNode pod) {
        var status = pod.path("status");
        var containers = new ArrayList<JsonNode>();
        status.path("initContainerStatuses").forEach(containers::add);
        status.path("containerStatuses").forEach(containers::add);
        return containers;
    }

    static ObjectNode of(JsonNode pod) {
        var status = pod.path("status");
        var json = Json.object()
                .put("name", pod.path("metadata").path("name").asString(""))
                .put("phase", status.path("phase").asString("Unknown"))
                .put("ready", isReady(pod))
                .put("why", why(pod).orElse(null))
                .put("restarts", restarts(pod))
                .put("node", text(pod.path("spec").path("nodeName")))
                .put("startedAt", text(status.path("startTime")))
                .put("createdAt", text(pod.path("metadata").path("creationTimestamp")))
                .put("terminating", pod.path("metadata").has("deletionTimestamp"));
        var owner = pod.path("metadata").path("ownerReferences").path(0);
        json.putObject("controlledBy").put("kind", text(owner.path("kind"))).put("name", text(owner.path("name")));
        var list = json.putArray("containers");
        containers(pod).forEach(container -> list.add(container(container)));
        return json;
    }

    static boolean isReady(JsonNode pod) {
        return pod.path("status")
                .path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals("Ready")
                        && condition.path("status").asString("").equals("True"));
    }

    static int restarts(JsonNode pod) {
        return containers(pod).stream()
                .mapToInt(container -> container.path("restartCount").asInt(0))
                .sum();
    }

    private static ObjectNode container(JsonNode container) {
        var json = Json.object()
                .put("name", container.path("name").asString(""))
                .put("image", text(container.path("image")))
                .put("imageId", text(container.path("imageID")))
                .put("ready", container.path("ready").asBoolean(false))
                .put("restarts", container.path("restartCount").asInt(0));
        var state = container.path("state");
        var name = Stream.of("running", "waiting", "terminated")
                .filter(state::has)
                .findFirst()
                .orElse("waiting");
        var details = state.path(name);
        json.put("state", name)
                .put("reason", text(details.path("reason")))
                .put("message", text(details.path("message")))
                .put("since", text(details.path("startedAt")));
        var last = container.path("lastState").path("terminated");
        if (last.isObject()) {
            json.set("lastTermination", termination(last));
        } else {
            json.putNull("lastTermination");
        }
        return json;
    }

    private static ObjectNode termination(JsonNode last) {
        return Json.object()
                .put("reason", text(last.path("reason")))
                .put("message", text(last.path("message")))
                .put("exitCode", last.path("exitCode").asInt(0))
                .put(
                        "signal",
                        last.path("signal").isNumber() ? last.path("signal").asInt() : null)
                .put("startedAt", text(last.path("startedAt")))
                .put("finishedAt", text(last.path("finishedAt")));
    }

    /** Why a pod is not ready, as precisely as can be told; empty for one that is, or that has done its work. */
    static Optional<String> why(JsonNode pod) {
        var name = pod.path("metadata").path("name").asString("");
        var phase = pod.path("status").path("phase").asString("");
        if (isReady(pod) || phase.equals("Succeeded")) {
            return Optional.empty();
        }
        return waiting(pod)
                .or(() -> unschedulable(pod))
                .or(() -> terminated(pod))
                .or(() -> notReady(pod))
                .or(() -> reason(pod))
                .map(why -> "pod " + name + ": " + why);
    }

    private static Optional<String> waiting(JsonNode pod) {
        return containers(pod).stream()
                .filter(container -> container.path("state").path("waiting").has("reason"))
                .map(container -> {
                    var waiting = container.path("state").path("waiting");
                    return container.path("name").asString("") + " waits: "
                            + waiting.path("reason").asString("") + message(waiting) + lastTime(container);
                })
                .findFirst();
    }

    private static Optional<String> unschedulable(JsonNode pod) {
        return pod.path("status")
                .path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asString("").equals("PodScheduled")
                        && condition.path("status").asString("").equals("False"))
                .map(condition -> condition.path("reason").asString("Unschedulable") + message(condition))
                .findFirst();
    }

    private static Optional<String> terminated(JsonNode pod) {
        return containers(pod).stream()
                .filter(container -> {
                    var terminated = container.path("state").path("terminated");
                    return terminated.isObject() && terminated.path("exitCode").asInt(0) != 0;
                })
                .map(container -> {
                    var terminated = container.path("state").path("terminated");
                    return container.path("name").asString("") + " ended: " + ending(terminated);
                })
                .findFirst();
    }

    private static Optional<String> notReady(JsonNode pod) {
        return pod.path("status")
                .path("containerStatuses")
                .valueStream()
                .filter(container -> container.path("state").has("running")
                        && !container.path("ready").asBoolean(false))
                .map(container -> container.path("name").asString("")
                        + " runs, and its readiness or startup probe does not succeed" + lastTime(container))
                .findFirst();
    }

    private static Optional<String> reason(JsonNode pod) {
        var status = pod.path("status");
        return status.has("reason")
                ? Optional.of(status.path("reason").asString("") + message(status))
                : Optional.empty();
    }

    private static String lastTime(JsonNode container) {
        var last = container.path("lastState").path("terminated");
        return last.isObject() ? " (last time it ended: " + ending(last) + ")" : "";
    }

    private static String ending(JsonNode terminated) {
        return terminated.path("reason").asString("ended") + ", exit code "
                + terminated.path("exitCode").asInt(0) + message(terminated);
    }

    private static String message(JsonNode node) {
        var message = node.path("message").asString("").strip();
        return message.isEmpty() ? "" : ", " + message.substring(0, Math.min(message.length(), 500));
    }

    static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }
}
