package dev.buildrun.scaffolder.builtin.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corners of what files of a skeleton can be. */
final class SkeletonFilesTest {
    @TempDir
    Path directory;

    private ActionRun task;
    private Path skeleton;

    @BeforeEach
    void start() throws IOException {
        skeleton = Files.createDirectories(directory.resolve("template/skeleton"));
        task = new ActionRun(directory.resolve("task")).from(directory.resolve("template/template.yaml"));
    }

    @Test
    void takesANameThatOnlyBeginsLikeTheWayUp() throws Exception {
        put("..foo", "x");

        fetch(false);

        assertThat(workspace()).containsExactly("..foo");
    }

    @Test
    void keepsTheModeOfAFileThatItReplaces() throws Exception {
        put("run.sh", "new");
        task.workspace().write("run.sh", "old".getBytes(StandardCharsets.UTF_8), true);
        fetch(true);

        assertThat(task.workspace().root().resolve("run.sh")).isExecutable().hasContent("new");
    }

    @Test
    void copiesWhatLooksLikeTextAtItsBeginningAndIsNoneAsItIs() throws Exception {
        var bytes = new byte[1_000];
        Arrays.fill(bytes, (byte) 'x');
        bytes[600] = 0;
        bytes[700] = (byte) 0xff;
        Files.write(skeleton.resolve("late.bin"), bytes);
        Files.write(
                skeleton.resolve("latin.txt"), "caf\u00e9 and much more text".getBytes(StandardCharsets.ISO_8859_1));

        fetch(false);

        assertThat(Files.readAllBytes(task.workspace().root().resolve("late.bin")))
                .isEqualTo(bytes);
        assertThat(Files.readAllBytes(task.workspace().root().resolve("latin.txt")))
                .isEqualTo("caf\u00e9 and much more text".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void makesNoEmptyDirectory() throws Exception {
        Files.createDirectories(skeleton.resolve("empty"));
        put("a", "x");

        fetch(false);

        assertThat(task.workspace().list("")).containsExactly("a");
    }

    @Test
    void keepsAByteOrderMark() throws Exception {
        put("a.txt", "\ufeff${{ values.name }}");

        fetch(false);

        assertThat(content("a.txt")).isEqualTo("\ufefforders");
    }

    @Test
    void failsOnScriptsThatLookLikeTheLanguage() throws Exception {
        put("app.min.js", "a{%b");

        assertThatThrownBy(() -> fetch(false))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INPUT))
                .hasMessageContaining("app.min.js");
    }

    @Test
    void writesTheFirstOfTwoFilesThatBecomeTheSame() throws Exception {
        put("${{ values.name }}.txt", "first");
        put("orders.txt", "second");

        fetch(false);

        assertThat(content("orders.txt")).isEqualTo("first");
    }

    @Test
    void keepsNamesThatDifferOnlyInCaseApart() throws Exception {
        put("readme.md", "small");
        put("README.md", "large");
        Files.createSymbolicLink(task.workspace().root().resolve("Readme.md"), Path.of("../secret"));

        fetch(false);

        assertThat(content("readme.md") + content("README.md")).isEqualTo("smalllarge");
        assertThat(directory.resolve("secret")).doesNotExist();
    }

    @Test
    void refusesASkeletonWithALinkToAnAbsolutePath() throws Exception {
        Files.createSymbolicLink(skeleton.resolve("passwd"), Path.of("/etc/passwd"));

        assertThatThrownBy(() -> fetch(false))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED))
                .hasMessageContaining("outside its parent");
        assertThat(task.workspace().list()).isEmpty();
    }

    private void fetch(boolean replace) throws InterruptedException {
        var sources = new Sources(new UrlReaders(List.of()), Integrations.none(), ReadLimits.USUAL);
        task.call(
                new FetchTemplate(sources, new TemplateEngine(TemplateExtensions.none())),
                new FetchTemplate.Input(
                        "./skeleton",
                        null,
                        Json.object().put("name", "orders"),
                        null,
                        null,
                        null,
                        null,
                        replace,
                        null,
                        null,
                        null));
    }

    private void put(String path, String text) throws IOException {
        var file = skeleton.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> workspace() {
        return task.workspace().list("");
    }

    private String content(String path) throws IOException {
        return Files.readString(task.workspace().root().resolve(path));
    }
}
