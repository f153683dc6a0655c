package dev.buildrun.integration;

import dev.buildrun.scaffolder.testing.LoopbackCodeHost;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small repository that a stand-in for a code host serves, and readers of it that share a cache. */
final class HostedOrders implements AutoCloseable {
    static final ReadLimits LIMITS = new ReadLimits(10_000, 100_000, 50, Duration.ofSeconds(20));

    final Path clone;
    final Path cache;
    final LoopbackCodeHost server;

    HostedOrders(Path directory) throws IOException {
        var bare = directory.resolve("repositories/orders.git");
        clone = directory.resolve("clone");
        cache = directory.resolve("cache");
        Git.run(directory, "init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
        Git.run(bare, "config", "uploadpack.allowFilter", "true");
        Git.run(directory, "init", "--quiet", "--initial-branch=main", clone.toString());
        Git.run(clone, "remote", "add", "origin", bare.toString());
        Files.writeString(clone.resolve("catalog-info.yaml"), "kind: Component");
        Files.createDirectories(clone.resolve("docs"));
        Files.writeString(clone.resolve("docs/index.md"), "docs");
        commitAndPush();
        server = new LoopbackCodeHost(directory.resolve("repositories"));
    }

    @Override
    public void close() {
        server.close();
    }

    List<Path> kept() {
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (var entries = Files.list(cache)) {
            return entries.toList();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    CodeHost github(HostCredential... credentials) {
        return CodeHost.at(IntegrationType.GITHUB, server.base(), credentials);
    }

    UrlReaders reader(CodeHost... hosts) {
        return reader(LIMITS, CodeHostLimits.USUAL, hosts);
    }

    UrlReaders reader(ReadLimits limits, CodeHostLimits hostLimits, CodeHost... hosts) {
        return new UrlReaders(List.of(new CodeHostReader(List.of(hosts), cache, limits, hostLimits)));
    }

    String main(String path) {
        return server.base() + "/acme/orders/tree/main/" + path;
    }

    String atCommit(String path) {
        return server.base() + "/acme/orders/tree/" + head() + "/" + path;
    }

    String head() {
        return Git.run(clone, "rev-parse", "HEAD");
    }

    void commitAndPush() {
        Git.run(clone, "add", "--all");
        Git.run(clone, "commit", "--quiet", "-m", "change");
        Git.run(clone, "push", "--quiet", "origin", "HEAD:refs/heads/main");
    }
}
