package dev.buildrun.git;

import dev.buildrun.integration.BuiltInGit;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The built-in Git host, from {@code buildrun.git}.
 *
 * @param directory holds the bare repositories; made when it is missing
 * @param addresses under which clients reach the host: {@code backend.baseUrl} and {@code /git}
 * @param anonymousRead whether anybody may clone and browse without a token; for demonstrations on the loopback interface
 */
public record GitConfig(Path directory, BuiltInGit addresses, boolean anonymousRead, Limits limits) {
    /**
     * How much one client may ask of the host.
     *
     * @param maxPackBytes of one push
     * @param maxObjectBytes of one file, as it is checked out
     * @param maxPackObjects of one push
     * @param maxTransfers fetches and pushes at once; one more waits
     * @param transferTimeout after which a fetch or push is cut off
     */
    public record Limits(
            long maxPackBytes, long maxObjectBytes, int maxPackObjects, int maxTransfers, Duration transferTimeout) {
        public static final Limits DEFAULTS = new Limits(256L << 20, 100L << 20, 1_000_000, 16, Duration.ofMinutes(10));
        private static final long MOST_BYTES = 4L << 30;

        public Limits {
            check("maxPackBytes", maxPackBytes, MOST_BYTES);
            check("maxObjectBytes", maxObjectBytes, MOST_BYTES);
            check("maxPackObjects", maxPackObjects, 50_000_000);
            check("maxTransfers", maxTransfers, 1_000);
            if (transferTimeout.compareTo(Duration.ofSeconds(1)) < 0
                    || transferTimeout.compareTo(Duration.ofHours(24)) > 0) {
                throw new IllegalArgumentException(
                        "buildrun.git.transferTimeout: expected 1s to 24h, found " + transferTimeout);
            }
        }

        private static void check(String key, long value, long most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(
                        "buildrun.git." + key + ": expected 1 to " + most + ", found " + value);
            }
        }
    }
}
