package dev.buildrun.git.http;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.ExternalAccess;
import dev.buildrun.access.KeyRing;
import dev.buildrun.access.Ownership;
import dev.buildrun.access.TokenAuthenticator;
import dev.buildrun.access.Tokens;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.git.GitConfig;
import dev.buildrun.git.PushCredentials;
import dev.buildrun.git.Repositories;
import dev.buildrun.git.Transfers;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.testing.TestEdge;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Git host as a process of its own, for tests that kill it: {@code DIRECTORY JDBC_URL USER PASSWORD}; prints its port. */
final class GitHostProcess {
    static final String TOKEN = "a-static-token";

    private GitHostProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var clock = Clock.systemUTC();
        var access = new AccessConfig(
                URI.create("http://localhost:7007"),
                true,
                Duration.ofHours(1),
                null,
                List.of(new ExternalAccess(new ExternalAccess.StaticToken(TOKEN, "test"), Map.of())));
        var config = new GitConfig(
                Path.of(arguments[0]),
                new BuiltInGit(URI.create("http://localhost:7007/git")),
                true,
                GitConfig.Limits.DEFAULTS);
        var database = Database.open(DatabaseConfig.of(arguments[1], arguments[2], arguments[3]));
        var tokens = new Tokens(new KeyRing(database, clock, access.tokenLifetime()), access, clock);
        var authenticator = new TokenAuthenticator(tokens, new Ownership(_ -> Optional.empty(), access), access, clock);
        var repositories = Repositories.open(config.directory(), clock);
        var routes = new GitRoutes(
                config,
                repositories,
                new Transfers(repositories, config.limits(), _ -> {}),
                new PushCredentials(tokens),
                authenticator);
        var edge = new TestEdge(List.of(routes.mount()), authenticator);
        System.out.println("port " + edge.port());
        Thread.currentThread().join();
    }
}
