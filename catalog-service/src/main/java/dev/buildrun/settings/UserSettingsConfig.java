package dev.buildrun.settings;

/**
 * How much the service remembers for one user, from {@code buildrun.userSettings}.
 *
 * @param maxValueBytes of one value's JSON text
 * @param maxPerUser values of one user at once
 */
public record UserSettingsConfig(int maxValueBytes, int maxPerUser) {
    public static final UserSettingsConfig DEFAULTS = new UserSettingsConfig(65_536, 1_000);

    public UserSettingsConfig {
        check("maxValueBytes", maxValueBytes, 1_000_000);
        check("maxPerUser", maxPerUser, 100_000);
    }

    private static void check(String key, int value, int limit) {
        if (value < 1 || value > limit) {
            throw new IllegalArgumentException(
                    "buildrun.userSettings." + key + ": expected 1 to " + limit + ", found " + value);
        }
    }
}
