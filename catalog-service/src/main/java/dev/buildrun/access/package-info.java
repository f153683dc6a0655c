/**
 * Who is calling, and what they may do.
 *
 * <p>The HTTP edge asks the {@link dev.buildrun.access.Authenticator} once per request and hands the
 * {@link dev.buildrun.access.Caller} on; everything behind it decides by the caller alone and never reads a header.
 */
@NullMarked
package dev.buildrun.access;

import org.jspecify.annotations.NullMarked;
