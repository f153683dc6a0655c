/**
 * Sign-in with an OpenID provider, with the wire of Backstage's auth backend: {@code start} leads to the provider, {@code handler/frame} comes
 * back and tells the page that has opened it, {@code refresh} renews, {@code logout} ends.
 *
 * <p>{@link dev.buildrun.access.signin.OidcRoutes} is the wire, {@link dev.buildrun.access.signin.OidcClient} talks with the provider,
 * {@link dev.buildrun.access.signin.SignInResolver} finds the user in the catalog. Who is signed in is in PostgreSQL; a cookie has a random
 * secret, of which the hash is there. Start reading at {@code OidcRoutes}.
 */
@NullMarked
package dev.buildrun.access.signin;

import org.jspecify.annotations.NullMarked;
