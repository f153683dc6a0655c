/**
 * Lets two replicas work under a mixed load for a while and measures whether anything grows: heap after a collection, memory, threads, files,
 * connections; and whether an event loop is ever held up. Start reading at {@link dev.buildrun.deploy.soak.Soak}, which {@code ./dev soak}
 * calls.
 */
@NullMarked
package dev.buildrun.deploy.soak;

import org.jspecify.annotations.NullMarked;
