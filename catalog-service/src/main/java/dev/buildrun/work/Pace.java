package dev.buildrun.work;

import java.time.Duration;

/**
 * How long a loop waits.
 *
 * @param idle when there was nothing to do and nobody signals
 * @param firstRetry after a turn that failed; doubled for each further failure in a row
 * @param longestRetry after however many failures
 */
public record Pace(Duration idle, Duration firstRetry, Duration longestRetry) {
    /** Looks once a second, since a signal or a notification usually comes first. */
    public static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(30));

    private static final int MAX_DOUBLINGS = 20;

    public Pace {
        if (!idle.isPositive() || !firstRetry.isPositive() || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("Expected positive waits, the longest last, found " + idle + ", "
                    + firstRetry + ", " + longestRetry);
        }
    }

    /** The wait after so many failures in a row, at least one. */
    Duration afterFailures(int failures) {
        var wait = firstRetry.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return wait.compareTo(longestRetry) < 0 ? wait : longestRetry;
    }
}
