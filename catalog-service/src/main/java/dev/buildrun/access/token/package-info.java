/**
 * Access tokens that people make for themselves and for programs: shown once, kept as a hash, good for the permissions and entities that they
 * name and never for more than their owner may do, until they expire or are revoked.
 *
 * <p>{@link dev.buildrun.access.token.AccessTokens} makes, finds and revokes them; start reading there.
 */
@NullMarked
package dev.buildrun.access.token;

import org.jspecify.annotations.NullMarked;
