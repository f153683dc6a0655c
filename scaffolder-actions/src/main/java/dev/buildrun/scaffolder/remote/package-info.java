/**
 * Actions that a program outside serves by HTTP, so that what a company has written for Backstage in TypeScript keeps running.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.remote.RemoteActions}. The protocol is described in {@code docs/REMOTE-ACTIONS.md}: a
 * worker tells what it offers, is given a run under a key that makes it happen once, streams its lines and gives a result. The
 * configuration says which actions may come from which worker, and which secrets it may see.
 */
@NullMarked
package dev.buildrun.scaffolder.remote;

import org.jspecify.annotations.NullMarked;
