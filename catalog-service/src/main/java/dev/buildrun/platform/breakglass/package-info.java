/**
 * Break-glass: the platform team may write in another team's namespace for a few hours, with a reason, and everybody concerned knows.
 *
 * <p>{@link dev.buildrun.platform.breakglass.BreakGlass} writes the grant, its audit and what the owner is told in one transaction, and only
 * then makes the role binding; the same loop that ends grants in time finishes what a stopped service has left. Writes {@code
 * platform_break_glass}. Start reading there.
 */
@NullMarked
package dev.buildrun.platform.breakglass;

import org.jspecify.annotations.NullMarked;
