package ${{ values.javaPackage }};

import java.time.Duration;
import java.util.Map;

/**
 * What the environment decides.
 *
 * @param port where to listen; 0 takes any free port
 * @param drain how long to go on serving after the platform was told that we are not ready any more
 * @param grace how long requests that have begun may take to finish after that
 */
public record Settings(int port, Duration drain, Duration grace) {

    /** Reads PORT, DRAIN_SECONDS and GRACE_SECONDS; each has a default. */
    public static Settings from(Map<String, String> environment) {
        return new Settings(
                number(environment, "PORT", ${{ values.port }}, 65_535),
                Duration.ofSeconds(number(environment, "DRAIN_SECONDS", 0, 600)),
                Duration.ofSeconds(number(environment, "GRACE_SECONDS", 20, 600)));
    }

    private static int number(Map<String, String> environment, String name, int otherwise, int most) {
        var text = environment.get(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            var value = Integer.parseInt(text.strip());
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through: the answer to a wrong number and to no number is the same.
        }
        throw new IllegalArgumentException(name + " must be a number from 0 to " + most + ", but is '" + text + "'");
    }
}
