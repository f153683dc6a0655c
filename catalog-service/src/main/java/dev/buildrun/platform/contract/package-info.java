/**
 * The platform contract: what a service promises the platform and what it gets in return, as a document with versions.
 *
 * <p>{@link dev.buildrun.platform.contract.Contract} is the document with all its sections, {@link
 * dev.buildrun.platform.contract.Contract#parse} reads it and names the path of everything that is wrong with it. Where a catalog has no
 * contract at all, {@link dev.buildrun.platform.contract.Contract#BUILT_IN} is in force. Nothing here reads anything from outside; everybody
 * of the platform may use it. Start reading at {@code Contract}.
 */
@NullMarked
package dev.buildrun.platform.contract;

import org.jspecify.annotations.NullMarked;
