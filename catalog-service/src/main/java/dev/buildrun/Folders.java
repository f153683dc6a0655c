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

    /** What was fetched from code hosts; may be deleted at any time. */
    Path codeHosts() {
        return data.resolve("code-hosts");
    }

    Path secretsKey() {
        return data.resolve("secrets.key");
    }
}
