/**
 * Keeps clusters as the catalog and the contract say.
 *
 * <p>{@link dev.buildrun.platform.reconcile.Reconciler} looks after one cluster, on whichever replica holds the lease for it. Work follows
 * change: what {@link dev.buildrun.platform.reconcile.WatchedCluster} sees change on the cluster, and what {@link
 * dev.buildrun.platform.reconcile.AffectedWorkspaces} finds touched by the catalog's log; everything is compared again only now and then.
 * What is wanted anew is always applied; what others have changed is reported or put right, as the operator says. Writes {@code
 * platform_cluster_leases}. Start reading at {@code Reconciler}.
 */
@NullMarked
package dev.buildrun.platform.reconcile;

import org.jspecify.annotations.NullMarked;
