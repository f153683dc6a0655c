package dev.buildrun.platform.reconcile;

import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.objects.Labels;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a cluster can be asked, as its reconciler finds. It asks from time to time although it has no question, since a connection that
 * nothing comes by any more looks like one by which there is nothing to say.
 */
final class Contact {
    private static final Duration ASKED = Duration.ofSeconds(10);
    /** To work out rules anew twice is not worth a shorter absence. */
    private static final Duration MISSED = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Clock clock;
    private @Nullable Instant askedAt;
    private @Nullable Instant lostAt;
    private boolean isTold;

    Contact(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /**
     * Asks where that is due.
     *
     * @throws ServiceException when it can't be asked
     */
    void keep() {
        var now = clock.instant();
        if (lostAt == null && askedAt != null && now.isBefore(askedAt.plus(ASKED))) {
            return;
        }
        cluster.ask(client -> client.namespaces()
                .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                .list(new ListOptionsBuilder().withLimit(1L).build()));
        askedAt = now;
    }

    /** Says that it could not be asked; returns whether that is news. */
    boolean lose() {
        if (lostAt != null) {
            return false;
        }
        lostAt = clock.instant();
        return true;
    }

    /** Since when it can't be asked, where that has been so for long and nobody was told yet. */
    Optional<Instant> missedSince() {
        return Optional.ofNullable(lostAt)
                .filter(at -> !isTold && !clock.instant().isBefore(at.plus(MISSED)));
    }

    void told() {
        isTold = true;
    }

    /** Says that it can be asked; returns whether that is news. */
    boolean regain() {
        var wasLost = lostAt != null;
        lostAt = null;
        isTold = false;
        return wasLost;
    }
}
