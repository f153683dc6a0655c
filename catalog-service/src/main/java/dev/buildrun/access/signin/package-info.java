/**
 * Sign-in with OpenID providers and code hosts, with the wire of Backstage's auth backend: {@code start} leads to the provider, {@code
 * handler/frame} comes back and tells the page that has opened it, {@code refresh} renews, {@code logout} ends.
 *
 * <p>{@link dev.buildrun.access.signin.SignInRoutes} is the wire and the flow, the same for each; {@code OidcClient} and {@code OAuthClient} talk
 * with providers, the latter by what a {@link dev.buildrun.access.signin.CodeHost} says; {@code SignInResolver} finds the user in the catalog. Who
 * is signed in is in PostgreSQL; a cookie has a random secret, of which the hash is there. Start reading at {@code SignInRoutes}.
 */
@NullMarked
package dev.buildrun.access.signin;

import org.jspecify.annotations.NullMarked;
