/**
 * Transfers: a component gets another owner, and both teams have agreed.
 *
 * <p>A transfer changes nothing by itself: who owns a component stands in its descriptor, and rights, labels and on-call follow from there.
 * {@link dev.buildrun.platform.transfer.Transfers} keeps who has offered and who has accepted, says what is left to commit, and sees when
 * the catalog shows it. Writes {@code platform_transfers}.
 */
@NullMarked
package dev.buildrun.platform.transfer;

import org.jspecify.annotations.NullMarked;
