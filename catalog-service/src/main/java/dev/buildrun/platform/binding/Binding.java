package dev.buildrun.platform.binding;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A binding as it is remembered.
 *
 * @param objects what was applied for it
 * @param requestedBy the task ({@code task:<id>}) or the caller that asked first
 * @param waiting the step that is parked until it is ready; null where none is
 */
public record Binding(
        BindingPlan.Key key,
        Place place,
        Source source,
        String secretName,
        List<ObjectNode> objects,
        Progress progress,
        String requestedBy,
        @Nullable Waiting waiting) {
    /** The folder below which bindings are mounted, the value of {@code $SERVICE_BINDING_ROOT}. */
    public static final String ROOT = "/bindings";

    public Binding {
        objects = List.copyOf(objects);
    }

    /**
     * Where it is.
     *
     * @param cluster null where there is none: then it is only planned
     */
    public record Place(String namespace, @Nullable String cluster) {}

    /** What it is bound to. */
    public record Source(
            String offeringRef, @Nullable String instanceRef, String plan, BindingPlan.Provisioner provisioner) {}

    /**
     * How far it is.
     *
     * @param message what the service says of it, or why it has failed
     */
    public record Progress(
            Status status,
            @Nullable String message,
            Instant requestedAt,
            @Nullable Instant appliedAt,
            @Nullable Instant readyAt) {}

    /** A step of a task. */
    public record Waiting(UUID taskId, String stepId, String iteration) {}

    /** What has become of it. */
    public enum Status {
        /** There is no cluster; the repository has what is needed for one. */
        PLANNED,
        /** It is to be on the cluster, or is there and not ready. */
        REQUESTED,
        READY,
        FAILED,
        /** It is to go. */
        UNBINDING;

        /** As the table and the API have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the component finds it. */
    public String mountPath() {
        return ROOT + "/" + key.name();
    }
}
