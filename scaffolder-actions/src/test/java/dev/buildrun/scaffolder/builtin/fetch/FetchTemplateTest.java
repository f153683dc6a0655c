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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

final class FetchTemplateTest {
    private static final Sources SOURCES =
            new Sources(new UrlReaders(List.of()), Integrations.none(), ReadLimits.USUAL);

    @TempDir
    Path directory;

    private final ObjectNode values = Json.object();
    private Path skeleton;
    private ActionRun task;

    /** The input that a test does not set stays null. */
    private @Nullable List<String> copyWithoutTemplating;

    private @Nullable List<String> copyWithoutRender;
    private @Nullable JsonNode extension;
    private @Nullable String targetPath;
    private @Nullable Boolean replace;
    private @Nullable Boolean cookiecutter;
    private @Nullable Boolean trimBlocks;
    private String url = "./skeleton";

    @BeforeEach
    void start() throws IOException {
        skeleton = Files.createDirectories(directory.resolve("template/skeleton"));
        task = new ActionRun(directory.resolve("task")).from(directory.resolve("template/template.yaml"));
        values.put("name", "orders").put("package", "com/example").put("empty", "");
    }

    @Test
    void fillsInContentsAndNames() throws Exception {
        put("README.md", "# ${{ values.name }} {{ values.name }} ${{ values.missing }}.");
        put("src/${{ values.package }}/${{ values.name }}.txt", "x");

        fetch();

        assertThat(workspace()).containsExactly("README.md", "src/com/example/orders.txt");
        assertThat(content("README.md")).isEqualTo("# orders {{ values.name }} .");
    }

    @Test
    void logsAsBackstageDoes() throws Exception {
        put("a/b.txt", "x");
        put("c.bin", "\0");

        fetch();

        assertThat(task.lines())
                .containsExactly(
                        "Fetching template content from remote URL",
                        "Listing files and directories in template",
                        "Processing 3 template files/directories with input values"
                                + " {\"empty\":\"\",\"name\":\"orders\",\"package\":\"com/example\"}",
                        "Writing directory a/ to template output path.",
                        "Copying file binary or symbolic link at c.bin, to template output path.",
                        "Writing file a/b.txt to template output path with mode 33188.",
                        "Template result written to " + task.workspace().root());
    }

    @Test
    void leavesOutWhatRendersToNoName() throws Exception {
        put("{% if values.empty %}never{% endif %}/file", "x");
        put("a/{% if values.empty %}never{% endif %}/file", "x");
        put("${{ values.empty }}", "x");
        values.put("absolute", "/etc/passwd");
        put("${{ values.absolute }}", "x");
        put("{% if values.name %}always{% endif %}/file", "x");

        fetch();

        assertThat(workspace()).containsExactly("always/file");
    }

    @Test
    void refusesANameThatLeavesTheTarget() throws Exception {
        values.put("up", "../../etc");
        put("${{ values.up }}", "x");

        refuses(ErrorKind.NOT_ALLOWED, "outside its parent");
        assertThat(workspace()).isEmpty();
    }

