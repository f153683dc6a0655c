/**
 * The actions registry of Backstage: what a plugin offers to programs that find out by themselves what they can do, for instance an
 * assistant or a workflow.
 *
 * <p>A plugin hands over {@link dev.buildrun.registry.RegisteredAction}s; {@link dev.buildrun.registry.RegistryRoutes} lists and invokes
 * them. These are not the actions of scaffolder templates. Start reading at {@link dev.buildrun.registry.RegistryRoutes}.
 */
@NullMarked
package dev.buildrun.registry;

import org.jspecify.annotations.NullMarked;
