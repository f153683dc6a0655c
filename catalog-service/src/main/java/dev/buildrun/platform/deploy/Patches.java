package dev.buildrun.platform.deploy;

import dev.buildrun.json.Json;
import dev.buildrun.platform.workload.Annotations;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The changes of workloads, as JSON patches that hold only where the workload still is what it was. */
final class Patches {
    /** As {@code kubectl rollout restart} has it. */
    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    private static final int MOST_CAUSE = 500;

    private Patches() {}

    /** @throws IllegalArgumentException where the workload has no such container */
    static ArrayNode of(Deployment deployment, JsonNode workload, Instant now) {
        var patch = Json.array();
        test(patch, "/metadata/uid", workload.path("metadata").path("uid"));
        switch (deployment.action()) {
            case DEPLOY, PROMOTE, ROLLBACK -> image(patch, deployment, workload);
            case SCALE -> {
                if (workload.path("spec").has("replicas")) {
                    test(patch, "/spec/replicas", workload.path("spec").path("replicas"));
                }
                patch.addObject().put("op", "add").put("path", "/spec/replicas").put("value", deployment.replicas());
            }
            case RESTART ->
                annotate(
                        patch,
                        "/spec/template/metadata",
                        workload.path("spec").path("template").path("metadata"),
                        Map.of(RESTARTED_AT, now.toString()));
        }
        var own = new LinkedHashMap<String, String>();
        own.put(Annotations.DEPLOYMENT, deployment.id().toString());
        own.put(Annotations.CHANGE_CAUSE, cause(deployment));
        annotate(patch, "/metadata", workload.path("metadata"), own);
        return patch;
    }

    private static void image(ArrayNode patch, Deployment deployment, JsonNode workload) {
        var containers = workload.path("spec").path("template").path("spec").path("containers");
        var index = index(containers, deployment.place().container());
        var path = "/spec/template/spec/containers/" + index;
        test(patch, path + "/name", containers.path(index).path("name"));
        test(patch, path + "/image", Json.text(String.valueOf(deployment.imageBefore())));
        patch.addObject().put("op", "replace").put("path", path + "/image").put("value", deployment.image());
    }

    private static int index(JsonNode containers, @Nullable String name) {
        for (var index = 0; index < containers.size(); index++) {
            if (containers.path(index).path("name").asString("").equals(name)) {
                return index;
            }
        }
        throw new IllegalArgumentException("no container " + name);
    }

    private static void test(ArrayNode patch, String path, JsonNode value) {
        patch.addObject().put("op", "test").put("path", path).set("value", value);
    }

    private static void annotate(ArrayNode patch, String path, JsonNode metadata, Map<String, String> annotations) {
        if (!metadata.path("annotations").isObject()) {
            patch.addObject()
                    .put("op", "add")
                    .put("path", path + "/annotations")
                    .putObject("value");
        }
        annotations.forEach((key, value) -> patch.addObject()
                .put("op", "add")
                .put("path", path + "/annotations/" + key.replace("~", "~0").replace("/", "~1"))
                .put("value", value));
    }

    private static String cause(Deployment deployment) {
        var beginning = deployment.beginning();
        var cause = deployment.action().name().toLowerCase(Locale.ROOT) + " by " + beginning.startedBy()
                + (beginning.reason() == null ? "" : ": " + beginning.reason());
        return cause.substring(0, Math.min(cause.length(), MOST_CAUSE));
    }
}
