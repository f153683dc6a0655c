/**
 * Lets the permission backend of another Backstage say what users may, where {@code permission.backend} names one: then there is one policy for
 * what its pages show and for what catalog, scaffolder and platform do.
 *
 * <p>Only {@link dev.buildrun.access.PermissionPolicy} asks. Start with {@link dev.buildrun.access.elsewhere.PolicyElsewhere}, which asks for
 * each request anew; the exchange is in {@link dev.buildrun.access.elsewhere.PermissionBackend}.
 */
@NullMarked
package dev.buildrun.access.elsewhere;

import org.jspecify.annotations.NullMarked;
