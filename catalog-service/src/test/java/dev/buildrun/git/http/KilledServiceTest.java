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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when the service is killed in the middle of a push. */
class KilledServiceTest {
    private static final RepositoryName WEB = RunningGitHost.REPOSITORY;
    private static final int ATTEMPTS = 10;
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

    /** A push that the service has come to store and does not get any further with, since it is stopped. */
    private Process pushThatIsHeldInTheMiddle() throws Exception {
        for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
            commitALargeFile(attempt);
            var push = git.start(source, Map.of(), "push", "-q", url, "main");
            await(() -> isReceiving() || !push.isAlive());
            signal("STOP");
            if (isReceiving()) {
                return push;
            }
            // It was over before the service was stopped.
            signal("CONT");
            assertThat(push.waitFor()).isZero();
        }
        throw new AssertionError("Each of " + ATTEMPTS + " pushes was over too soon");
    }

    private void signal(String name) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(host.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void commitALargeFile(int seed) throws Exception {
        var random = new byte[LARGE];
        new Random(seed).nextBytes(random);
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
        var push = pushThatIsHeldInTheMiddle();

        host.destroyForcibly().waitFor();

        assertThat(push.waitFor()).isNotZero();
        startHost();
        theRepositoryIsAsBeforeAndTakesThePush();
    }
}
