/**
 * What runs: the workloads of a component in each environment, their pods and why those are as they are, events, logs and rollouts.
 *
 * <p>Asks clusters and writes nothing. {@link dev.buildrun.platform.workload.ClusterApi} is the one door to a cluster; what its answers mean is
 * said by pure functions over them ({@code PodView}, {@code WorkloadView}, {@link dev.buildrun.platform.workload.Rollout}). Start with
 * {@link dev.buildrun.platform.workload.WorkloadRoutes}. Only the owner's members and the platform team may look.
 */
@NullMarked
package dev.buildrun.platform.workload;

import org.jspecify.annotations.NullMarked;
