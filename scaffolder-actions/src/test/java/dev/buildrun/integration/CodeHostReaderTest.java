package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.UrlReader.Content;
import dev.buildrun.integration.UrlReader.Matches;
import dev.buildrun.integration.UrlReader.NotModified;
import dev.buildrun.integration.UrlReader.Options;
import dev.buildrun.integration.UrlReader.TreeFiles;
import dev.buildrun.scaffolder.testing.LoopbackCodeHost;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodeHostReaderTest {
    private static final ReadLimits LIMITS = new ReadLimits(10_000, 100_000, 20, Duration.ofSeconds(20));

    @TempDir
    Path directory;

    private Path clone;
    private Path bare;
    private LoopbackCodeHost server;
    private UrlReaders readers;

    @BeforeEach
    void push() throws IOException {
        bare = directory.resolve("repositories/orders.git");
        clone = directory.resolve("clone");
        Git.run(directory, "init", "--bare", "--initial-branch=main", bare.toString());
        Git.run(bare, "config", "uploadpack.allowFilter", "true");
        Git.run(bare, "config", "uploadpack.allowAnySHA1InWant", "true");
        Git.run(directory, "clone", "--quiet", bare.toString(), clone.toString());
        Files.createDirectories(clone.resolve("docs/deep"));
        Files.writeString(clone.resolve("catalog-info.yaml"), "kind: Component");
        Files.writeString(clone.resolve("docs/a b.md"), "spaces");
        Files.writeString(clone.resolve("docs/deep/${{ values.name }}.md"), "braces");
        Files.writeString(clone.resolve("docs/.hidden.md"), "hidden");
        Files.writeString(clone.resolve("run.sh"), "#!/bin/sh");
        assertThat(clone.resolve("run.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(clone.resolve("link"), Path.of("docs/a b.md"));
        Files.createSymbolicLink(clone.resolve("out"), Path.of("../../etc/passwd"));
        Files.createSymbolicLink(clone.resolve("docs/up"), Path.of("../run.sh"));
        commitAndPush("main");
        server = new LoopbackCodeHost(directory.resolve("repositories"));
        readers = readers(IntegrationType.GITHUB, LIMITS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, /acme/orders/blob/main/catalog-info.yaml, /acme/orders.git",
        "GITHUB, /acme/orders/tree/main/catalog-info.yaml, /acme/orders.git",
        "GITHUB, /acme/orders/edit/main/catalog-info.yaml, /acme/orders.git",
        "GITHUB, /acme/orders/raw/refs/heads/main/catalog-info.yaml, /acme/orders.git",
        "GITLAB, /g/h/orders/-/blob/main/catalog-info.yaml, /g/h/orders.git",
        "GITLAB, /g/orders/blob/main/catalog-info.yaml, /g/orders.git",
        "GITLAB, /g/orders/-/raw/main/catalog-info.yaml?ref_type=heads, /g/orders.git",
        "GITEA, /acme/orders/src/branch/main/catalog-info.yaml, /acme/orders.git",
        "GITEA, /acme/orders/raw/branch/main/catalog-info.yaml, /acme/orders.git",
        "GITEA, /acme/orders/_edit/main/catalog-info.yaml, /acme/orders.git",
        "BITBUCKET_CLOUD, /acme/orders/src/main/catalog-info.yaml, /acme/orders.git",
        "BITBUCKET_SERVER, /projects/P/repos/orders/browse/catalog-info.yaml?at=main, /scm/P/orders.git",
        "BITBUCKET_SERVER, /projects/P/repos/orders/browse/catalog-info.yaml, /scm/P/orders.git",
        "BITBUCKET_SERVER, /projects/P/repos/orders/raw/catalog-info.yaml?at=refs%2Fheads%2Fmain, /scm/P/orders.git",
        "BITBUCKET_SERVER, /users/u/repos/orders/browse/catalog-info.yaml?at=main, /scm/~u/orders.git",
        "BITBUCKET_SERVER, /ctx/projects/P/repos/orders/browse/catalog-info.yaml, /ctx/scm/P/orders.git",
        "AZURE, /o/p/_git/orders?path=%2Fcatalog-info.yaml&version=GBmain, /o/p/_git/orders",
        "AZURE, /o/p/_git/orders?path=/catalog-info.yaml, /o/p/_git/orders",
        "GERRIT, /acme/orders/+/refs/heads/main/catalog-info.yaml, /acme/orders",
        "GERRIT, /acme/orders/+/HEAD/catalog-info.yaml, /acme/orders",
        "GERRIT, /acme/orders/+/main/catalog-info.yaml, /acme/orders",
    })
    void readsAFileOfEachKindOfHost(IntegrationType type, String path, String cloned) {
        var read = readers(type, LIMITS).read(server.base() + path, Options.NONE);

        assertThat(read).isInstanceOfSatisfying(Content.class, content -> {
            assertThat(content.bytes()).asString().isEqualTo("kind: Component");
            assertThat(content.etag()).isEqualTo(head());
        });
        assertThat(server.asked().getFirst().path()).isEqualTo(cloned + "/info/refs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme/orders", "/acme/orders.git", "/acme/orders/tree/main", "/acme/orders/tree/main/"})
    void readsTheWholeTreeOfARepository(String path) {
        var tree = (TreeFiles) readers.readTree(server.base() + path, Options.NONE);

        assertThat(tree.files())
                .extracting(file -> file.kind() + " " + file.path())
                .containsExactly(
                        "REGULAR catalog-info.yaml",
                        "REGULAR docs/.hidden.md",
                        "REGULAR docs/a b.md",
                        "REGULAR docs/deep/${{ values.name }}.md",
                        "LINK docs/up",
                        "LINK link",
                        "EXECUTABLE run.sh");
        assertThat(tree.etag()).isEqualTo(head());
    }

    /** As the catalog writes them into {@code backstage.io/source-location}. */
    @ParameterizedTest
    @CsvSource({
        "GITHUB, /acme/orders/tree/main/docs/",
        "GITLAB, /g/h/orders/-/blob/main/docs/",
        "GITEA, /acme/orders/src/branch/main/docs/",
        "BITBUCKET_CLOUD, /acme/orders/src/main/docs/",
        "BITBUCKET_SERVER, /projects/P/repos/orders/browse/docs/?at=main",
        "AZURE, /o/p/_git/orders?path=%2Fdocs%2F&version=GBmain",
        "GERRIT, /acme/orders/+/refs/heads/main/docs/",
    })
    void readsTheFolderOfADescriptorOfEachKindOfHost(IntegrationType type, String path) {
        var tree = (TreeFiles) readers(type, LIMITS).readTree(server.base() + path, Options.NONE);

        assertThat(tree.files()).extracting(RemoteFile::path).contains("a b.md", "deep/${{ values.name }}.md");
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, /acme/orders",
        "GITLAB, /g/h/orders",
        "GITLAB, /g/h/orders/-/tree/main",
        "GITEA, /acme/orders",
        "BITBUCKET_CLOUD, /acme/orders",
        "BITBUCKET_CLOUD, /acme/orders/src/main/",
        "BITBUCKET_SERVER, /projects/P/repos/orders",
        "AZURE, /o/p/_git/orders",
        "AZURE, /o/p/_git/orders?path=%2F&version=GBmain",
        "GERRIT, /acme/orders",
    })
    void readsTheRootOfEachKindOfHost(IntegrationType type, String path) {
        var tree = (TreeFiles) readers(type, LIMITS).readTree(server.base() + path, Options.NONE);

        assertThat(tree.files()).extracting(RemoteFile::path).contains("catalog-info.yaml", "docs/a b.md");
    }

    @Test
    void readsHostsThatLieBelowAPath() {
        var base = URI.create(server.base() + "/code");
        var host = CodeHost.at(IntegrationType.GITLAB, base);
        var below = new UrlReaders(
                List.of(new CodeHostReader(List.of(host), directory.resolve("cache"), LIMITS, CodeHostLimits.USUAL)));

        assertThat(text(below, base + "/g/h/orders/-/blob/main/run.sh")).isEqualTo("#!/bin/sh");
        assertThat(server.asked().getFirst().path()).isEqualTo("/code/g/h/orders.git/info/refs");
        assertThatThrownBy(() -> below.read(server.base() + "/g/h/orders/-/blob/main/run.sh", Options.NONE))
                .satisfies(isOfKind(ErrorKind.INPUT))
                .hasMessageStartingWith("Expected an address that begins with " + base);
    }

    @Test
    void leavesOutLinksThatLeaveTheDirectoryThatIsRead() {
        assertThat(paths(main("docs"))).containsExactly(".hidden.md", "a b.md", "deep/${{ values.name }}.md");
    }

    @Test
    void readsADirectoryThatIsNotThereAsEmpty() {
        assertThat(paths(main("nothing"))).isEmpty();
        assertThat(paths(main("run.sh"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, /acme/orders/blob/main/**/*.md, /acme/orders/blob/main/docs/a%20b.md",
        "GITLAB, /g/orders/-/blob/main/docs/*.md, /g/orders/-/blob/main/docs/a%20b.md",
        "BITBUCKET_CLOUD, /acme/orders/src/main/docs/a*.md, /acme/orders/src/main/docs/a%20b.md",
        "BITBUCKET_SERVER, /projects/P/repos/orders/browse/docs/*.md?at=main,"
                + " /projects/P/repos/orders/browse/docs/a%20b.md?at=main",
        "AZURE, /o/p/_git/orders?path=%2Fdocs%2F*.md&version=GBmain,"
                + " /o/p/_git/orders?path=%2Fdocs%2Fa%20b.md&version=GBmain",
        "GERRIT, /acme/orders/+/refs/heads/main/docs/*.md, /acme/orders/+/refs/heads/main/docs/a%20b.md",
    })
    void findsByWildcards(IntegrationType type, String path, String found) {
        var matches = (Matches) readers(type, LIMITS).search(server.base() + path, Options.NONE);

        assertThat(matches.files()).extracting(UrlReader.Match::url).contains(server.base() + found);
        assertThat(matches.files()).noneMatch(file -> file.url().contains("hidden"));
        assertThat(matches.etag()).isEqualTo(head());
    }

    @Test
    void knowsNoWildcardsInGitea() {
        assertThatThrownBy(() -> readers(IntegrationType.GITEA, LIMITS)
                        .search(server.base() + "/acme/orders/src/branch/main/*.md", Options.NONE))
                .satisfies(isOfKind(ErrorKind.NOT_IMPLEMENTED))
                .hasMessage("Unsupported search pattern URL");
    }

    @Test
    void findsOneFileOrNone() {
        assertThat(((Matches) readers.search(main("catalog-info.yaml"), Options.NONE)).files())
                .extracting(UrlReader.Match::url)
                .containsExactly(main("catalog-info.yaml"));
        assertThat(((Matches) readers.search(main("missing.yaml"), Options.NONE)).files())
                .isEmpty();
    }

    @Test
    void asksOnlyForTheReferencesWhereNothingHasChanged() throws IOException {
        readers.readTree(main(""), Options.NONE);
        server.forget();

        assertThat(readers.readTree(main("docs"), Options.unlessChanged(head())))
                .isEqualTo(new NotModified());
        assertThat(readers.read(main("run.sh"), Options.unlessChanged(head()))).isEqualTo(new NotModified());
        assertThat(readers.search(main("*.md"), Options.unlessChanged(head()))).isEqualTo(new NotModified());
        assertThat(server.count("fetch")).isZero();
        assertThat(server.count("ls-refs")).isEqualTo(3);

        var before = head();
        Files.writeString(clone.resolve("new"), "new");
        commitAndPush("main");

        assertThat(readers.read(main("new"), Options.unlessChanged(before))).isInstanceOf(Content.class);
    }

    @Test
    void fetchesNothingTwice() {
        readers.readTree(main(""), Options.NONE);
        server.forget();

        readers.readTree(main("docs"), Options.NONE);
        readers.read(main("run.sh"), Options.NONE);

        assertThat(server.count("fetch")).isZero();
    }

    @Test
    void fetchesOnlyTheFilesThatAreAskedFor() throws IOException {
        Files.write(clone.resolve("large.bin"), noise(64));
        Files.write(clone.resolve("larger.bin"), noise(3 << 20));
        commitAndPush("main");
        var small = readers(IntegrationType.GITHUB, LIMITS, new CodeHostLimits(2, 1 << 20, 1 << 30));

        assertThat(text(small, main("catalog-info.yaml"))).isEqualTo("kind: Component");
    }

    @Test
    void fetchesTheWholeCommitWhereTheHostCannotLeaveFilesOut() {
        Git.run(bare, "config", "uploadpack.allowFilter", "false");

        assertThat(text(readers, main("run.sh"))).isEqualTo("#!/bin/sh");
        assertThat(text(readers, main("catalog-info.yaml"))).isEqualTo("kind: Component");
        assertThat(server.count("fetch")).isEqualTo(1);
    }

    @Test
    void speaksTheOldProtocolToo() {
        server.trouble(LoopbackCodeHost.Trouble.OLD_PROTOCOL);

        assertThat(text(readers, main("run.sh"))).isEqualTo("#!/bin/sh");
        assertThat(paths(server.base() + "/acme/orders/tree/main/docs")).contains("a b.md");
        assertThat(server.count("ls-refs")).isZero();
    }

    @Test
    void readsABranchWithSlashesEscapedOrNot() throws IOException {
        Files.writeString(clone.resolve("catalog-info.yaml"), "kind: API");
        Git.run(clone, "checkout", "--quiet", "-b", "feature/one/two");
        commitAndPush("feature/one/two");

        assertThat(text(readers, server.base() + "/acme/orders/blob/feature/one/two/catalog-info.yaml"))
                .isEqualTo("kind: API");
        assertThat(text(readers, server.base() + "/acme/orders/blob/feature%2Fone%2Ftwo/catalog-info.yaml"))
                .isEqualTo("kind: API");
    }

    @Test
    void readsTagsAndCommits() throws IOException {
        var first = head();
        Git.run(clone, "tag", "v1");
        Git.run(clone, "tag", "-a", "-m", "annotated", "v1-annotated");
        Git.run(clone, "push", "--quiet", "origin", "--tags");
        Files.writeString(clone.resolve("catalog-info.yaml"), "kind: API");
        commitAndPush("main");

        for (var revision : List.of("v1", "v1-annotated", first)) {
            var read = (Content)
                    readers.read(server.base() + "/acme/orders/blob/" + revision + "/catalog-info.yaml", Options.NONE);
            assertThat(read.bytes()).asString().isEqualTo("kind: Component");
            assertThat(read.etag()).isEqualTo(first);
        }
        assertThat(text(
                        readers(IntegrationType.AZURE, LIMITS),
                        server.base() + "/o/p/_git/orders?path=/catalog-info.yaml&version=GTv1"))
                .isEqualTo("kind: Component");
        assertThat(text(
                        readers(IntegrationType.GITEA, LIMITS),
                        server.base() + "/o/orders/src/commit/" + first + "/catalog-info.yaml"))
                .isEqualTo("kind: Component");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/acme/orders/blob/main/missing",
                "/acme/orders/blob/main/docs",
                "/acme/orders/blob/nowhere/run.sh",
                "/acme/orders/blob/0123456789012345678901234567890123456789/run.sh",
                "/acme/nothing/blob/main/run.sh",
            })
    void saysNotFoundWhereThereIsNoFile(String path) {
        assertThatThrownBy(() -> readers.read(server.base() + path, Options.NONE))
                .satisfies(isOfKind(ErrorKind.NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, /acme",
        "GITHUB, /acme/orders/issues/1",
        "GITHUB, /acme/orders/blob/main/%2e%2e/x",
        "GITHUB, /acme/..%2forders/blob/main/x",
        "GITLAB, /g/orders/-/jobs/artifacts/main",
        "BITBUCKET_SERVER, /projects/P",
        "AZURE, /o/p/orders?path=/x",
        "AZURE, /o/p/_git/orders?path=/x&version=XXmain",
        "GERRIT, /+/main/x",
    })
    void refusesWhatIsNoPlaceInARepository(IntegrationType type, String path) {
        assertThatThrownBy(() -> readers(type, LIMITS).read(server.base() + path, Options.NONE))
                .satisfies(isOfKind(ErrorKind.INPUT));
        assertThat(server.asked()).isEmpty();
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private UrlReaders readers(IntegrationType type, ReadLimits limits) {
        return readers(type, limits, CodeHostLimits.USUAL);
    }

    private UrlReaders readers(IntegrationType type, ReadLimits limits, CodeHostLimits hostLimits) {
        var host = CodeHost.at(type, server.base());
        return new UrlReaders(
                List.of(new CodeHostReader(List.of(host), directory.resolve("cache"), limits, hostLimits)));
    }

    private String main(String path) {
        return server.base() + "/acme/orders/tree/main/" + path;
    }

    private static String text(UrlReaders readers, String url) {
        return new String(((Content) readers.read(url, Options.NONE)).bytes(), StandardCharsets.UTF_8);
    }

    private List<String> paths(String url) {
        return ((TreeFiles) readers.readTree(url, Options.NONE))
                .files().stream().map(RemoteFile::path).toList();
    }

    private String head() {
        return Git.run(clone, "rev-parse", "HEAD");
    }

    private void commitAndPush(String branch) {
        Git.run(clone, "add", "--all");
        Git.run(clone, "commit", "--quiet", "-m", "change");
        Git.run(clone, "push", "--quiet", "origin", "HEAD:refs/heads/" + branch);
    }

    static Consumer<Throwable> isOfKind(ErrorKind kind) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
