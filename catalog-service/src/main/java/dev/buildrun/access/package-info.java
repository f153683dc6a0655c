/**
 * Who is calling, and what they may do.
 *
 * <p>The HTTP edge asks the {@link dev.buildrun.access.Authenticator} once per request and hands the
 * {@link dev.buildrun.access.Caller} on; everything behind it decides by the caller alone and never reads a header. Start reading at
 * {@link dev.buildrun.access.TokenAuthenticator}; {@link dev.buildrun.access.Tokens} signs and checks with the keys of the
 * {@link dev.buildrun.access.KeyRing}, whose public halves are in the table {@code signing_key}, which only this package writes.
 * {@link dev.buildrun.access.PermissionPolicy} decides what a caller may do. The routes of the auth and permission backends of
 * Backstage are in {@code access.http}.
 */
@NullMarked
package dev.buildrun.access;

import org.jspecify.annotations.NullMarked;
