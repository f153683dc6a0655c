/**
 * Bindings of components to platform services, by the conventions of servicebinding.io: a Secret in the component's namespace, mounted as a
 * directory below {@code $SERVICE_BINDING_ROOT}.
 *
 * <p>{@link dev.buildrun.platform.binding.BindingPlanner} makes of an offering and a workspace what is to be requested, {@link
 * dev.buildrun.platform.binding.Bindings} requests it on the cluster and sees when it is ready, by the conditions of what was requested:
 * Secrets are never read here. Writes {@code platform_bindings}, before a cluster is asked. Called by actions, routes and a loop. Start
 * reading at {@code Bindings}.
 */
@NullMarked
package dev.buildrun.platform.binding;

import org.jspecify.annotations.NullMarked;
