/**
 * What the platform says to an entity while the catalog processes it: that a contract is none or breaks its promise, that a platform would be
 * the second one.
 *
 * <p>{@link dev.buildrun.platform.process.PlatformProcessor} stands among the other processors of the catalog. Its refusal keeps what the
 * entity was before and shows with the entity. It knows what this replica knows; what counts in the end is decided where the log is followed.
 */
@NullMarked
package dev.buildrun.platform.process;

import org.jspecify.annotations.NullMarked;
