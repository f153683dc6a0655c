package dev.buildrun.deploy.replicas;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a run is to be.
 *
 * @param project the root of the project
 * @param folder for data and logs
 * @param replicas how many processes write at once
 * @param seconds how long callers write
 * @param handOvers how many writes through one replica are read through another one, one after the other
 */
record ReplicasOptions(
        Path project, Path folder, long seed, boolean isQuick, int replicas, int seconds, int handOvers) {
    /** Takes the project, the folder, and then {@code --seed S}, {@code --quick}, {@code --replicas N} and {@code --seconds N}. */
    static ReplicasOptions parse(String... arguments) {
        var options = List.of(arguments);
        var quick = options.contains("--quick");
        return new ReplicasOptions(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                number(options, "--seed", System.nanoTime() % 1_000_000),
                quick,
                (int) number(options, "--replicas", 2),
                (int) number(options, "--seconds", quick ? 6 : 60),
                quick ? 40 : 1000);
    }

    private static long number(List<String> options, String name, long otherwise) {
        var at = options.indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(options.get(at + 1));
    }

    /** The lease of a task: what it is when nobody says otherwise, or the shortest there may be. */
    Duration staleTimeout() {
        return isQuick ? Duration.ofSeconds(5) : Duration.ofSeconds(30);
    }

    /** How long a holder of leases is stopped: longer than a lease of processing, which is 15 s. */
    Duration pause() {
        return Duration.ofSeconds(isQuick ? 16 : 60);
    }
}
