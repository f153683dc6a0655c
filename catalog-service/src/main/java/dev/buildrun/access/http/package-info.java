/**
 * The routes of Backstage's auth and permission backends, and those that each of its plugins has for authentication
 * and for permissions.
 *
 * <p>Apart from {@code access}, because the edge itself needs that package's {@link dev.buildrun.access.Caller}. Only {@code Main} calls
 * it.
 */
@NullMarked
package dev.buildrun.access.http;

import org.jspecify.annotations.NullMarked;
