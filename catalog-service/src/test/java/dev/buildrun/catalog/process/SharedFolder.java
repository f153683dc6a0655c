package dev.buildrun.catalog.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder beside the repository, or named by {@code -Dshared=FOLDER}, with recordings of Backstage and real descriptors. Tests
 * that need it are skipped where it is not there.
 */
final class SharedFolder {
    private SharedFolder() {}

    static Optional<Path> find(String name) {
        var folder = Path.of(System.getProperty("shared", "../../shared")).resolve(name);
        return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }
}
