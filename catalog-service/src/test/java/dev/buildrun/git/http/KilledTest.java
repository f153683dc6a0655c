package dev.buildrun.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.git.HostedRepositories;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.testing.GitClient;
import dev.buildrun.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when one of the two sides is gone in the middle of a push. */
class KilledTest {
    private static final RepositoryName WEB = RunningGitHost.REPOSITORY;
    private static final int LARGE = 24 << 20;

    @TempDir
    Path directory;

    private DatabaseConfig database;
    private Process host;
    private String url;
    private GitClient git;
    private Path bare;
    private Path source;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.create();
        git = new GitClient(Files.createDirectories(directory.resolve("home")));
        var root = directory.resolve("repositories");
        HostedRepositories.create(root, WEB);
        bare = root.resolve("payments/web.git");
        source = Files.createDirectories(directory.resolve("source"));
        git.must(source, "init", "-q", "-b", "main");
        git.commit(source, "README.md", "Hello\n");
        startHost();
        git.must(source, "push", "-q", url, "main");
    }

    @AfterEach
    void stop() {
        host.destroyForcibly();
    }

    private void startHost() throws IOException {
        host = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GitHostProcess.class.getName(),
                        directory.resolve("repositories").toString(),
                        database.jdbcUrl(),
                        database.user(),
                        database.password())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var lines = new BufferedReader(new InputStreamReader(host.getInputStream(), StandardCharsets.UTF_8));
        var line = lines.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = lines.readLine();
        }
        assertThat(line).as("the host's port").isNotNull();
        url = "http://x:" + GitHostProcess.TOKEN + "@127.0.0.1:" + line.substring("port ".length()) + "/git/" + WEB
                + ".git";
    }

    private void commitALargeFile() throws Exception {
        var random = new byte[LARGE];
        new Random(1).nextBytes(random);
        git.commit(source, "large.bin", random);
    }

    private static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private boolean isReceiving() {
        try (var files = Files.walk(bare.resolve("objects"))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("incoming"));
        } catch (IOException | java.io.UncheckedIOException _) {
            return false;
        }
    }

    private void theRepositoryIsAsBeforeAndTakesThePush() throws Exception {
        var before = git.must(source, "rev-parse", "HEAD~1");
        assertThat(git.must(source, "ls-remote", url, "refs/heads/main")).startsWith(before);

        git.must(source, "push", "-q", url, "main");

        git.must(directory, "clone", "-q", url, "clone");
        assertThat(Files.mismatch(source.resolve("large.bin"), directory.resolve("clone/large.bin")))
                .isEqualTo(-1);
        assertThat(git.run(bare, "fsck", "--strict").status()).isZero();
    }

    @Test
    void aServiceThatIsKilledWhileItTakesAPushStartsAgainAndTakesIt() throws Exception {
        commitALargeFile();
        var push = git.start(source, Map.of(), "push", "-q", url, "main");
        await(this::isReceiving);

        host.destroyForcibly().waitFor();

        assertThat(push.waitFor()).isNotZero();
        startHost();
        theRepositoryIsAsBeforeAndTakesThePush();
    }

    @Test
    void aClientThatIsKilledWhileItPushesCanPushAgain() throws Exception {
        commitALargeFile();
        var push = git.start(source, Map.of(), "push", "-q", url, "main");
        await(this::isReceiving);

        push.descendants().forEach(ProcessHandle::destroyForcibly);
        push.destroyForcibly().waitFor();
        await(() -> !isReceiving());

        var run = git.run(source, "push", "-q", url, "main");
        assertThat(run.output()).doesNotContain("fatal");
        assertThat(git.run(bare, "fsck", "--strict").status()).isZero();
        assertThat(git.must(source, "ls-remote", url, "refs/heads/main"))
                .startsWith(git.must(source, "rev-parse", "HEAD"));
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAPackChangesNothing() throws Exception {
        commitALargeFile();
        var port = java.net.URI.create(url).getPort();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var head = "POST /git/payments/web.git/git-receive-pack HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + GitHostProcess.TOKEN
                    + "\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length:"
                    + " 1000000\r\n\r\n";
            socket.getOutputStream().write((head + "0000PACK").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        theRepositoryIsAsBeforeAndTakesThePush();
    }

    @Test
    void aLockThatAKilledProcessLeftIsTakenAway() throws Exception {
        commitALargeFile();
        var lock = Files.createFile(bare.resolve("refs/heads/main.lock"));
        var fresh = git.run(source, "push", "-q", url, "main");
        Files.setLastModifiedTime(
                lock, FileTime.from(java.time.Clock.systemUTC().instant().minus(Duration.ofMinutes(2))));

        theRepositoryIsAsBeforeAndTakesThePush();

        assertThat(fresh.output()).contains("failed to lock");
    }
}
