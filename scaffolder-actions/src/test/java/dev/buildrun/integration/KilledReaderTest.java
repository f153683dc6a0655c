package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.integration.UrlReader.Options;
import dev.buildrun.integration.UrlReader.TreeFiles;
import dev.buildrun.scaffolder.testing.LoopbackCodeHost;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import dev.buildrun.scaffolder.workspace.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a cache, one of which is killed again and again while it fills it. */
final class KilledReaderTest {
    private static final int BRANCHES = 4;
    private static final int FILES = 12;
    private static final int KILLS = 4;
    private static final ReadLimits LIMITS = new ReadLimits(1 << 20, 16 << 20, 100, Duration.ofSeconds(20));

    @TempDir
    Path directory;

    /** What the process that is killed runs: reads all branches anew, over and over. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] arguments) throws IOException {
            var cache = Path.of(arguments[1]);
            System.out.println("ready");
            for (var round = 0; ; round++) {
                readAll(URI.create(arguments[0]), cache);
                if (round % 2 == 1) {
                    for (var entry : list(cache)) {
                        Trees.delete(entry);
                    }
                }
            }
        }
    }

    private static List<Path> list(Path cache) throws IOException {
        try (var entries = Files.list(cache)) {
            return entries.toList();
        }
    }

    private static void readAll(URI base, Path cache) {
        var host = CodeHost.at(IntegrationType.GITHUB, base);
        var readers = new UrlReaders(List.of(new CodeHostReader(List.of(host), cache, LIMITS, CodeHostLimits.USUAL)));
        for (var branch = 0; branch < BRANCHES; branch++) {
            var tree = readers.readTree(base + "/acme/orders/tree/b" + branch, Options.NONE);
            var expected = branch;
            assertThat(tree).isInstanceOfSatisfying(TreeFiles.class, files -> {
                assertThat(files.files()).hasSize(FILES);
                assertThat(files.files()).allMatch(file -> file.bytes()[0] == expected);
            });
        }
    }

    private void push() throws IOException {
        var bare = directory.resolve("repositories/orders.git");
        var clone = directory.resolve("clone");
        Git.run(directory, "init", "--quiet", "--bare", "--initial-branch=b0", bare.toString());
        Git.run(bare, "config", "uploadpack.allowFilter", "true");
        Git.run(directory, "init", "--quiet", "--initial-branch=b0", clone.toString());
        var random = new Random(7);
        for (var branch = 0; branch < BRANCHES; branch++) {
            for (var file = 0; file < FILES; file++) {
                var bytes = new byte[100_000];
                random.nextBytes(bytes);
                bytes[0] = (byte) branch;
                Files.write(clone.resolve("file" + file), bytes);
            }
            Git.run(clone, "add", "--all");
            Git.run(clone, "commit", "--quiet", "-m", "change");
            Git.run(clone, "push", "--quiet", bare.toString(), "HEAD:refs/heads/b" + branch);
        }
    }

    @Test
    void leavesNothingBehindThatAnotherCannotReadThrough() throws Exception {
        push();
        var cache = directory.resolve("cache");
        var random = new Random(11);
        try (var server = new LoopbackCodeHost(directory.resolve("repositories"))) {
            for (var kill = 0; kill < KILLS; kill++) {
                var process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path", ""),
                                Reading.class.getName(),
                                server.base().toString(),
                                cache.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try (var output = process.inputReader()) {
                    assertThat(output.readLine()).isEqualTo("ready");
                    server.forget();
                    awaitFetches(server, 1 + random.nextInt(6));
                } finally {
                    process.destroyForcibly();
                    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                }

                readAll(server.base(), cache);
            }
        }
    }

    /** The moment of a kill is a place in the work, not a time. */
    private static void awaitFetches(LoopbackCodeHost server, int fetches) {
        var end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (server.count("fetch") < fetches) {
            assertThat(System.nanoTime()).as("the other process reads nothing").isLessThan(end);
            LockSupport.parkNanos(100_000);
        }
    }
}
