/**
 * How well teams deliver: hand-overs per deployment and the four keys of DORA, computed from the deployments that were recorded.
 *
 * <p>Pure functions over records; start with {@link dev.buildrun.platform.dora.Dora#figures}. The records come from
 * {@code dev.buildrun.platform.deploy}.
 */
@NullMarked
package dev.buildrun.platform.dora;

import org.jspecify.annotations.NullMarked;
