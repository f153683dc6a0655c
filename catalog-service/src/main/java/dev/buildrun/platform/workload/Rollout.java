package dev.buildrun.platform.workload;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How far a workload is with bringing its newest pods up. A pure function over what the API server says. */
public sealed interface Rollout {
    /** Restarts after which a container that crashes in a loop will not get better by waiting. */
    int HOPELESS_RESTARTS = 3;

    String message();

    /** All pods are of the newest kind and available. */
    record Complete(String message) implements Rollout {}

    record Progressing(String message) implements Rollout {}

    /** It will not come to its end by itself. */
    record Failed(String message) implements Rollout {}

    default String state() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /**
     * Judges a Deployment, StatefulSet or DaemonSet.
     *
     * @param pods of its newest kind, as far as they are known
     * @param since when it was changed: what the cluster says of an earlier rollout may still stand there; null to take everything as it is
     */
    static Rollout of(JsonNode workload, List<JsonNode> pods, @Nullable Instant since) {
        var status = workload.path("status");
        var generation = workload.path("metadata").path("generation").asLong(0);
        if (status.path("observedGeneration").asLong(0) < generation) {
            return new Progressing("The change is not taken up yet");
        }
        var progress = counts(workload);
        if (progress.isEmpty()) {
            return new Complete("All replicas are updated and available");
        }
        var deadline = deadline(status, since);
        if (deadline.isPresent()) {
            return new Failed(withPod(deadline.get(), pods));
        }
        return hopeless(pods).<Rollout>map(Failed::new).orElseGet(() -> new Progressing(withPod(progress.get(), pods)));
    }

    private static Optional<String> deadline(JsonNode status, @Nullable Instant since) {
        return status.path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asString("").equals("Progressing")
                        && condition.path("reason").asString("").equals("ProgressDeadlineExceeded")
                        && !isEarlier(condition.path("lastUpdateTime").asString(""), since))
                .map(condition -> "The progress deadline is over: "
                        + condition.path("message").asString(""))
                .findFirst();
    }

    /** The cluster tells whole seconds; no rollout of its own ends in the second in which it was begun. */
    private static boolean isEarlier(String time, @Nullable Instant since) {
        try {
            return since != null && !Instant.parse(time).isAfter(since.truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    /** What is still missing; empty for nothing. */
    private static Optional<String> counts(JsonNode workload) {
        var status = workload.path("status");
        if (workload.path("kind").asString("").equals("DaemonSet")) {
            var desired = status.path("desiredNumberScheduled").asInt(0);
            return missing(
                    desired,
                    status.path("updatedNumberScheduled").asInt(0),
                    status.path("numberAvailable").asInt(0),
                    0);
        }
        var desired = workload.path("spec").path("replicas").asInt(1);
        var updated = status.path("updatedReplicas").asInt(0);
        var isSet = workload.path("kind").asString("").equals("StatefulSet");
        var available =
                status.path(isSet ? "readyReplicas" : "availableReplicas").asInt(0);
        return missing(
                desired, updated, available, Math.max(0, status.path("replicas").asInt(0) - updated));
    }

    private static Optional<String> missing(int desired, int updated, int available, int old) {
        if (updated < desired) {
            return Optional.of(updated + " of " + desired + " replicas are updated");
        }
        if (old > 0) {
            return Optional.of(old + " old replicas are still there");
        }
        return available < desired
                ? Optional.of(available + " of " + desired + " replicas are available")
                : Optional.empty();
    }

    private static Optional<String> hopeless(List<JsonNode> pods) {
        return pods.stream()
                .filter(pod -> PodView.containers(pod).stream()
                        .anyMatch(container -> container.path("restartCount").asInt(0) >= HOPELESS_RESTARTS
                                && container
                                        .path("state")
                                        .path("waiting")
                                        .path("reason")
                                        .asString("")
                                        .equals("CrashLoopBackOff")))
                .flatMap(pod -> PodView.why(pod).stream().map(why -> "Crash loop: " + why))
                .findFirst();
    }

    private static String withPod(String text, List<JsonNode> pods) {
        return pods.stream()
                .flatMap(pod -> PodView.why(pod).stream())
                .findFirst()
                .map(why -> text + "; " + why)
                .orElse(text);
    }
}
