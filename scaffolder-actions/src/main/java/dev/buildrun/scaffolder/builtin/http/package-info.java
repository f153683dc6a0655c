/**
 * The action that calls the service's own API: {@code http:backstage:request}.
 *
 * <p>It reaches nothing but the plugins of this service, whatever a path says. Nobody calls it but the step runner.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.http;

import org.jspecify.annotations.NullMarked;
