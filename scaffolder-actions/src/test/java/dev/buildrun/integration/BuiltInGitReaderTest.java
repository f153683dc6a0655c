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
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuiltInGitReaderTest {
    private static final String HOST = "http://localhost:7007/git";
    private static final String MAIN = HOST + "/payments/orders/src/branch/main";
    private static final BuiltInGit ADDRESSES = new BuiltInGit(URI.create(HOST));

    @TempDir
    Path directory;

    private Path clone;
    private UrlReaders readers;

    @BeforeEach
    void push() throws IOException {
        var bare = directory.resolve("repositories/payments/orders.git");
        clone = directory.resolve("clone");
        Git.run(directory, "init", "--bare", "--initial-branch=main", bare.toString());
        Git.run(directory, "clone", "--quiet", bare.toString(), clone.toString());
        Files.createDirectories(clone.resolve("docs/deep"));
        Files.writeString(clone.resolve("catalog-info.yaml"), "kind: Component");
        Files.writeString(clone.resolve("docs/a b.md"), "spaces");
        Files.writeString(clone.resolve("docs/deep/${{ values.name }}.md"), "braces");
        Files.writeString(clone.resolve("run.sh"), "#!/bin/sh");
        assertThat(clone.resolve("run.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(clone.resolve("link"), Path.of("docs/a b.md"));
        commitAndPush("main");
        readers = readers(new ReadLimits(100, 1_000, 20, Duration.ofSeconds(1)));
    }

    @Test
    void readsAFileWithTheCommitAsETag() {
        var read = readers.read(MAIN + "/catalog-info.yaml", Options.NONE);

        assertThat(read).isInstanceOfSatisfying(Content.class, content -> {
            assertThat(content.bytes()).asString().isEqualTo("kind: Component");
            assertThat(content.etag()).isEqualTo(Git.run(clone, "rev-parse", "HEAD"));
        });
    }

    @Test
    void saysNotModifiedUntilSomethingIsPushed() throws IOException {
        var before = Git.run(clone, "rev-parse", "HEAD");
        assertThat(readers.read(MAIN + "/run.sh", Options.unlessChanged(before)))
                .isEqualTo(new NotModified());

        Files.writeString(clone.resolve("new"), "new");
        commitAndPush("main");

        assertThat(readers.read(MAIN + "/run.sh", Options.unlessChanged(before)))
                .isInstanceOf(Content.class);
    }

    @Test
    void readsNamesWithSpacesAndBracesHoweverTheyAreWritten() {
        assertThat(text(MAIN + "/docs/a%20b.md")).isEqualTo("spaces");
        assertThat(text(MAIN + "/docs/a b.md")).isEqualTo("spaces");
        assertThat(text(MAIN + "/docs/deep/${{ values.name }}.md")).isEqualTo("braces");
    }

    @Test
    void readsABranchWithSlashesEscapedOrNot() throws IOException {
        Git.run(clone, "checkout", "--quiet", "-b", "feature/one/two");
        Files.writeString(clone.resolve("catalog-info.yaml"), "kind: API");
        commitAndPush("feature/one/two");

        var contents = ADDRESSES.contentsUrl(new RepositoryName("payments", "orders"), "feature/one/two");

        assertThat(contents).isEqualTo(HOST + "/payments/orders/src/branch/feature%2Fone%2Ftwo");
        assertThat(text(contents + "/catalog-info.yaml")).isEqualTo("kind: API");
        assertThat(text(HOST + "/payments/orders/src/branch/feature/one/two/catalog-info.yaml"))
                .isEqualTo("kind: API");
    }

    @Test
    void readsATreeWithExecuteBitsAndLinks() {
        var tree = (TreeFiles) readers.readTree(MAIN, Options.NONE);

        assertThat(tree.files())
                .extracting(file -> file.kind() + " " + file.path())
                .containsExactly(
                        "REGULAR catalog-info.yaml",
                        "REGULAR docs/a b.md",
                        "REGULAR docs/deep/${{ values.name }}.md",
                        "LINK link",
                        "EXECUTABLE run.sh");
        assertThat(tree.files().get(3).bytes()).asString().isEqualTo("docs/a b.md");
    }

    @Test
    void readsADirectoryAndTheDefaultBranchOfARepository() {
        assertThat(paths(MAIN + "/docs/")).containsExactly("a b.md", "deep/${{ values.name }}.md");
        assertThat(paths(HOST + "/payments/orders")).contains("catalog-info.yaml");
        assertThat(paths(HOST + "/payments/orders.git")).contains("catalog-info.yaml");
    }

    @Test
    void readsADirectoryThatIsNotThereAsEmpty() {
        assertThat(paths(MAIN + "/nothing")).isEmpty();
        assertThat(paths(MAIN + "/doc")).isEmpty();
    }

    @Test
    void findsByWildcards() {
        var found = (Matches) readers.search(MAIN + "/**/*.md", Options.NONE);

        assertThat(found.files())
                .extracting(UrlReader.Match::url)
                .containsExactly(MAIN + "/docs/a b.md", MAIN + "/docs/deep/${{ values.name }}.md");
    }

    @Test
    void findsOneFileOrNone() {
        assertThat(((Matches) readers.search(MAIN + "/catalog-info.yaml", Options.NONE)).files())
                .extracting(UrlReader.Match::url)
                .containsExactly(MAIN + "/catalog-info.yaml");
        assertThat(((Matches) readers.search(MAIN + "/missing.yaml", Options.NONE)).files())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/payments/orders/src/branch/main/missing",
                "/payments/orders/src/branch/main/docs",
                "/payments/orders/src/branch/main",
                "/payments/orders/src/branch/nowhere/run.sh",
                "/payments/nothing/src/branch/main/run.sh"
            })
    void saysNotFoundWhereThereIsNoFile(String path) {
        assertThatThrownBy(() -> readers.read(HOST + path, Options.NONE)).satisfies(isOfKind(ErrorKind.NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/payments",
                "/payments/orders/blob/main/run.sh",
                "/../orders/src/branch/main/run.sh",
                "/%2e%2e/orders/src/branch/main/run.sh",
                "/payments/..%2f..%2forders/src/branch/main/run.sh"
            })
    void refusesAnAddressOfAnotherShape(String path) {
        assertThatThrownBy(() -> readers.read(HOST + path, Options.NONE)).satisfies(isOfKind(ErrorKind.INPUT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:7008/git/payments/orders/src/branch/main/run.sh",
                "https://localhost:7007/git/payments/orders/src/branch/main/run.sh",
                "http://localhost:7007/gitx/payments/orders/src/branch/main/run.sh"
            })
    void leavesOtherHostsAlone(String url) {
        assertThatThrownBy(() -> readers.read(url, Options.NONE)).satisfies(isOfKind(ErrorKind.NOT_ALLOWED));
    }

    @Test
    void refusesWhatIsTooLarge() throws IOException {
        Files.writeString(clone.resolve("large"), "x".repeat(101));
        commitAndPush("main");

        assertThatThrownBy(() -> readers.read(MAIN + "/large", Options.NONE))
                .hasMessageContaining("is too large: expected at most 100 bytes");
        assertThatThrownBy(() -> readers.readTree(MAIN, Options.NONE))
                .hasMessageContaining("is too large: expected at most 100 bytes");
        assertThatThrownBy(() -> readers(new ReadLimits(1_000, 1_000, 4, Duration.ofSeconds(1)))
                        .readTree(MAIN, Options.NONE))
                .hasMessageContaining("expected at most 4 files");
    }

    private UrlReaders readers(ReadLimits limits) {
        return new UrlReaders(List.of(new BuiltInGitReader(ADDRESSES, directory.resolve("repositories"), limits)));
    }

    private String text(String url) {
        return new String(((Content) readers.read(url, Options.NONE)).bytes(), StandardCharsets.UTF_8);
    }

    private List<String> paths(String url) {
        return ((TreeFiles) readers.readTree(url, Options.NONE))
                .files().stream().map(RemoteFile::path).toList();
    }

    private void commitAndPush(String branch) {
        Git.run(clone, "add", "--all");
        Git.run(clone, "commit", "--quiet", "-m", "change");
        Git.run(clone, "push", "--quiet", "origin", "HEAD:refs/heads/" + branch);
    }

    private static Consumer<Throwable> isOfKind(ErrorKind kind) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
