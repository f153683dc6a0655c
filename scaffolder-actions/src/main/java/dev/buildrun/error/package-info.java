/**
 * The one exception that a failing request or action throws, and the one table of what it means on the wire.
 *
 * <p>Everybody may throw a {@link dev.buildrun.error.ServiceException}. Only the HTTP edge turns it into a response, and only
 * the step runner turns it into a failed step. Start reading at {@link dev.buildrun.error.ErrorKind}.
 */
@NullMarked
package dev.buildrun.error;

import org.jspecify.annotations.NullMarked;
