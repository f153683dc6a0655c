/**
 * Deploying, promoting, rolling back, restarting and scaling by whoever owns a component, and a record of every deployment, also of those
 * that others do.
 *
 * <p>Writes {@code deployments}, by {@code DeploymentStore}. The row is there before the cluster is asked: what a process that died has begun
 * is found and finished by another ({@link dev.buildrun.platform.deploy.RolloutLoop}). {@code Patches} and {@code FieldOwners} are pure: what
 * is changed, which is only the image, the number of replicas and annotations, and whose those fields are. Start with
 * {@link dev.buildrun.platform.deploy.Deployments}. Nothing here stands in the way of anybody who deploys otherwise;
 * {@link dev.buildrun.platform.deploy.ObservedDeployments} only looks on.
 */
@NullMarked
package dev.buildrun.platform.deploy;

import org.jspecify.annotations.NullMarked;
