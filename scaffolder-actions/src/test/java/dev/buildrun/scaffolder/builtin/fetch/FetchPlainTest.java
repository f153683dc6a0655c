package dev.buildrun.scaffolder.builtin.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.BuiltInGitReader;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.scaffolder.testing.ActionRun;
import dev.buildrun.scaffolder.testing.LoopbackGitHost.Git;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads from a real repository, as templates that were registered from the built-in Git host are. */
final class FetchPlainTest {
    private static final String MAIN = "http://localhost:7007/git/platform/templates/src/branch/main";

    @TempDir
    Path directory;

    private Path clone;
    private Sources sources;
    private ActionRun task;

    @BeforeEach
    void start() throws IOException {
        var bare = directory.resolve("repositories/platform/templates.git");
        clone = directory.resolve("clone");
        Git.run(directory, "init", "--bare", "--initial-branch=main", bare.toString());
        Git.run(directory, "clone", "--quiet", bare.toString(), clone.toString());
        put("java/template.yaml", "kind: Template");
        put("java/skeleton/README.md", "${{ values.name }}");
        put("java/skeleton/bin/run.sh", "#!/bin/sh");
        assertThat(clone.resolve("java/skeleton/bin/run.sh").toFile().setExecutable(true))
                .isTrue();
        put("shared/LICENSE", "Apache");
        Files.createSymbolicLink(clone.resolve("java/skeleton/inside"), Path.of("README.md"));
        Files.createSymbolicLink(clone.resolve("java/skeleton/outside"), Path.of("../../../../secret"));
        push();
        var reader = new BuiltInGitReader(
                new BuiltInGit(URI.create("http://localhost:7007/git")),
                directory.resolve("repositories"),
                ReadLimits.USUAL);
        var integrations = Integrations.none().with("localhost:7007", IntegrationType.BUILT_IN);
        sources = new Sources(new UrlReaders(List.of(reader)), integrations, ReadLimits.USUAL);
        task = new ActionRun(directory.resolve("task")).from(MAIN + "/java/template.yaml");
    }

    @Test
    void readsADirectoryBesideTheTemplateAsItIs() throws Exception {
        task.call(new FetchPlain(sources), new FetchPlain.Input("./skeleton", "service", null));

        assertThat(task.workspace().list().stream().map(task.workspace()::relative))
                .containsExactly("service", "service/README.md", "service/bin", "service/bin/run.sh", "service/inside");
        assertThat(file("service/README.md")).hasContent("${{ values.name }}");
        assertThat(file("service/bin/run.sh")).isExecutable();
        assertThat(file("service/inside")).isSymbolicLink();
        assertThat(task.lines()).contains("warn: Leaving out the link outside, which leaves the fetched directory");
    }

    @Test
    void readsFromTheRootOfTheRepositoryAndByAbsoluteUrl() throws Exception {
        task.call(new FetchPlain(sources), new FetchPlain.Input("/shared", null, null));
        task.call(new FetchPlain(sources), new FetchPlain.Input(MAIN + "/shared", "again", null));

        assertThat(file("LICENSE")).hasContent("Apache");
        assertThat(file("again/LICENSE")).hasContent("Apache");
    }

    @Test
    void overwritesWhatIsThere() throws Exception {
        task.workspace().write("LICENSE", "old".getBytes(StandardCharsets.UTF_8), false);

        task.call(new FetchPlainFile(sources), new FetchPlainFile.Input("../shared/LICENSE", "LICENSE", null));

        assertThat(file("LICENSE")).hasContent("Apache");
    }

    @Test
    void succeedsWithNothingWhereTheDirectoryIsMissing() throws Exception {
        task.call(new FetchPlain(sources), new FetchPlain.Input("./missing", null, null));

        assertThat(task.workspace().list()).isEmpty();
    }

    @Test
    void refusesAUrlThatNoReaderTakes() {
        var input = new FetchPlain.Input("http://169.254.169.254/latest", null, null);

        assertThatThrownBy(() -> task.call(new FetchPlain(sources), input))
                .hasMessageStartingWith("Reading from 'http://169.254.169.254/latest' is not allowed.");
    }

    @Test
    void refusesGithubAndGitlabWithoutATokenOfTheUserWhereOneIsRequired() {
        var strict = new Sources(new UrlReaders(List.of()), Integrations.none(), ReadLimits.USUAL, true);
        var url = "https://github.com/acme/orders/tree/main/skeleton";

        assertThatThrownBy(() -> task.call(new FetchPlain(strict), new FetchPlain.Input(url, null, null)))
                .hasMessage("No user credentials provided for host github.com, but"
                        + " scaffolder.requireScmUserCredentials is enabled");
        assertThatThrownBy(() -> task.call(new FetchPlain(strict), new FetchPlain.Input(url, null, "token")))
                .hasMessageStartingWith("Reading from '" + url + "' is not allowed.");
        assertThatThrownBy(() -> task.call(
                        new FetchPlain(strict),
                        new FetchPlain.Input("https://bitbucket.org/acme/orders/src/main/x", null, null)))
                .hasMessageStartingWith("Reading from 'https://bitbucket.org/acme/orders/src/main/x' is not allowed.");
    }

    @Test
    void refusesATargetOutsideBeforeItReads() {
        var input = new FetchPlainFile.Input("http://169.254.169.254/latest", "../x", null);

        assertThatThrownBy(() -> task.call(new FetchPlainFile(sources), input))
                .hasMessageContaining("outside its parent");
    }

    private Path file(String path) {
        return task.workspace().root().resolve(path);
    }

    private void put(String path, String text) throws IOException {
        var file = clone.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void push() {
        Git.run(clone, "add", "--all");
        Git.run(clone, "commit", "--quiet", "-m", "change");
        Git.run(clone, "push", "--quiet", "origin", "HEAD:refs/heads/main");
    }
}
