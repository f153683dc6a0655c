package dev.buildrun.git;

import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import org.jspecify.annotations.Nullable;

/** The built-in host as the publishing actions see it. */
public final class BuiltInGitHost implements GitHost {
    private static final String USERNAME = "buildrun";

    private final Repositories repositories;
    private final PushCredentials credentials;
    private final BuiltInGit addresses;

    public BuiltInGitHost(Repositories repositories, PushCredentials credentials, BuiltInGit addresses) {
        this.repositories = repositories;
        this.credentials = credentials;
        this.addresses = addresses;
    }

    @Override
    public boolean exists(RepositoryName repository) {
        return repositories.exists(repository);
    }

    @Override
    public void create(RepositoryName repository, String description, String defaultBranch, @Nullable String creator) {
        repositories.create(new HostedRepository(repository, description, creator), defaultBranch);
    }

    @Override
    public Remote remote(RepositoryName repository) {
        if (!repositories.exists(repository)) {
            throw Repositories.missing(repository);
        }
        return new Remote(addresses.remoteUrl(repository), USERNAME, credentials.mint(repository));
    }
}
