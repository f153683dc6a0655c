package dev.buildrun.deploy.tasks;

import java.nio.file.Path;
import java.util.List;

/**
 * How a run is to be.
 *
 * @param project the root of the project
 * @param folder for data and logs
 * @param tasks how many are created while processes are killed
 */
record ScaffolderOptions(Path project, Path folder, long seed, boolean isQuick, int kills, int tasks) {
    /** Takes the project, the folder, and then {@code --seed S}, {@code --quick}, {@code --kills N} and {@code --tasks N}. */
    static ScaffolderOptions parse(String... arguments) {
        var options = List.of(arguments);
        var quick = options.contains("--quick");
        return new ScaffolderOptions(
                Path.of(arguments[0]).toAbsolutePath(),
                Path.of(arguments[1]).toAbsolutePath(),
                number(options, "--seed", System.nanoTime() % 1_000_000),
                quick,
                (int) number(options, "--kills", quick ? 6 : 200),
                (int) number(options, "--tasks", quick ? 20 : 500));
    }

    private static long number(List<String> options, String name, long otherwise) {
        var at = options.indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(options.get(at + 1));
    }
}
