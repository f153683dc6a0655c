/**
 * The clusters that the platform has, and one client for each.
 *
 * <p>Which clusters there are is the operator's word alone, {@link dev.buildrun.platform.cluster.ClusterConfig}: never a catalog entity's,
 * since anybody who may register an entity would then decide whom this service sends its tokens to. An entity of type environment only
 * names one of them, and only where it is the platform team's ({@code WorkspacePlanner}). Everything else of the platform asks {@link
 * dev.buildrun.platform.cluster.Cluster#ask}, which says in this service's own words what a cluster refuses. Writes no table.
 */
@NullMarked
package dev.buildrun.platform.cluster;

import org.jspecify.annotations.NullMarked;
