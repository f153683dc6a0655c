/**
 * Kills the service while it makes workspaces and bindings on a real cluster, and while it deploys there, and holds the world to the plan
 * afterwards.
 *
 * <p>{@link dev.buildrun.deploy.platform.PlatformCrash} is the program, {@code ./dev crash platform}. A {@link
 * dev.buildrun.deploy.platform.CuttingProxy} stands between the service, a {@link dev.buildrun.deploy.platform.PlatformChild} in the hands of
 * {@link dev.buildrun.deploy.platform.KilledService}, and the API server, so that each kill comes exactly before or after one change of the
 * cluster.
 */
@NullMarked
package dev.buildrun.deploy.platform;

import org.jspecify.annotations.NullMarked;
