/**
 * Whether services keep the rules of their contract: worked out again when something changes that a result depends on, and only then.
 *
 * <p>{@link dev.buildrun.platform.conformance.Evaluation} works out the results of one component, {@link
 * dev.buildrun.platform.conformance.ConformanceRun} follows the change log and decides whose results are to be worked out; one replica does
 * so for all. Writes the tables {@code conformance_…}. What rules look at outside of the catalog comes through {@link
 * dev.buildrun.platform.conformance.Sources}. Start reading at {@code ConformanceRun}.
 */
@NullMarked
package dev.buildrun.platform.conformance;

import org.jspecify.annotations.NullMarked;
