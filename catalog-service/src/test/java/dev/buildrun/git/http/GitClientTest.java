package dev.buildrun.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.git.GitConfig;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.testing.GitClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real git client against the host, over loopback HTTP. */
class GitClientTest {
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

    private void turnAnonymousReadingOff() throws IOException {
        running.close();
        running = new RunningGitHost(directory, false, GitConfig.Limits.DEFAULTS);
        git = running.git;
    }

    private GitClient.Run cloneTo(String url, String into, String... options) throws Exception {
        var arguments = Stream.concat(Stream.of("clone", "-q", url, into), Stream.of(options));
        return git.run(directory, arguments.toArray(String[]::new));
    }

    @Nested
    class Fetching {
        @ParameterizedTest
        @ValueSource(strings = {"0", "1", "2"})
        void clonesInEveryVersionOfTheProtocol(String version) throws Exception {
            running.publish(WEB);

            var run = git.run(
                    directory,
                    Map.of("GIT_TRACE_PACKET", "1"),
                    "-c",
                    "protocol.version=" + version,
                    "clone",
                    running.url(WEB),
                    "clone");

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(directory.resolve("clone/README.md")).hasContent("Hello\n");
            assertThat(run.output().contains("< version 2")).isEqualTo(version.equals("2"));
        }

        @Test
        void clonesAnEmptyRepository() throws Exception {
            running.create(WEB);

            var run = cloneTo(running.url(WEB), "clone");

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output()).contains("empty repository");
        }

        @Test
        void fetchesWhatWasPushedSince() throws Exception {
            running.publish(WEB);
            cloneTo(running.url(WEB), "clone");
            var source = directory.resolve("source-web");
            git.commit(source, "more.txt", "more");
            git.must(source, "push", "-q", running.pushUrl(WEB), "main");

            git.must(directory.resolve("clone"), "pull", "-q", "--ff-only");

            assertThat(directory.resolve("clone/more.txt")).hasContent("more");
        }

        @Test
        void clonesOnlyTheNewestCommitWhenAskedTo() throws Exception {
            running.publish(WEB);
            var source = directory.resolve("source-web");
            git.commit(source, "more.txt", "more");
            git.must(source, "push", "-q", running.pushUrl(WEB), "main");

            var run = cloneTo(running.url(WEB), "shallow", "--depth", "1");

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(git.must(directory.resolve("shallow"), "rev-list", "--count", "HEAD"))
                    .isEqualTo("1");
            git.must(directory.resolve("shallow"), "fetch", "-q", "--unshallow");
            assertThat(git.must(directory.resolve("shallow"), "rev-list", "--count", "HEAD"))
                    .isEqualTo("2");
        }

        @Test
        void readsACompressedRequest() throws Exception {
            running.publish(WEB);
            var source = directory.resolve("source-web");
            for (var i = 0; i < 60; i++) {
                git.must(source, "commit", "-q", "--allow-empty", "-m", "commit " + i);
                git.must(source, "branch", "b" + i);
            }
            git.must(source, "push", "-q", running.pushUrl(WEB), "--all");

            var run = git.run(
                    directory,
                    Map.of("GIT_TRACE_CURL", "1"),
                    "-c",
                    "protocol.version=0",
                    "clone",
                    running.url(WEB),
                    "c");

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output()).containsIgnoringCase("=> Send header: Content-Encoding: gzip");
        }

        @Test
        void saysWhenThereIsNoSuchRepository() throws Exception {
            var run = cloneTo(running.url(new RepositoryName("payments", "nope")), "clone");

            assertThat(run.status()).isNotZero();
            assertThat(run.output()).contains("There is no repository payments/nope");
        }
    }

    @Nested
    class Access {
        @Test
        void refusesAPushWithoutCredentials() throws Exception {
            running.publish(WEB);
            var source = directory.resolve("source-web");
            git.commit(source, "more.txt", "more");

            var run = git.run(source, "push", running.url(WEB), "main");

            assertThat(run.status()).isNotZero();
            assertThat(run.output()).contains("could not read Username");
        }

        @ParameterizedTest
        @ValueSource(strings = {"wrong", "eyJhbGciOiJub25lIn0.e30."})
        void refusesAPushWithAWrongPassword(String password) throws Exception {
            running.publish(WEB);

            var run = git.run(directory.resolve("source-web"), "push", running.url(WEB, password), "main:other");

            assertThat(run.status()).isNotZero();
            assertThat(run.output()).contains("Authentication failed");
        }

        @Test
        void refusesTheCredentialOfAnotherRepository() throws Exception {
            running.publish(WEB);
            var other = new RepositoryName("payments", "other");
            running.create(other);
            var credential = running.host.remote(other).password();

            var run = git.run(directory.resolve("source-web"), "push", running.url(WEB, credential), "main:other");

            assertThat(run.status()).isNotZero();
            assertThat(run.output()).contains("403", "it does not open payments/web");
        }

        @Test
        void refusesACredentialWhoseTimeIsUp() throws Exception {
            running.publish(WEB);
            var url = running.pushUrl(WEB);
            running.access.clock.advance(Duration.ofMinutes(16));

            assertThat(git.run(directory.resolve("source-web"), "push", url, "main:other")
                            .output())
                    .contains("Authentication failed");
        }

        @Test
        void letsServicesTheCreatorAndTheOwnersMembersPushAndNobodyElse() throws Exception {
            running.publish(WEB);

            assertThat(pushed(WEB, "a-static-token")).isTrue();
            assertThat(pushed(WEB, running.access.tokens.forUser("user:default/jane")))
                    .isTrue();
            assertThat(pushed(WEB, running.access.tokens.forUser("user:default/payments")))
                    .isTrue();
            assertThat(pushed(WEB, running.access.tokens.forUser("user:default/mallory")))
                    .isFalse();
            assertThat(pushed(WEB, "a-restricted-token")).isFalse();
        }

        private boolean pushed(RepositoryName name, String token) throws Exception {
            var source = directory.resolve("source-web");
            git.must(source, "commit", "-q", "--allow-empty", "-m", "again");
            var run = git.run(source, "push", running.url(name, token), "HEAD:refs/heads/" + token.hashCode());
            return run.status() == 0;
        }

        @Test
        void readsNothingWithoutCredentialsWhereThatIsNotAllowed() throws Exception {
            running.publish(WEB);
            turnAnonymousReadingOff();

            assertThat(cloned(null)).isFalse();
            assertThat(cloned("wrong")).isFalse();
            assertThat(cloned(running.access.tokens.forUser("user:default/mallory")))
                    .isTrue();
            assertThat(cloned(running.host.remote(WEB).password())).isTrue();
            assertThat(cloned("a-static-token")).isTrue();
        }

        private boolean cloned(@Nullable String password) throws Exception {
            var into = "clone-" + String.valueOf(password).hashCode();
            return cloneTo(running.url(WEB, password), into).status() == 0;
        }

        @Test
        void takesATokenInABearerHeader() throws Exception {
            running.publish(WEB);
            turnAnonymousReadingOff();

            var run = git.run(
                    directory,
                    "-c",
                    "http.extraHeader=Authorization: Bearer a-static-token",
                    "clone",
                    running.url(WEB),
                    "clone");

            assertThat(run.status()).as(run.output()).isZero();
        }
    }
}
