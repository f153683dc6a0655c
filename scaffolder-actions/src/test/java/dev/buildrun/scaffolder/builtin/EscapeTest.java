package dev.buildrun.scaffolder.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.builtin.catalog.CatalogWrite;
import dev.buildrun.scaffolder.builtin.fetch.FetchCookiecutter;
import dev.buildrun.scaffolder.builtin.fetch.FetchPlain;
import dev.buildrun.scaffolder.builtin.fetch.FetchPlainFile;
import dev.buildrun.scaffolder.builtin.fetch.FetchTemplate;
import dev.buildrun.scaffolder.builtin.fetch.FetchTemplateFile;
import dev.buildrun.scaffolder.builtin.fetch.Sources;
import dev.buildrun.scaffolder.builtin.fs.FsDelete;
import dev.buildrun.scaffolder.builtin.fs.FsReaddir;
import dev.buildrun.scaffolder.builtin.fs.FsRename;
import dev.buildrun.scaffolder.builtin.roadie.FsAppend;
import dev.buildrun.scaffolder.builtin.roadie.FsParse;
import dev.buildrun.scaffolder.builtin.roadie.FsReplace;
import dev.buildrun.scaffolder.builtin.roadie.FsWrite;
import dev.buildrun.scaffolder.builtin.roadie.JsonMerge;
import dev.buildrun.scaffolder.builtin.roadie.Merge;
import dev.buildrun.scaffolder.builtin.roadie.TransformJson;
import dev.buildrun.scaffolder.builtin.roadie.TransformYaml;
import dev.buildrun.scaffolder.builtin.roadie.Zip;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every action that takes a path, given every way out of the workspace that we know. */
final class EscapeTest {
    private static final List<String> WAYS_OUT = List.of(
            "../secret.json",
            "a/../../secret.json",
            "a/./../../secret.json",
            "./../secret.json",
            "//etc/../../../etc/passwd",
            "/etc/passwd",
            "out/secret.json",
            "out/new/file.json",
            "chain/secret.json",
            "a/up/task-too/x.json",
            "a/up/new/x.json",
            "dangling",
            "dangling/x.json",
            "absolute/secret.json",
            "secret-link.json",
            "loop/x.json",
            "../task-too/x.json");

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private ActionRun task;
    private Path root;

