package dev.buildrun.platform.reconcile;

import static dev.buildrun.database.schema.Tables.PLATFORM_CLUSTER_LEASES;

import dev.buildrun.database.Tx;
import java.time.Duration;
import java.util.UUID;
import org.jooq.impl.DSL;

/** The table of who looks after which cluster. Goes by the database's clock, which all replicas share. */
final class ClusterLeaseStore {
    /** Takes or renews a lease; false where another has it. */
    boolean hold(Tx tx, String cluster, UUID holder, Duration duration) {
        var until = DSL.field(
                "now() + {0} * interval '1 second'",
                PLATFORM_CLUSTER_LEASES.LEASE_UNTIL.getDataType(), DSL.inline(duration.toSeconds()));
        return tx.jooq()
                        .insertInto(PLATFORM_CLUSTER_LEASES)
                        .set(PLATFORM_CLUSTER_LEASES.CLUSTER, cluster)
                        .set(PLATFORM_CLUSTER_LEASES.HOLDER, holder)
                        .set(PLATFORM_CLUSTER_LEASES.LEASE_UNTIL, until)
                        .onConflict(PLATFORM_CLUSTER_LEASES.CLUSTER)
                        .doUpdate()
                        .set(PLATFORM_CLUSTER_LEASES.HOLDER, holder)
                        .set(PLATFORM_CLUSTER_LEASES.LEASE_UNTIL, until)
                        .where(PLATFORM_CLUSTER_LEASES
                                .HOLDER
                                .eq(holder)
                                .or(PLATFORM_CLUSTER_LEASES.LEASE_UNTIL.lt(DSL.currentOffsetDateTime())))
                        .execute()
                > 0;
    }

    void release(Tx tx, String cluster, UUID holder) {
        tx.jooq()
                .deleteFrom(PLATFORM_CLUSTER_LEASES)
                .where(PLATFORM_CLUSTER_LEASES.CLUSTER.eq(cluster))
                .and(PLATFORM_CLUSTER_LEASES.HOLDER.eq(holder))
                .execute();
    }
}
