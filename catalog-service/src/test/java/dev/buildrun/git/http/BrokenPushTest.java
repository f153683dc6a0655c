package dev.buildrun.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.integration.RepositoryName;
import dev.buildrun.testing.GitClient;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a client is gone in the middle of a push, or a lock stays behind. */
class BrokenPushTest {
    private static final RepositoryName WEB = RunningGitHost.REPOSITORY;
    private static final int LARGE = 24 << 20;

    @TempDir
    Path directory;

    private RunningGitHost running;
    private GitClient git;
    private Path source;
    private String url;

    @BeforeEach
    void start() throws Exception {
        running = RunningGitHost.open(directory);
        git = running.git;
        running.publish(WEB);
        source = directory.resolve("source-web");
        url = running.pushUrl(WEB);
        var random = new byte[LARGE];
        new Random(1).nextBytes(random);
        git.commit(source, "large.bin", random);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private void theRepositoryIsAsBeforeAndTakesThePush() throws Exception {
        var before = git.must(source, "rev-parse", "HEAD~1");
        assertThat(git.must(source, "ls-remote", url, "refs/heads/main")).startsWith(before);

        git.must(source, "push", "-q", url, "main");

        var newest = git.must(source, "rev-parse", "HEAD");
        assertThat(git.must(source, "ls-remote", url, "refs/heads/main")).startsWith(newest);
        assertThat(git.run(running.bare(WEB), "fsck", "--strict").status()).isZero();
    }

    @Test
    void aClientThatIsKilledWhileItPushesCanPushAgain() throws Exception {
        try (var way = new NarrowWay(running.edge.port())) {
            var push = git.start(source, Map.of(), "push", "-q", way.instead(url), "main");
            way.awaitTheMiddle();

            push.descendants().forEach(ProcessHandle::destroyForcibly);
            push.destroyForcibly().waitFor();
        }

        theRepositoryIsAsBeforeAndTakesThePush();
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAPackChangesNothing() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), running.edge.port())) {
            var head = "POST /git/payments/web.git/git-receive-pack HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + "a-static-token"
                    + "\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length:"
                    + " 1000000\r\n\r\n";
            socket.getOutputStream().write((head + "0000PACK").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        theRepositoryIsAsBeforeAndTakesThePush();
    }

    @Test
    void aLockThatAKilledProcessLeftIsTakenAway() throws Exception {
        var lock = Files.createFile(running.bare(WEB).resolve("refs/heads/main.lock"));
        var fresh = git.run(source, "push", "-q", url, "main");
        Files.setLastModifiedTime(
                lock, FileTime.from(Clock.systemUTC().instant().minus(Duration.ofMinutes(2))));

        theRepositoryIsAsBeforeAndTakesThePush();

        assertThat(fresh.output()).contains("failed to lock");
    }
}
