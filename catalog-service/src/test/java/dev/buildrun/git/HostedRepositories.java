package dev.buildrun.git;

import dev.buildrun.integration.RepositoryName;
import java.nio.file.Path;
import java.time.Clock;

/** Makes repositories for tests of other packages. */
public final class HostedRepositories {
    private HostedRepositories() {}

    /** Makes an empty repository whose branch is main. */
    public static void create(Path root, RepositoryName name) {
        Repositories.open(root, Clock.systemUTC()).create(new HostedRepository(name, "", null, null), "main");
    }
}
