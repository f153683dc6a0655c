package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.integration.UrlReader.Content;
import dev.buildrun.integration.UrlReader.Options;
import dev.buildrun.integration.UrlReader.TreeFiles;
import dev.buildrun.scaffolder.testing.LoopbackCodeHost.Trouble;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import dev.buildrun.scaffolder.workspace.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, hosts that fail, and a cache that is broken, shared or full. */
final class CodeHostTroubleTest {
    @TempDir
    Path directory;

    private HostedOrders orders;

    @BeforeEach
    void push() throws IOException {
        orders = new HostedOrders(directory);
    }

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void refusesWhatIsTooLarge() throws IOException {
        Files.write(orders.clone.resolve("large"), noise(10_001));
        for (var i = 0; i < 60; i++) {
            Files.writeString(orders.clone.resolve("docs/" + i), "x" + i);
        }
        Files.write(orders.clone.resolve("huge"), noise(2 << 20));
        orders.commitAndPush();
        var limits = new CodeHostLimits(2, 1 << 20, 1 << 30);
        var reader = orders.reader(HostedOrders.LIMITS, limits, orders.github());

        assertThatThrownBy(() -> reader.read(orders.main("large"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.INPUT))
                .hasMessageContaining("is too large: expected at most 10000 bytes");
        assertThatThrownBy(() -> reader.readTree(orders.main("docs"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.INPUT))
                .hasMessageContaining("expected at most 50 files");
        assertThatThrownBy(() -> reader.read(orders.main("huge"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.INPUT))
                .hasMessageContaining("is too large: expected at most 1 MiB to be sent at once");
    }

    @Test
    void givesUpAHostThatDoesNotAnswer() {
        orders.server.trouble(Trouble.SILENCE);
        var reader = orders.reader(
                new ReadLimits(10_000, 100_000, 50, Duration.ofMillis(500)), CodeHostLimits.USUAL, orders.github());

        assertThatThrownBy(() -> reader.read(orders.main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE))
                .hasMessageContaining("no answer within");

        orders.server.trouble(Trouble.NONE);
        assertThat(orders.reader(orders.github()).read(orders.main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
    }

    @Test
    void doesNotAskAHostAgainForAMomentThatDidNotAnswer() {
        var now = new AtomicLong();
        var base = orders.server.base();
        orders.server.close();
        var reader = new UrlReaders(List.of(new CodeHostReader(
                List.of(CodeHost.at(IntegrationType.GITHUB, base)),
                orders.cache,
                HostedOrders.LIMITS,
                CodeHostLimits.USUAL,
                now::get)));
        var url = base + "/acme/orders/tree/main/x";

        assertThatThrownBy(() -> reader.read(url, Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE))
                .hasMessageNotContaining("a moment ago");
        assertThatThrownBy(() -> reader.read(url, Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE))
                .hasMessageContaining("the host did not answer a moment ago");
        now.set(Duration.ofSeconds(11).toNanos());
        assertThatThrownBy(() -> reader.read(url, Options.NONE)).hasMessageNotContaining("a moment ago");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CUT", "DOWN"})
    void saysUnavailableWhereTheHostFailsAndKeepsNothingOfIt(Trouble trouble) {
        orders.server.trouble(trouble);
        assertThatThrownBy(() -> orders.reader(orders.github()).read(orders.main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE));
        assertThat(orders.kept()).isEmpty();

        orders.server.trouble(Trouble.NONE);
        assertThat(orders.reader(orders.github()).read(orders.main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
    }

    @Test
    void fetchesTheWholeCommitFromAHostThatLeavesFilesOutAndThenDoesNotGiveThem() {
        orders.server.trouble(Trouble.OLD_PROTOCOL);

        assertThat(orders.reader(orders.github()).read(orders.main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
        assertThat(orders.server.count("fetch")).isGreaterThan(1);
    }

    @Test
    void findsNoCommitBehindATagOfSomethingElse() {
        var file = Git.run(orders.clone, "rev-parse", "HEAD:catalog-info.yaml");
        Git.run(orders.clone, "tag", "file", file);
        Git.run(orders.clone, "push", "--quiet", "origin", "--tags");

        assertThatThrownBy(() -> orders.reader(orders.github())
                        .readTree(orders.server.base() + "/acme/orders/tree/file", Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_FOUND));
    }

    @Test
    void readsNothingFromWhatIsNoGitServer() {
        orders.server.trouble(Trouble.PAGE);

        assertThatThrownBy(() -> orders.reader(orders.github()).read(orders.main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE))
                .hasMessageContaining("its answer is none of a Git server");
        assertThat(orders.server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pack", "idx", "HEAD", "config", "objects"})
    void fetchesAnewWhatIsBrokenOnDisk(String broken) throws IOException {
        var reader = orders.reader(orders.github());
        reader.readTree(orders.main(""), Options.NONE);
        breakEverything(orders.kept().getFirst(), broken);

        var tree = (TreeFiles) reader.readTree(orders.main(""), Options.NONE);

        assertThat(tree.files()).extracting(RemoteFile::path).containsExactly("catalog-info.yaml", "docs/index.md");
    }

    @Test
    void readsTheSameFromManyThreadsAndProcessesAtOnce() throws Exception {
        var calls = new ArrayList<Callable<UrlReader.Tree>>();
        for (var process = 0; process < 3; process++) {
            var reader = orders.reader(orders.github());
            for (var thread = 0; thread < 4; thread++) {
                calls.add(() -> reader.readTree(orders.main(""), Options.NONE));
            }
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(calls)) {
                assertThat(((TreeFiles) answer.get()).files()).hasSize(2);
            }
        }
        assertThat(orders.kept()).hasSize(1);
    }

    @Test
    void forgetsWhatWasNotUsedForLongestWhereThereIsNoRoom() throws IOException {
        var first = orders.head();
        orders.reader(orders.github()).readTree(orders.main(""), Options.NONE);
        var oldest = orders.kept().getFirst();
        Files.setLastModifiedTime(oldest, FileTime.from(Instant.now().minusSeconds(60)));
        var abandoned = Files.createDirectories(orders.cache.resolve(".part-abandoned"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Files.writeString(orders.clone.resolve("new"), "new");
        orders.commitAndPush();
        var small = new CodeHostLimits(2, 1 << 20, bytesOf(oldest) * 3 / 2);

        var read = orders.reader(HostedOrders.LIMITS, small, orders.github()).read(orders.main("new"), Options.NONE);

        assertThat(read).isInstanceOf(Content.class);
        assertThat(oldest).doesNotExist();
        assertThat(abandoned).doesNotExist();
        assertThat(orders.reader(orders.github())
                        .readTree(orders.server.base() + "/acme/orders/tree/" + first, Options.NONE))
                .isInstanceOfSatisfying(
                        TreeFiles.class, tree -> assertThat(tree.files()).hasSize(2));
    }

    @Test
    void readsWhatIsLargerThanTheCache() {
        var tiny = new CodeHostLimits(2, 1 << 20, 1);

        assertThat(orders.reader(HostedOrders.LIMITS, tiny, orders.github()).readTree(orders.main(""), Options.NONE))
                .isInstanceOfSatisfying(
                        TreeFiles.class, tree -> assertThat(tree.files()).hasSize(2));
    }

    @Test
    void refusesOtherHosts() {
        assertThatThrownBy(() ->
                        orders.reader(orders.github()).read("https://other.example/a/b/blob/main/x", Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED));
    }

    private void breakEverything(Path entry, String what) throws IOException {
        if (what.equals("objects")) {
            Trees.delete(entry.resolve("objects"));
            return;
        }
        try (var files = Files.walk(entry)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(what)) {
                    assertThat(file.toFile().setWritable(true)).isTrue();
                    var bytes = Files.readAllBytes(file);
                    Files.write(file, noise(Math.max(20, bytes.length / 2)));
                }
            }
        }
    }

    private static long bytesOf(Path entry) throws IOException {
        try (var files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
