package dev.buildrun.platform.cluster;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How one cluster is reached. */
public sealed interface ClusterAccess {
    String name();

    /** What people are shown; the name where there is nothing better. */
    default String title() {
        return name();
    }

    /** Where people look at the cluster themselves. */
    default @Nullable URI dashboard() {
        return null;
    }

    /**
     * An address and the token of a service account, as Backstage's {@code config} locator has them.
     *
     * @param token null for none
     * @param caData the certificate authority as base64 of PEM; null where {@code caFile} or the system's are meant
     * @param trustAll whether any certificate is taken, {@code skipTLSVerify}
     */
    record Direct(
            String name,
            String title,
            URI url,
            @Nullable String token,
            @Nullable String caData,
            @Nullable Path caFile,
            boolean trustAll,
            @Nullable URI dashboard)
            implements ClusterAccess {

        /** Without the token. */
        @Override
        public String toString() {
            return "Direct[" + name + " at " + url + "]";
        }
    }

    /** What {@code kubectl proxy} listens on at this machine; it signs in by itself. */
    record LocalProxy(String name) implements ClusterAccess {}

    /**
     * One context of a kubeconfig file.
     *
     * @param context null for the file's current one
     */
    record Kubeconfig(String name, Path file, @Nullable String context) implements ClusterAccess {}

    /**
     * The cluster that this process runs in.
     *
     * @param url of the API server, as Kubernetes tells each pod
     */
    record InCluster(String name, URI url) implements ClusterAccess {}
}