    @Test
    void refusesATargetThatLeavesTheWorkspace() throws Exception {
        put("a", "x");
        targetPath = "../elsewhere";

        refuses(ErrorKind.NOT_ALLOWED, "outside its parent");
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void refusesToWriteThroughALinkOfTheWorkspaceThatLeaves() throws Exception {
        put("link/file", "x");
        var outside = Files.createDirectory(directory.resolve("outside"));
        Files.createSymbolicLink(task.workspace().root().resolve("link"), outside);

        refuses(ErrorKind.NOT_ALLOWED, "outside its parent");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void refusesALinkThatLeavesTheSkeleton() throws Exception {
        Files.writeString(directory.resolve("template/secret"), "secret");
        Files.createSymbolicLink(skeleton.resolve("link"), Path.of("../secret"));

        refuses(ErrorKind.NOT_ALLOWED, "outside its parent");
        assertThat(workspace()).isEmpty();
    }

    @Test
    void copiesALinkThatStays() throws Exception {
        put("file", "${{ values.name }}");
        Files.createSymbolicLink(skeleton.resolve("link"), Path.of("file"));

        fetch();

        assertThat(Files.readSymbolicLink(task.workspace().root().resolve("link")))
                .hasToString("file");
        assertThat(content("link")).isEqualTo("orders");
    }

    @Test
    void refusesAUrlThatLeavesTheTemplatesDirectory() throws Exception {
        put("a", "x");
        Files.writeString(directory.resolve("secret"), "secret");

        url = "../";
        refuses(ErrorKind.NOT_ALLOWED, "outside its parent");
        url = directory.toString();
        refuses(ErrorKind.NOT_ALLOWED, "outside its parent");
        url = "file://" + directory;
        refuses(ErrorKind.NOT_ALLOWED, "Reading from 'file://" + directory + "' is not allowed");
    }

    @Test
    void refusesARelativeUrlWhereTheTemplatesPlaceIsNotKnown() {
        task = new ActionRun(directory.resolve("other"));

        refuses(
                ErrorKind.INPUT,
                "Failed to fetch, template location could not be determined and the fetch URL is relative, ./skeleton");
    }

    @Test
    void refusesARelativeUrlOfATemplateFromAnUnknownHost() {
        task.from("https://example.com/template.yaml");

        refuses(ErrorKind.INPUT, "No integration found for location https://example.com/template.yaml");
    }

    @Test
    void saysSoWhereTheDirectoryIsMissing() {
        url = "./missing";

        refuses(ErrorKind.NOT_FOUND, "Expected the directory ./missing beside the template");
    }

    @Test
    void copiesWhatIsNoTextAsItIs() throws Exception {
        var latin = "${{ values.name }} caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        put("a.bin", "\0${{ values.name }}");
        Files.write(skeleton.resolve("latin.txt"), latin);
        put("utf8.txt", "${{ values.name }} café");

        fetch();

        assertThat(content("a.bin")).isEqualTo("\0${{ values.name }}");
        assertThat(task.workspace().root().resolve("latin.txt")).hasBinaryContent(latin);
        assertThat(content("utf8.txt")).isEqualTo("orders café");
    }

    @Test
    void keepsTheExecuteBit() throws Exception {
        put("run.sh", "${{ values.name }}");
        assertThat(skeleton.resolve("run.sh").toFile().setExecutable(true)).isTrue();

        fetch();

        assertThat(task.workspace().root().resolve("run.sh")).isExecutable().hasContent("orders");
        assertThat(task.lines()).contains("Writing file run.sh to template output path with mode 33261.");
    }

    @Test
    void copiesContentsWithoutTemplatingWhereAsked() throws Exception {
        put(".github/workflows/${{ values.name }}.yml", "${{ secrets.TOKEN }}");
        put("raw/deep/file", "${{ values.name }}");
        put("old", "${{ values.name }}");
        put("cooked", "${{ values.name }}");
        copyWithoutTemplating = List.of(".github/workflows/*", "raw");
        copyWithoutRender = List.of("old");

        fetch();

        assertThat(content(".github/workflows/orders.yml")).isEqualTo("${{ secrets.TOKEN }}");
        assertThat(content("raw/deep/file")).isEqualTo("${{ values.name }}");
        assertThat(content("old")).isEqualTo("${{ values.name }}");
        assertThat(content("cooked")).isEqualTo("orders");
    }

    @Test
    void rendersOnlyFilesWithTheExtensionWhereThereIsOne() throws Exception {
        put("${{ values.name }}.md.njk", "${{ values.name }}");
        put("${{ values.name }}.txt", "${{ values.name }}");
        put(".njk", "${{ values.name }}");
        extension = BooleanNode.TRUE;

        fetch();

        assertThat(workspace()).containsExactly(".njk", "orders.md", "orders.txt");
        assertThat(content("orders.md")).isEqualTo("orders");
        assertThat(content("orders.txt")).isEqualTo("${{ values.name }}");
    }

    @Test
    void takesAnExtensionWithOrWithoutItsDot() throws Exception {
        put("a.tpl", "${{ values.name }}");
        extension = StringNode.valueOf("tpl");

        fetch();

        assertThat(content("a")).isEqualTo("orders");
    }

    @Test
    void refusesAnExtensionTogetherWithWhatContradictsIt() throws Exception {
        put("a", "x");
        extension = BooleanNode.TRUE;
        copyWithoutTemplating = List.of();

        refuses(
                ErrorKind.INPUT,
                "Fetch action input extension incompatible with copyWithoutTemplating and cookiecutterCompat");
    }

    @Test
    void keepsAFileThatIsThereUnlessToldToReplaceIt() throws Exception {
        put("a", "new");
        task.workspace().write("a", "old".getBytes(StandardCharsets.UTF_8), false);

        fetch();
        assertThat(content("a")).isEqualTo("old");
        replace = true;
        fetch();

        assertThat(content("a")).isEqualTo("new");
    }

    @Test
    void writesToADirectoryOfTheWorkspace() throws Exception {
        put("a", "${{ values.name }}");
        targetPath = "./deep/target";

        fetch();

        assertThat(workspace()).containsExactly("deep/target/a");
    }

    @Test
    void namesTheFileThatCannotBeRendered() throws Exception {
        put("docs/broken.md", "one\n{% if %}");

        refuses(ErrorKind.INPUT, "docs/broken.md: ");
        refuses(ErrorKind.INPUT, "line 2");
    }

    @Test
    void rendersAsCookiecutterDoesWhereAsked() throws Exception {
        put("{{ cookiecutter.name }}.txt", "{{ cookiecutter.name }} ${{ values.name }}");
        cookiecutter = true;

        fetch();

        assertThat(content("orders.txt")).startsWith("orders $");
    }

    @Test
    void trimsBlocksWhereAsked() throws Exception {
        put("a", "{% if values.name %}\nx\n{% endif %}\n");
        trimBlocks = true;

        fetch();

        assertThat(content("a")).isEqualTo("x\n");
    }

    @Test
    void stopsBetweenFilesWhenInterrupted() throws Exception {
        put("a", "x");
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::fetch).isInstanceOf(InterruptedException.class);
        assertThat(workspace()).isEmpty();
    }

    @Test
    void fetchesOneFile() throws Exception {
        put("a.txt", "${{ values.name }}");
        var action = new FetchTemplateFile(SOURCES, new TemplateEngine(TemplateExtensions.none()));
        var input = new FetchTemplateFile.Input("./skeleton/a.txt", "deep/b.txt", values, null, null, null, null, null);

        task.call(action, input);
        put("a.txt", "changed");
        task.call(action, input);

        assertThat(content("deep/b.txt")).isEqualTo("orders");
        assertThat(task.lines()).endsWith("File deep/b.txt already exists in workspace, not replacing.");
    }

    private void fetch() throws InterruptedException {
        task.call(new FetchTemplate(SOURCES, new TemplateEngine(TemplateExtensions.none())), input());
    }

    private FetchTemplate.Input input() {
        return new FetchTemplate.Input(
                url,
                targetPath,
                values,
                copyWithoutRender,
                copyWithoutTemplating,
                cookiecutter,
                extension,
                replace,
                trimBlocks,
                null,
                null);
    }

    private void refuses(ErrorKind kind, String message) {
        assertThatThrownBy(this::fetch)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private void put(String path, String text) throws IOException {
        var file = skeleton.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> workspace() {
        return task.workspace().list().stream()
                .filter(Files::isRegularFile)
                .map(task.workspace()::relative)
                .toList();
    }

    private String content(String path) throws IOException {
        return Files.readString(task.workspace().root().resolve(path));
    }
}
