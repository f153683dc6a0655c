package dev.buildrun.platform.dora;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a set of deployments in a window of time. What can't be said is null, never nought.
 *
 * @param deployments those that are over, rollbacks included
 * @param underWay those that are not over
 * @param perDay how many a day
 * @param handOvers how many were begun by somebody who is neither a member of the owner nor a pipeline of it
 * @param unknownStarters of how many nobody knows who began them
 * @param handOversPerDeployment over those whose starter is known
 * @param leadTime from commit to production
 * @param changes deployments that were no rollbacks
 * @param failedChanges those that failed, or were rolled back soon after
 * @param changeFailureRate failed changes over changes
 * @param timeToRestore from a failure to the next deployment that succeeded
 * @param unrestored failures after which nothing has succeeded yet
 */
public record Figures(
        int deployments,
        int underWay,
        double perDay,
        int handOvers,
        int unknownStarters,
        @Nullable Double handOversPerDeployment,
        Times leadTime,
        int changes,
        int failedChanges,
        @Nullable Double changeFailureRate,
        Times timeToRestore,
        int unrestored) {

    /**
     * How long something takes.
     *
     * @param measured of how many that is known
     * @param unknown of how many it is not
     */
    public record Times(
            int measured,
            int unknown,
            @Nullable Duration median,
            @Nullable Duration ninetieth,
            @Nullable Duration mean) {}
}
