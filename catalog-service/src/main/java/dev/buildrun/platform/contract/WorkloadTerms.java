package dev.buildrun.platform.contract;

import java.util.List;

/**
 * What a service's pods must be like.
 *
 * @param requiredProbes {@code liveness}, {@code readiness} or {@code startup}
 * @param requiredResources for instance {@code limits.memory}
 * @param user {@code non-root} or {@code any}
 * @param rootFilesystem {@code read-only} or {@code any}
 * @param requiredLabels on every object of the service
 */
public record WorkloadTerms(
        List<String> requiredProbes,
        List<String> requiredResources,
        String user,
        String rootFilesystem,
        List<String> requiredLabels,
        Images images,
        Shutdown shutdown) {
    private static final List<String> PROBES = List.of("liveness", "readiness", "startup");

    public WorkloadTerms {
        requiredProbes = List.copyOf(requiredProbes);
        requiredResources = List.copyOf(requiredResources);
        requiredLabels = List.copyOf(requiredLabels);
    }

    /**
     * Where images may come from.
     *
     * @param registries what an image's name may begin with, up to the first slash or further; empty for anything
     * @param pinnedBy {@code digest}, {@code tag} or {@code any}
     */
    public record Images(List<String> registries, String pinnedBy) {
        public Images {
            registries = List.copyOf(registries);
        }
    }

    /** How a pod is asked to end, and how long it may take. */
    public record Shutdown(String signal, int maxSeconds) {}

    static WorkloadTerms read(TermReader terms) {
        terms.only(List.of("probes", "resources", "user", "rootFilesystem", "labels", "images", "shutdown"));
        var images = terms.at("images").only(List.of("registries", "pinnedBy"));
        var shutdown = terms.at("shutdown").only(List.of("signal", "maxSeconds"));
        return new WorkloadTerms(
                terms.at("probes").only(List.of("required")).someOf("required", PROBES),
                terms.at("resources").only(List.of("required")).strings("required", List.of()),
                terms.oneOf("user", List.of("non-root", "any"), "any"),
                terms.oneOf("rootFilesystem", List.of("read-only", "any"), "any"),
                terms.at("labels").only(List.of("required")).strings("required", List.of()),
                new Images(
                        images.strings("registries", List.of()),
                        images.oneOf("pinnedBy", List.of("digest", "tag", "any"), "any")),
                new Shutdown(shutdown.string("signal", "SIGTERM"), shutdown.integer("maxSeconds", 30, 0, 86_400)));
    }
}
