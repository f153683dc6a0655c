package dev.buildrun.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.git.GitConfig;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.testing.GitClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real git client pushing to the host, over loopback HTTP. */
class GitPushTest {
    private static final RepositoryName WEB = RunningGitHost.REPOSITORY;

    @TempDir
    Path directory;

    private RunningGitHost running;
    private GitClient git;

    @BeforeEach
    void start() throws IOException {
        running = RunningGitHost.open(directory);
        git = running.git;
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private void restart(GitConfig.Limits limits) throws IOException {
        running.close();
        running = new RunningGitHost(directory, true, limits);
        git = running.git;
    }

    private GitClient.Run cloneTo(String url, String into, String... options) throws Exception {
        var arguments = Stream.concat(Stream.of("clone", "-q", url, into), Stream.of(options));
        return git.run(directory, arguments.toArray(String[]::new));
    }

    private void passesFsck() throws Exception {
        assertThat(git.run(running.bare(WEB), "fsck", "--strict").status()).isZero();
    }

    @Test
    void takesThePushOfThePublishingActionAsTheHostDescribesIt() throws Exception {
        running.create(WEB);
        var remote = running.host.remote(WEB);
        var tree = running.workTree("source");
        git.commit(tree, "README.md", "Hello\n");

        try (var local = Git.open(tree.toFile())) {
            var results = local.push()
                    .setRemote(remote.url())
                    .setRefSpecs(new RefSpec("refs/heads/main"))
                    .setCredentialsProvider(
                            new UsernamePasswordCredentialsProvider(remote.username(), remote.password()))
                    .call();

            assertThat(results)
                    .allSatisfy(result -> assertThat(
                                    result.getRemoteUpdate("refs/heads/main").getStatus())
                            .isEqualTo(RemoteRefUpdate.Status.OK));
        }
        assertThat(cloneTo(remote.url(), "clone").status()).isZero();
    }

    @Test
    void takesAndGivesBackTwentyMegabytes() throws Exception {
        running.create(WEB);
        var source = running.workTree("source");
        var random = new byte[20 << 20];
        new Random(1).nextBytes(random);
        git.commit(source, "large.bin", random);

        git.must(source, "push", "-q", running.pushUrl(WEB), "main");

        assertThat(cloneTo(running.url(WEB), "clone").status()).isZero();
        assertThat(Files.mismatch(source.resolve("large.bin"), directory.resolve("clone/large.bin")))
                .isEqualTo(-1);
        passesFsck();
    }

    @Test
    void refusesToRewriteHistoryOrToDeleteTheDefaultBranch() throws Exception {
        running.publish(WEB);
        var source = directory.resolve("source-web");
        var before = git.must(source, "rev-parse", "HEAD");
        git.must(source, "commit", "-q", "--amend", "-m", "rewritten");

        var forced = git.run(source, "push", "--force", running.pushUrl(WEB), "main");
        var deleted = git.run(source, "push", running.pushUrl(WEB), ":main");
        var odd = git.run(source, "push", running.pushUrl(WEB), "main:refs/odd/ref");

        assertThat(forced.output()).contains("main -> main (non-fast-forward)");
        assertThat(git.must(source, "ls-remote", running.url(WEB), "refs/heads/main"))
                .startsWith(before);
        assertThat(deleted.output()).contains("the default branch can't be deleted");
        assertThat(odd.output()).contains("only branches and tags can be pushed");
    }

    @Test
    void makesAndDeletesAnotherBranchAndATag() throws Exception {
        running.publish(WEB);
        var source = directory.resolve("source-web");
        git.must(source, "tag", "-a", "v1", "-m", "one");

        git.must(source, "push", "-q", running.pushUrl(WEB), "main:feature/a", "v1");
        git.must(source, "push", "-q", running.pushUrl(WEB), ":feature/a");

        assertThat(git.must(source, "ls-remote", running.url(WEB)))
                .contains("refs/tags/v1")
                .doesNotContain("feature/a");
    }

    @Test
    void letsOneOfTwoWinAndTellsTheOther() throws Exception {
        running.publish(WEB);
        var urls = running.pushUrl(WEB);
        for (var round = 0; round < 5; round++) {
            var barrier = new CyclicBarrier(2);
            var trees = new Path[] {fresh("one" + round), fresh("two" + round)};
            try (var threads = Executors.newFixedThreadPool(2)) {
                var runs = threads.invokeAll(IntStream.range(0, 2)
                        .<Callable<GitClient.Run>>mapToObj(i -> () -> {
                            barrier.await();
                            return git.run(trees[i], "push", urls, "main");
                        })
                        .toList());

                var one = runs.get(0).get();
                var two = runs.get(1).get();
                assertThat(one.status() == 0).isNotEqualTo(two.status() == 0);
                assertThat(one.status() == 0 ? two.output() : one.output())
                        .containsPattern("rejected\\] +main -> main \\((fetch first|invalid old id|failed to lock)");
            }
        }
        passesFsck();
    }

    private Path fresh(String name) throws Exception {
        git.must(directory, "clone", "-q", running.url(WEB), name);
        git.commit(directory.resolve(name), name + ".txt", name);
        return directory.resolve(name);
    }

    @Test
    void refusesAFileThatIsTooLarge() throws Exception {
        restart(new GitConfig.Limits(1 << 20, 1_000, 100, 2, Duration.ofSeconds(30)));
        running.publish(WEB);
        var source = directory.resolve("source-web");
        git.commit(source, "large.txt", "x".repeat(2_000));

        var run = git.run(source, "push", running.pushUrl(WEB), "main");

        assertThat(run.status()).isNotZero();
        // The separator is that of the language of the machine.
        assertThat(run.output()).containsPattern("Object too large \\(2\\D?000 bytes\\)");
        passesFsck();
    }

    @Test
    void refusesAPushThatIsTooLarge() throws Exception {
        restart(new GitConfig.Limits(100_000, 1 << 20, 100, 2, Duration.ofSeconds(30)));
        running.publish(WEB);
        var source = directory.resolve("source-web");
        var random = new byte[200_000];
        new Random(1).nextBytes(random);
        git.commit(source, "large.bin", random);

        var run = git.run(source, "push", running.pushUrl(WEB), "main");

        assertThat(run.status()).isNotZero();
        assertThat(run.output()).contains("HTTP 400");
    }

    @Test
    void refusesAPackThatAnnouncesTooManyObjects() throws Exception {
        running.publish(WEB);
        var header = ByteBuffer.allocate(12)
                .put("PACK".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(0x7fff_ffff);
        var body = ByteBuffer.allocate(16).put("0000".getBytes(StandardCharsets.US_ASCII));
        body.put(header.array());

        var response = running.edge.send(receivePack(body.array()));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("Expected a push of at most 1000000 objects, found one of 2147483647\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zzzz", "0003", "ffff", "0000JUNKJUNKJUNK", "00"})
    void refusesWhatIsNoPush(String body) throws Exception {
        running.publish(WEB);

        var response = running.edge.send(receivePack(body.getBytes(StandardCharsets.US_ASCII)));

        assertThat(response.statusCode()).isEqualTo(400);
    }

    private HttpRequest.Builder receivePack(byte[] body) {
        return running.edge
                .request("/git/payments/web.git/git-receive-pack", "a-static-token")
                .header("Content-Type", "application/x-git-receive-pack-request")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
}
