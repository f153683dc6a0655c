/**
 * What open pages of the portal are told at once: a setting has changed, a notification has come. The route is that of Backstage's signals
 * backend, {@code /api/signals}, a WebSocket.
 *
 * <p>Whoever has something to tell calls {@link dev.buildrun.signal.Signals#publish} in its transaction; replicas hear it through
 * PostgreSQL, each tells its own clients. Who is not connected then does not hear of it later.
 */
@NullMarked
package dev.buildrun.signal;

import org.jspecify.annotations.NullMarked;
