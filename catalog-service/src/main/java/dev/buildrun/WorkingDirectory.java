package dev.buildrun;

import dev.buildrun.config.Config;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where tasks work: below {@code backend.workingDirectory}, as in Backstage, or else in the data folder. Nothing there outlives a run, so it
 * may well be memory.
 *
 * @param root belongs to one process alone
 */
record WorkingDirectory(Path root) {
    /** @throws IllegalArgumentException when the configuration names no directory that can be written to */
    static WorkingDirectory of(Config config, Folders folders) {
        return config.optionalString("backend.workingDirectory")
                .map(configured -> new WorkingDirectory(writable(configured).resolve(nameFor(folders.data()))))
                .orElseGet(() -> new WorkingDirectory(folders.data()));
    }

    private static Path writable(String configured) {
        var directory = Path.of(configured).toAbsolutePath().normalize();
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new IllegalArgumentException(
                    "backend.workingDirectory: expected a directory that can be written to, found " + configured);
        }
        return directory;
    }

    /** Another one for each process of this machine, and the same after a restart, so that what a killed process left is found. */
    private static String nameFor(Path data) {
        var path = data.toAbsolutePath().normalize().toString();
        return "buildrun-" + UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8));
    }

    Path workspaces() {
        return root.resolve("workspaces");
    }

    Path dryRuns() {
        return root.resolve("dry-runs");
    }

    Path plans() {
        return root.resolve("plans");
    }
}
