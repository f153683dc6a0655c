/**
 * Who may do what on the platform: the members of its owner with what they own, the platform team with the platform.
 *
 * <p>{@link dev.buildrun.platform.access.PlatformRights} is the one place that every platform route asks; it writes nothing. Rights come
 * from ownership in the catalog as this replica knows it, and the permission policy may take them away again, never give more.
 */
@NullMarked
package dev.buildrun.platform.access;

import org.jspecify.annotations.NullMarked;
