package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.integration.UrlReader.Content;
import dev.buildrun.integration.UrlReader.Options;
import dev.buildrun.integration.UrlReader.TreeFiles;
import dev.buildrun.scaffolder.testing.LoopbackCodeHost;
import dev.buildrun.scaffolder.testing.LoopbackCodeHost.Trouble;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import dev.buildrun.scaffolder.workspace.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials, limits, hosts that fail, and a cache that is broken, shared or full. */
final class CodeHostTroubleTest {
    private static final ReadLimits LIMITS = new ReadLimits(10_000, 100_000, 50, Duration.ofSeconds(20));
    private static final String SECRET = "ghp_verysecret";

    @TempDir
    Path directory;

    private Path clone;
    private Path cache;
    private LoopbackCodeHost server;

    @BeforeEach
    void push() throws IOException {
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

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, /a/orders/blob/main/catalog-info.yaml, x-access-token",
        "GITLAB, /a/orders/-/blob/main/catalog-info.yaml, oauth2",
        "BITBUCKET_CLOUD, /a/orders/src/main/catalog-info.yaml, x-token-auth",
        "BITBUCKET_SERVER, /projects/P/repos/orders/browse/catalog-info.yaml, ",
        "AZURE, /o/p/_git/orders?path=/catalog-info.yaml, ''",
        "GITEA, /a/orders/src/branch/main/catalog-info.yaml, x-access-token",
        "GERRIT, /orders/+/refs/heads/main/catalog-info.yaml, ",
    })
    void sendsATokenAsTheHostsGitServerTakesIt(IntegrationType type, String path, String user) {
        var expected = user == null ? HostCredential.bearer(SECRET) : HostCredential.basic(user, SECRET);
        server.require(expected.authorization());
        var reader = reader(CodeHost.at(type, server.base(), HostCredential.token(type, SECRET)));

        assertThat(reader.read(server.base() + path, Options.NONE)).isInstanceOf(Content.class);
    }

    @Test
    void sendsACredentialOnlyForTheOwnersThatItIsFor() {
        var one = HostCredential.basic("", "one").onlyFor(Set.of("one"));
        var others = HostCredential.basic("", "others");
        var reader = reader(CodeHost.at(IntegrationType.AZURE, server.base(), others, one));

        reader.read(server.base() + "/One/p/_git/orders?path=/catalog-info.yaml", Options.NONE);
        assertThat(server.asked()).allMatch(asked -> one.authorization().equals(asked.authorization()));

        server.forget();
        reader.read(server.base() + "/two/p/_git/orders?path=/catalog-info.yaml", Options.NONE);
        assertThat(server.asked()).allMatch(asked -> others.authorization().equals(asked.authorization()));
    }

    @Test
    void letsTheTokenOfTheCallerGoOverTheConfiguredOne() {
        server.require(HostCredential.token(IntegrationType.GITHUB, "mine").authorization());
        var reader = reader(github(HostCredential.token(IntegrationType.GITHUB, SECRET)));

        assertThat(reader.read(main("catalog-info.yaml"), new Options(null, "mine")))
                .isInstanceOf(Content.class);
        assertThatThrownBy(() -> reader.read(main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED));
    }

    @Test
    void asksTheHostWhetherACallerMayReadWhatIsOnDiskAlready() {
        server.require(HostCredential.token(IntegrationType.GITHUB, SECRET).authorization());
        var reader = reader(github());
        reader.read(main("catalog-info.yaml"), new Options(null, SECRET));

        for (var url : List.of(main("catalog-info.yaml"), atCommit("catalog-info.yaml"))) {
            assertThatThrownBy(() -> reader.read(url, Options.NONE))
                    .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                    .hasMessageContaining("401 without a token")
                    .hasMessageContaining("Set token of the entry for 127.0.0.1")
                    .hasMessageContaining("in integrations.github");
        }
    }

    @Test
    void tellsNobodyTheToken() {
        server.require("something else");
        var reader = reader(github(HostCredential.token(IntegrationType.GITHUB, SECRET)));
        var encoded = HostCredential.token(IntegrationType.GITHUB, SECRET)
                .authorization()
                .substring(6);

        assertThatThrownBy(() -> reader.read(main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                .hasMessageContaining("403 with the token that was sent")
                .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain(SECRET, encoded));
        assertThat(github(HostCredential.token(IntegrationType.GITHUB, SECRET)).toString())
                .doesNotContain(SECRET, encoded);
    }

    @Test
    void followsARedirectOnlyToAHostThatIsConfiguredAndWithoutTheToken() throws IOException {
        try (var other = new LoopbackCodeHost(directory.resolve("repositories"))) {
            server.redirectTo(other.base());
            var from = github(HostCredential.token(IntegrationType.GITHUB, SECRET));

            assertThatThrownBy(() -> reader(from).read(main("catalog-info.yaml"), Options.NONE))
                    .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                    .hasMessageContaining("which no integration names");
            assertThat(other.asked()).isEmpty();

            var known = CodeHost.at(
                    IntegrationType.GITEA, other.base(), HostCredential.token(IntegrationType.GITEA, "of the other"));
            assertThat(reader(from, known).read(main("catalog-info.yaml"), Options.NONE))
                    .isInstanceOf(Content.class);
            assertThat(other.asked()).isNotEmpty().allMatch(asked -> asked.authorization() == null);
        }
    }

    @Test
    void refusesWhatIsTooLarge() throws IOException {
        Files.write(clone.resolve("large"), noise(10_001));
        for (var i = 0; i < 60; i++) {
            Files.writeString(clone.resolve("docs/" + i), "x" + i);
        }
        Files.write(clone.resolve("huge"), noise(2 << 20));
        commitAndPush();
        var limits = new CodeHostLimits(2, 1 << 20, 1 << 30);
        var reader = reader(LIMITS, limits, github());

        assertThatThrownBy(() -> reader.read(main("large"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.INPUT))
                .hasMessageContaining("is too large: expected at most 10000 bytes");
        assertThatThrownBy(() -> reader.readTree(main("docs"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.INPUT))
                .hasMessageContaining("expected at most 50 files");
        assertThatThrownBy(() -> reader.read(main("huge"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.INPUT))
                .hasMessageContaining("is too large: expected at most 1 MiB to be sent at once");
    }

    @Test
    void givesUpAHostThatDoesNotAnswer() {
        server.trouble(Trouble.SILENCE);
        var reader =
                reader(new ReadLimits(10_000, 100_000, 50, Duration.ofMillis(500)), CodeHostLimits.USUAL, github());

        assertThatThrownBy(() -> reader.read(main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE))
                .hasMessageContaining("no answer within");

        server.trouble(Trouble.NONE);
        assertThat(reader(github()).read(main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
    }

    @Test
    void doesNotAskAHostAgainForAMomentThatDidNotAnswer() {
        var now = new AtomicLong();
        var base = server.base();
        server.close();
        var reader = new UrlReaders(List.of(new CodeHostReader(
                List.of(CodeHost.at(IntegrationType.GITHUB, base)), cache, LIMITS, CodeHostLimits.USUAL, now::get)));
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
        server.trouble(trouble);
        assertThatThrownBy(() -> reader(github()).read(main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE));
        assertThat(kept()).isEmpty();

        server.trouble(Trouble.NONE);
        assertThat(reader(github()).read(main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
    }

    @Test
    void fetchesTheWholeCommitFromAHostThatLeavesFilesOutAndThenDoesNotGiveThem() {
        server.trouble(Trouble.OLD_PROTOCOL);

        assertThat(reader(github()).read(main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
        assertThat(server.count("fetch")).isGreaterThan(1);
    }

    @Test
    void findsNoCommitBehindATagOfSomethingElse() {
        var file = Git.run(clone, "rev-parse", "HEAD:catalog-info.yaml");
        Git.run(clone, "tag", "file", file);
        Git.run(clone, "push", "--quiet", "origin", "--tags");

        assertThatThrownBy(() -> reader(github()).readTree(server.base() + "/acme/orders/tree/file", Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_FOUND));
    }

    @Test
    void takesAPageForSigningInAsARefusal() {
        server.trouble(Trouble.SIGN_IN_PAGE);

        assertThatThrownBy(() -> reader(github()).read(main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                .hasMessageContaining("203 without a token");
    }

    @Test
    void readsNothingFromWhatIsNoGitServer() {
        server.trouble(Trouble.PAGE);

        assertThatThrownBy(() -> reader(github()).read(main("catalog-info.yaml"), Options.NONE))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE))
                .hasMessageContaining("its answer is none of a Git server");
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pack", "idx", "HEAD", "config", "objects"})
    void fetchesAnewWhatIsBrokenOnDisk(String broken) throws IOException {
        var reader = reader(github());
        reader.readTree(main(""), Options.NONE);
        breakEverything(kept().getFirst(), broken);

        var tree = (TreeFiles) reader.readTree(main(""), Options.NONE);

        assertThat(tree.files()).extracting(RemoteFile::path).containsExactly("catalog-info.yaml", "docs/index.md");
    }

    @Test
    void readsTheSameFromManyThreadsAndProcessesAtOnce() throws Exception {
        var calls = new ArrayList<Callable<UrlReader.Tree>>();
        for (var process = 0; process < 3; process++) {
            var reader = reader(github());
            for (var thread = 0; thread < 4; thread++) {
                calls.add(() -> reader.readTree(main(""), Options.NONE));
            }
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(calls)) {
                assertThat(((TreeFiles) answer.get()).files()).hasSize(2);
            }
        }
        assertThat(kept()).hasSize(1);
    }

    @Test
    void forgetsWhatWasNotUsedForLongestWhereThereIsNoRoom() throws IOException {
        var first = head();
        reader(github()).readTree(main(""), Options.NONE);
        var oldest = kept().getFirst();
        Files.setLastModifiedTime(oldest, FileTime.from(Instant.now().minusSeconds(60)));
        var abandoned = Files.createDirectories(cache.resolve(".part-abandoned"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Files.writeString(clone.resolve("new"), "new");
        commitAndPush();
        var small = new CodeHostLimits(2, 1 << 20, bytesOf(oldest) * 3 / 2);

        var read = reader(LIMITS, small, github()).read(main("new"), Options.NONE);

        assertThat(read).isInstanceOf(Content.class);
        assertThat(oldest).doesNotExist();
        assertThat(abandoned).doesNotExist();
        assertThat(reader(github()).readTree(server.base() + "/acme/orders/tree/" + first, Options.NONE))
                .isInstanceOfSatisfying(
                        TreeFiles.class, tree -> assertThat(tree.files()).hasSize(2));
    }

    @Test
    void readsWhatIsLargerThanTheCache() {
        var tiny = new CodeHostLimits(2, 1 << 20, 1);

        assertThat(reader(LIMITS, tiny, github()).readTree(main(""), Options.NONE))
                .isInstanceOfSatisfying(
                        TreeFiles.class, tree -> assertThat(tree.files()).hasSize(2));
    }

    @Test
    void readsFromAHostWithoutConfigurationWithoutAToken() {
        assertThat(reader(github()).read(main("catalog-info.yaml"), Options.NONE))
                .isInstanceOf(Content.class);
        assertThat(server.asked()).allMatch(asked -> asked.authorization() == null);
    }

    @Test
    void refusesOtherHosts() {
        assertThatThrownBy(() -> reader(github()).read("https://other.example/a/b/blob/main/x", Options.NONE))
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

    private List<Path> kept() {
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (var entries = Files.list(cache)) {
            return entries.toList();
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static String trace(Throwable thrown) {
        var text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private CodeHost github(HostCredential... credentials) {
        return CodeHost.at(IntegrationType.GITHUB, server.base(), credentials);
    }

    private UrlReaders reader(CodeHost... hosts) {
        return reader(LIMITS, CodeHostLimits.USUAL, hosts);
    }

    private UrlReaders reader(ReadLimits limits, CodeHostLimits hostLimits, CodeHost... hosts) {
        return new UrlReaders(List.of(new CodeHostReader(List.of(hosts), cache, limits, hostLimits)));
    }

    private String main(String path) {
        return server.base() + "/acme/orders/tree/main/" + path;
    }

    private String atCommit(String path) {
        return URI.create(server.base() + "/acme/orders/tree/" + head() + "/" + path)
                .toString();
    }

    private String head() {
        return Git.run(clone, "rev-parse", "HEAD");
    }

    private void commitAndPush() {
        Git.run(clone, "add", "--all");
        Git.run(clone, "commit", "--quiet", "-m", "change");
        Git.run(clone, "push", "--quiet", "origin", "HEAD:refs/heads/main");
    }
}
