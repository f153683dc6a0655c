package dev.buildrun.platform.deploy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.deploy.Deployment.Place;
import dev.buildrun.platform.workload.Observation;
import dev.buildrun.platform.workload.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The workload that somebody means, and its container.
 *
 * @param container null where the action is about none
 */
record Choice(Observation seen, JsonNode workload, @Nullable String container) {
    private static final List<String> KINDS = List.of("Deployment", "StatefulSet", "DaemonSet");

    /**
     * What a caller names, as far as it does.
     *
     * @param workload its name, or {@code kind/name}; null for the only one
     * @param container null for the only one, or the one that is called as the workload
     */
    record Named(@Nullable String workload, @Nullable String container) {}

    /** @throws ServiceException of kind INPUT where it is not clear which is meant, NOT_FOUND where there is none */
    static Choice of(Target target, Named named) {
        var seen = Observation.of(target);
        var fitting = seen.workloads().stream()
                .filter(each -> KINDS.contains(each.path("kind").asString("")))
                .filter(each -> named.workload() == null
                        || name(each).equals(named.workload())
                        || title(each).equals(named.workload()))
                .toList();
        if (fitting.isEmpty()) {
            throw ServiceException.notFound("No workload " + (named.workload() == null ? "" : named.workload() + " ")
                    + "with the label " + target.selector() + " in namespace " + target.namespace() + " of cluster "
                    + target.cluster().name() + "; the first deployment comes from the manifests in the repository");
        }
        if (fitting.size() > 1) {
            throw ServiceException.input("workload: expected one of "
                    + fitting.stream().map(Choice::title).toList() + ", since there are several");
        }
        return new Choice(seen, fitting.getFirst(), container(fitting.getFirst(), named.container()));
    }

    private static String container(JsonNode workload, @Nullable String named) {
        var names = workload.path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .valueStream()
                .map(each -> each.path("name").asString(""))
                .toList();
        var meant = named != null ? named : names.size() == 1 ? names.getFirst() : name(workload);
        if (!names.contains(meant)) {
            throw ServiceException.input(
                    "container: expected one of " + names + ", found " + (named == null ? "none" : named));
        }
        return meant;
    }

    private static String name(JsonNode workload) {
        return workload.path("metadata").path("name").asString("");
    }

    private static String title(JsonNode workload) {
        return workload.path("kind").asString("") + "/" + name(workload);
    }

    String kind() {
        return workload.path("kind").asString("");
    }

    Place place(Target target) {
        return new Place(target.cluster().name(), target.namespace(), kind(), name(workload), container);
    }

    String image() {
        return RolloutLoop.image(workload, container);
    }
}
