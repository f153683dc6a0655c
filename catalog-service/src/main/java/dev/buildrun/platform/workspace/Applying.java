package dev.buildrun.platform.workspace;

import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.objects.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;

/** Server-side apply with our field manager, which a cluster answers the same however often it is asked. Nobody is ever overruled. */
public final class Applying {
    private static final String CONFLICT = "FieldManagerConflict";
    private static final int UNPROCESSABLE = 422;

    private Applying() {}

    /** Applies one object. What is no answer about the object (the cluster is away, it lets us not in) is thrown. */
    public static Applied apply(Cluster cluster, HasMetadata wanted) {
        try {
            return new Applied.Done(cluster.request(client ->
                    client.resource(wanted).fieldManager(Labels.BUILDRUN).serverSideApply()));
        } catch (KubernetesClientException exception) {
            return switch (exception.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> conflict(exception);
                case HttpURLConnection.HTTP_BAD_REQUEST,
                        HttpURLConnection.HTTP_FORBIDDEN,
                        HttpURLConnection.HTTP_NOT_FOUND,
                        UNPROCESSABLE ->
                    new Applied.Refused(cluster.failure(exception).getMessage());
                default -> throw cluster.failure(exception);
            };
        }
    }

    private static Applied conflict(KubernetesClientException exception) {
        var details =
                exception.getStatus() == null ? null : exception.getStatus().getDetails();
        var causes = details == null || details.getCauses() == null ? List.<StatusCause>of() : details.getCauses();
        var owners = causes.stream()
                .filter(cause -> CONFLICT.equals(cause.getReason()))
                .map(cause -> cause.getField() + ": " + cause.getMessage())
                .toList();
        return new Applied.Conflict(owners.isEmpty() ? List.of(String.valueOf(exception.getMessage())) : owners);
    }
}
