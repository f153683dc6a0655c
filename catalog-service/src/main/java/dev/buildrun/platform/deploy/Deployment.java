package dev.buildrun.platform.deploy;

import dev.buildrun.platform.dora.Delivery.Starter;
import dev.buildrun.platform.page.TimePage;
import dev.buildrun.platform.workload.ClusterApi;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done to a workload.
 *
 * @param owner of the component at that time
 * @param image that it was to run; null where the image stays
 * @param takesBack the deployment that a rollback is for
 * @param generation of the workload that has the change; null before it is applied
 * @param deadlineAt when it counts as failed
 * @param observedKey what tells one that was seen on a cluster from another one; null for one that was asked for here
 * @param fence of the lease that whoever reads it holds
 */
record Deployment(
        UUID id,
        String component,
        @Nullable String owner,
        String environment,
        boolean isProduction,
        Place place,
        Action action,
        @Nullable String image,
        @Nullable String imageBefore,
        @Nullable Integer replicas,
        @Nullable Integer replicasBefore,
        @Nullable String fromEnvironment,
        @Nullable UUID takesBack,
        Beginning beginning,
        Status status,
        @Nullable String message,
        @Nullable Long generation,
        Instant requestedAt,
        @Nullable Instant appliedAt,
        @Nullable Instant deadlineAt,
        @Nullable Instant finishedAt,
        @Nullable String observedKey,
        long fence) {

    /**
     * A workload.
     *
     * @param kind for instance {@code Deployment}
     * @param container whose image is meant; null where none is
     */
    record Place(
            String cluster,
            String namespace,
            String kind,
            String name,
            @Nullable String container) {
        String path() {
            return ClusterApi.path("apps/v1", namespace, kind.toLowerCase(Locale.ROOT) + "s", name);
        }

        @Override
        public String toString() {
            return kind + " " + name + " in namespace " + namespace + " of cluster " + cluster;
        }
    }

    /** Who began it (a full reference or the subject of a token; null where nobody knows), why, and of which commit it is. */
    record Beginning(
            @Nullable String startedBy,
            Starter starter,
            @Nullable String reason,
            @Nullable String commitId,
            @Nullable Instant commitAt) {}

    enum Action {
        DEPLOY,
        PROMOTE,
        ROLLBACK,
        RESTART,
        SCALE
    }

    enum Status {
        /** Not applied yet. */
        PENDING,
        /** Applied, pods are on their way. */
        ROLLING,
        SUCCEEDED,
        FAILED,
        /** Not applied, and won't be. */
        REFUSED,
        /** Something else took its place before it was done. */
        SUPERSEDED;

        boolean isOpen() {
            return this == PENDING || this == ROLLING;
        }
    }

    boolean isObserved() {
        return observedKey != null;
    }

    TimePage.Place pagePlace() {
        return new TimePage.Place(requestedAt, id);
    }
}
