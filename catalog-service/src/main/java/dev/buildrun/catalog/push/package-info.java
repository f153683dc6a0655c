/**
 * Entities that a program outside hands in: it names a source of its own, says all that this source has or what is different, and
 * reads it at once.
 *
 * <p>Each source of {@code buildrun.providers} is a {@link dev.buildrun.catalog.push.PushSource}, a provider like any other. {@link
 * dev.buildrun.catalog.push.ProviderRoutes} serves them under {@code /api/buildrun/providers}; {@link
 * dev.buildrun.catalog.push.Pushes} checks every entity before anything is stored and waits until what was stored has been
 * processed. Start reading there.
 */
@NullMarked
package dev.buildrun.catalog.push;

import org.jspecify.annotations.NullMarked;
