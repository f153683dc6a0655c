package dev.buildrun.git.http;

import dev.buildrun.access.Access;
import dev.buildrun.git.BuiltInGitHost;
import dev.buildrun.git.GitConfig;
import dev.buildrun.git.PushCredentials;
import dev.buildrun.git.Repositories;
import dev.buildrun.git.Transfers;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.testing.GitClient;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The Git host wired as in production, behind the real edge, and a real git client in an empty home. */
final class RunningGitHost implements AutoCloseable {
    static final RepositoryName REPOSITORY = new RepositoryName("payments", "web");
    static final String JANE = "user:default/jane";

    final Access access = new Access();
    final Path root;
    final Path repositories;
    final GitClient git;
    final BuiltInGitHost host;
    final TestEdge edge;
    final BuiltInGit addresses;
    /** The repositories that a push has changed, one entry for each push. */
    final BlockingQueue<RepositoryName> pushed = new LinkedBlockingQueue<>();

    private final Transfers transfers;

    RunningGitHost(Path root, boolean anonymousRead, GitConfig.Limits limits) throws IOException {
        this.root = root;
        this.repositories = root.resolve("repositories");
        this.git = new GitClient(Files.createDirectories(root.resolve("home")));
        var port = TestEdge.freePort();
        addresses = new BuiltInGit(URI.create("http://127.0.0.1:" + port + "/git"));
        var config = new GitConfig(repositories, addresses, anonymousRead, limits);
        var directory = Repositories.open(repositories, Clock.systemUTC());
        var credentials = new PushCredentials(access.tokens);
        transfers = new Transfers(directory, limits, pushed::add);
        host = new BuiltInGitHost(directory, credentials, config.addresses());
        var routes = new GitRoutes(config, directory, transfers, credentials, access.authenticator);
        edge = new TestEdge(List.of(routes.mount()), access.authenticator, port);
    }

    static RunningGitHost open(Path root) throws IOException {
        return new RunningGitHost(root, true, GitConfig.Limits.DEFAULTS);
    }

    /** Makes a repository for Jane. */
    void create(RepositoryName name) {
        host.create(name, new GitHost.Creation("The <web> & shop", "main", JANE, "a task"));
    }

    /** The address of a repository for a client that has no credential. */
    String url(RepositoryName name) {
        return "http://127.0.0.1:" + edge.port() + "/git/" + name + ".git";
    }

    /** The address with a password in it; without a password that of a client that has none. */
    String url(RepositoryName name, @Nullable String password) {
        return password == null
                ? url(name)
                : "http://any:" + password + "@127.0.0.1:" + edge.port() + "/git/" + name + ".git";
    }

    /** The address with the credential that the service itself pushes with. */
    String pushUrl(RepositoryName name) {
        return url(name, host.remote(name).password());
    }

    /** A new work tree whose branch is main. */
    Path workTree(String name) throws Exception {
        var tree = Files.createDirectories(root.resolve(name));
        git.must(tree, "init", "-q", "-b", "main");
        return tree;
    }

    /** A repository with one commit, README.md on main. */
    void publish(RepositoryName name) throws Exception {
        create(name);
        var tree = workTree("source-" + name.name());
        git.commit(tree, "README.md", "Hello\n");
        git.must(tree, "push", "-q", pushUrl(name), "main");
    }

    Path bare(RepositoryName name) {
        return repositories.resolve(name.owner()).resolve(name.name() + ".git");
    }

    @Override
    public void close() {
        edge.close();
        transfers.close();
        access.close();
    }
}