    /** What an action does with one path. */
    private interface Use {
        void of(String path) throws InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        var template = Files.createDirectories(directory.resolve("template/skeleton"));
        Files.writeString(template.resolve("file.json"), "{}");
        task = new ActionRun(directory.resolve("task")).from(directory.resolve("template/template.yaml"));
        root = task.workspace().root();
        Files.writeString(directory.resolve("secret.json"), "{\"secret\":1}");
        Files.createDirectory(directory.resolve("task-too"));
        task.workspace().write("a/b/file.json", "{}".getBytes(StandardCharsets.UTF_8), false);
        Files.createSymbolicLink(root.resolve("out"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("a/up"), Path.of("../.."));
        Files.createSymbolicLink(root.resolve("chain"), Path.of("a/b/../up"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("../no-such-file"));
        Files.createSymbolicLink(root.resolve("absolute"), directory);
        Files.createSymbolicLink(root.resolve("secret-link.json"), Path.of("../secret.json"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    }

    @TestFactory
    List<DynamicTest> refusesEveryWayOut() {
        var tests = new ArrayList<DynamicTest>();
        uses().forEach((name, use) -> WAYS_OUT.forEach(
                path -> tests.add(DynamicTest.dynamicTest(name + " " + path, () -> refuses(use, path)))));
        return tests;
    }

    /** As a task begins: nothing is on the disk, and there are no links yet. */
    @TestFactory
    List<DynamicTest> refusesEveryWayOutOfMemory() throws IOException {
        var place = elsewhere.toRealPath();
        var ways = WAYS_OUT.stream()
                .filter(path -> !place.resolve(path).normalize().startsWith(place))
                .toList();
        var tests = new ArrayList<DynamicTest>();
        uses().forEach((name, use) -> ways.forEach(path -> tests.add(DynamicTest.dynamicTest(name + " " + path, () -> {
            task = ActionRun.inMemory(place.resolve("task-" + UUID.randomUUID()))
                    .from(directory.resolve("template/template.yaml"));
            task.workspace().write("a/b/file.json", "{}".getBytes(StandardCharsets.UTF_8), false);
            refuses(use, path);
        }))));
        assertThat(ways).hasSizeGreaterThan(3);
        return tests;
    }

    @TestFactory
    List<DynamicTest> refusesNamesThatNoFileCanHave() {
        var tests = new ArrayList<DynamicTest>();
        uses().forEach((name, use) -> tests.add(DynamicTest.dynamicTest(
                name, () -> assertThatThrownBy(() -> use.of("a\u0000b.json")).isInstanceOf(ServiceException.class))));
        return tests;
    }

    private void refuses(Use use, String path) throws IOException {
        var before = outside();

        assertThatThrownBy(() -> use.of(path))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED))
                .hasMessage("Relative path is not allowed to refer to a directory outside its parent");
        assertThat(outside()).isEqualTo(before);
        assertThat(directory.resolve("secret.json")).hasContent("{\"secret\":1}");
        assertThat(task.lines()).noneMatch(line -> line.contains("\"secret\":1"));
    }

    private Map<String, Use> uses() {
        var integrations = Integrations.none();
        var sources = new Sources(new UrlReaders(List.of()), integrations, ReadLimits.USUAL);
        var engine = new TemplateEngine(TemplateExtensions.none());
        var uses = new LinkedHashMap<String, Use>();
        uses.put(
                "fetch:plain",
                path -> task.call(new FetchPlain(sources), new FetchPlain.Input("./skeleton", path, null)));
        uses.put(
                "fetch:plain:file",
                path -> task.call(
                        new FetchPlainFile(sources), new FetchPlainFile.Input("./skeleton/file.json", path, null)));
        uses.put(
                "fetch:template",
                path -> task.call(
                        new FetchTemplate(sources, engine),
                        new FetchTemplate.Input(
                                "./skeleton", path, null, null, null, null, null, null, null, null, null)));
        uses.put(
                "fetch:template:file",
                path -> task.call(
                        new FetchTemplateFile(sources, engine),
                        new FetchTemplateFile.Input("./skeleton/file.json", path, null, null, true, null, null, null)));
        uses.put(
                "fetch:cookiecutter",
                path -> task.call(
                        new FetchCookiecutter(sources, engine),
                        new FetchCookiecutter.Input("./skeleton", path, Json.object(), null, null, null)));
        uses.put("catalog:write", path -> task.call(new CatalogWrite(), new CatalogWrite.Input(path, Json.object())));
        uses.put("fs:delete", path -> task.call(new FsDelete(), new FsDelete.Input(List.of(path))));
        uses.put("fs:readdir", path -> task.call(new FsReaddir(), new FsReaddir.Input(List.of(path), true)));
        uses.put("fs:rename from", path -> rename(path, "a/new"));
        uses.put("fs:rename to", path -> rename("a/b/file.json", path));
        uses.put("roadiehq:utils:fs:write", path -> task.call(new FsWrite(), new FsWrite.Input(path, "{}", null)));
        uses.put("roadiehq:utils:fs:append", path -> task.call(new FsAppend(), new FsAppend.Input(path, "{}")));
        uses.put("roadiehq:utils:fs:parse", path -> task.call(new FsParse(), new FsParse.Input(path, "json")));
        uses.put(
                "roadiehq:utils:fs:replace",
                path -> task.call(
                        new FsReplace(),
                        new FsReplace.Input(List.of(new FsReplace.Replacement(path, "e", false, "x", true)))));
        uses.put(
                "roadiehq:utils:json:merge",
                path -> task.call(
                        new JsonMerge(), new JsonMerge.Input(path, Json.object().put("a", 1), null, null)));
        uses.put(
                "roadiehq:utils:merge",
                path -> task.call(
                        new Merge(), new Merge.Input(path, Json.object().put("a", 1), null, null, null, null)));
        uses.put(
                "roadiehq:utils:jsonata:json:transform",
                path -> task.call(new TransformJson(), new TransformJson.Input(path, "$", null, null, null)));
        uses.put(
                "roadiehq:utils:jsonata:yaml:transform",
                path -> task.call(new TransformYaml(), new TransformYaml.Input(path, "$", null, null, null)));
        uses.put("roadiehq:utils:zip from", path -> task.call(new Zip(), new Zip.Input(path, "a.zip")));
        uses.put("roadiehq:utils:zip to", path -> task.call(new Zip(), new Zip.Input("a/b", path)));
        return uses;
    }

    private void rename(String from, String to) throws InterruptedException {
        task.call(new FsRename(), new FsRename.Input(List.of(new FsRename.Move(from, to, true))));
    }

    private Set<String> outside() throws IOException {
        try (var files = Files.walk(directory)) {
            return new TreeSet<>(files.filter(path -> !path.startsWith(root))
                    .map(Path::toString)
                    .toList());
        }
    }
}
