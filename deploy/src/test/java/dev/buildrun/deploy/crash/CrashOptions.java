package dev.buildrun.deploy.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a run is to be.
 *
 * @param project the root of the project, where {@code ./run} is
 * @param folder for sources and data
 * @param kills how many of the service
 * @param isQuick whether the whole is to take about a minute: it compares at the end only, and lets nothing vanish shortly before
 * @param entities about how many the sources declare
 */
record CrashOptions(Path project, Path folder, long seed, int kills, boolean isQuick, int entities) {
    private static final int KILLS = 50;
    private static final int KILLS_IF_QUICK = 6;
    private static final int ENTITIES = 5000;
    private static final int ENTITIES_IF_QUICK = 1000;

    /** Takes the project, the folder, and then {@code --kills N}, {@code --seed S}, {@code --entities N} and {@code --quick}. */
    static CrashOptions parse(String... arguments) {
        var options = List.of(arguments);
        var quick = options.contains("--quick");
        return new CrashOptions(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                number(options, "--seed", System.nanoTime() % 1_000_000),
                (int) number(options, "--kills", quick ? KILLS_IF_QUICK : KILLS),
                quick,
                (int) number(options, "--entities", quick ? ENTITIES_IF_QUICK : ENTITIES));
    }

    private static long number(List<String> options, String name, long otherwise) {
        var at = options.indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(options.get(at + 1));
    }

    /** The first so many kills meet a database that is just being made. */
    int killsOfNothing() {
        return Math.max(1, kills / 12);
    }

    /** Whether the catalog is compared after this kill. */
    boolean comparesAfter(int kill) {
        return kill == kills || (!isQuick && kill % ((kills + 2) / 3) == 0);
    }

    /** Whether nothing should vanish any more, since it takes half a minute until orphans are swept. */
    boolean isCalmAfter(int kill) {
        return isQuick && kill > kills / 2;
    }

    /** After which sources are read again. */
    Duration interval() {
        return Duration.ofSeconds(isQuick ? 2 : 4);
    }
}
