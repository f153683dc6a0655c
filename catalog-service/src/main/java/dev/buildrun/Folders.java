package dev.buildrun;

import java.nio.file.Path;

/**
 * Where the service keeps files.
 *
 * @param data belongs to one process alone, but for {@code git}, which replicas may share
 */
public record Folders(Path data) {
    Path postgres() {
        return data.resolve("postgres");
    }

    public Path git() {
        return data.resolve("git");
    }

    Path secretsKey() {
        return data.resolve("secrets.key");
    }
}
