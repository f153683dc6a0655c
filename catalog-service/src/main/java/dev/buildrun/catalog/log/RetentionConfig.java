package dev.buildrun.catalog.log;

import java.time.Duration;

/**
 * How much of the change log is kept.
 *
 * @param logAge so long every row is there, and so long a reader may stay away, {@code buildrun.changeLog.age}
 * @param historyAge so far back one can see what an entity was, {@code buildrun.history.age}; a version that was replaced before is
 *     forgotten, the newest one of an entity that exists never
 * @param versionsPerEntity older ones are forgotten, though not before the age of the log, {@code buildrun.history.versionsPerEntity}
 */
public record RetentionConfig(Duration logAge, Duration historyAge, int versionsPerEntity) {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST_VERSIONS = 1_000_000;

    public static final RetentionConfig DEFAULTS = new RetentionConfig(Duration.ofDays(7), Duration.ofDays(90), 1000);

    public RetentionConfig {
        check("buildrun.changeLog.age", logAge);
        check("buildrun.history.age", historyAge);
        if (versionsPerEntity < 1 || versionsPerEntity > MOST_VERSIONS) {
            throw new IllegalArgumentException("buildrun.history.versionsPerEntity: expected 1 to " + MOST_VERSIONS
                    + ", found " + versionsPerEntity);
        }
    }

    private static void check(String path, Duration age) {
        if (age.isNegative() || age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(path + ": expected 0s to 36500d, found " + age);
        }
    }
}
