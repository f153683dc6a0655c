package dev.buildrun.scaffolder.builtin.roadie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class RoadieActionsTest {
    @TempDir
    Path directory;

    private ActionRun task;
    private Path root;

    @BeforeEach
    void start() {
        task = new ActionRun(directory.resolve("task"));
        root = task.workspace().root();
    }

    @Test
    void leavesWhatIsNotJsonAsItIsWhenItIsToBeLaidOut() throws Exception {
        task.call(new FsWrite(), new FsWrite.Input("a", "not json", true));

        assertThat(text("a")).isEqualTo("not json");
    }

    @Test
    void appendsToAFileButMakesNoDirectory() throws Exception {
        task.call(new FsAppend(), new FsAppend.Input("a", "one"));
        task.call(new FsAppend(), new FsAppend.Input("a", "two"));

        assertThat(text("a")).isEqualTo("onetwo");
        assertThatThrownBy(() -> task.call(new FsAppend(), new FsAppend.Input("x/y", "one")))
                .hasMessage("ENOENT: no such file or directory, open '" + root + "/x/y'");
    }

    @Test
    void parsesEveryDocumentOfAFile() throws Exception {
        write("a.yaml", "a: 1\n---\nb: [2, yes]\n");

        assertThat(parse("a.yaml", "multiyaml")).isEqualTo("[{\"a\":1},{\"b\":[2,\"yes\"]}]");
        assertThatThrownBy(() -> parse("a.yaml", "yaml")).hasMessageContaining("multiple documents");
        assertThatThrownBy(() -> parse("missing", null))
                .hasMessage("ENOENT: no such file or directory, open '" + root + "/missing'");
        assertThatThrownBy(() -> parse(".", null)).hasMessage("EISDIR: illegal operation on a directory, read");
    }

    @Test
    void replacesTextAndPatternsAsJavaScriptDoes() throws Exception {
        write("a.txt", "a.b a.b $");

        replace("a.txt", "a.b", false, "<$&>$$");
        assertThat(text("a.txt")).isEqualTo("<a.b>$ <a.b>$ $");
        replace("*.txt", "(a).(b)", true, "$2$1");

        assertThat(text("a.txt")).isEqualTo("<ba>$ <ba>$ $");
    }

    @Test
    void leavesFilesAloneInWhichThereIsNothingToReplace() throws Exception {
        var bytes = new byte[] {'a', (byte) 0xff, 'b'};
        task.workspace().write("dir/a.bin", bytes, false);

        replace("dir/*", "x", false, "y");
        replace("dir", "a", false, "y");

        assertThat(Files.readAllBytes(root.resolve("dir/a.bin"))).isEqualTo(bytes);
    }

    @Test
    void refusesAReplacementThatSaysTooLittle() {
        assertThatThrownBy(() -> replace("a", "x", false, ""))
                .hasMessage("each file must have a find and replaceWith property");
        assertThatThrownBy(() -> replace("", "x", false, "y")).hasMessage("Path to file needs to be defined");
    }

    @Test
    void waitsForTheSecondsAndNoLongerThanAllowed() throws Exception {
        var waited = new ArrayList<Duration>();
        var sleep = new Sleep(waited::add, Duration.ofMinutes(1));

        task.call(sleep, new Sleep.Input(1.5));

        assertThat(waited).containsExactly(Duration.ofMillis(1_500));
        assertThat(task.lines()).containsExactly("Waiting 1.5 seconds");
        assertThatThrownBy(() -> task.call(sleep, new Sleep.Input(61)))
                .hasMessage("sleep amount can not be greater than maxSleep. amount: 61, maxSleep: 60");
    }

    @Test
    void mergesJsonKeyByKeyAndReplacesArrays() throws Exception {
        write("a.json", "{\"b\":{\"x\":1,\"y\":[1,2]},\"10\":0,\"c\":[1]}");

        jsonMerge("a.json", "{\"b\":{\"y\":[3],\"z\":null},\"c\":{\"k\":1},\"d\":1.0}", false, false);

        assertThat(Json.read(text("a.json")))
                .isEqualTo(Json.read("{\"10\":0,\"b\":{\"x\":1,\"y\":[3],\"z\":null},\"c\":{\"k\":1},\"d\":1}"));
        assertThat(text("a.json")).startsWith("{\n  \"10\": 0,\n  \"b\": {");
    }

    @Test
    void addsToArraysWhatTheyHaveNotGot() throws Exception {
        write("a.json", "{\"a\":[1,\"1\",1,{\"k\":1}],\"b\":1}");

        jsonMerge("a.json", "{\"a\":[\"1\",2,1.0,{\"k\":1}],\"b\":[1,1]}", true, false);

        assertThat(Json.write(Json.read(text("a.json"))))
                .isEqualTo("{\"a\":[1,\"1\",{\"k\":1},2,{\"k\":1}],\"b\":[1,1]}");
    }

    @Test
    void keepsTheIndentationOfAFile() throws Exception {
        write("a.json", "{\n    \"a\": {\n        \"b\": 1\n    }\n}");

        jsonMerge("a.json", "{\"c\":2}", false, true);

        assertThat(text("a.json")).isEqualTo("{\n    \"a\": {\n        \"b\": 1\n    },\n    \"c\": 2\n}");
    }

    @Test
    void makesAJsonFileThatIsNotThere() throws Exception {
        jsonMerge("new.json", "{\"c\":2}", false, false);

        assertThat(text("new.json")).isEqualTo("{\n  \"c\": 2\n}");
        assertThat(task.lines()).containsExactly("The file " + root + "/new.json does not exist, creating it.");
        assertThatThrownBy(() -> jsonMerge("no/dir.json", "{}", false, false)).hasMessageStartingWith("ENOENT");
    }

    @Test
    void mergesYamlAndWritesItAnew() throws Exception {
        write("a.yaml", "# gone\na:   {x: 1}\nb: [1, 2]\n");

        merge("a.yaml", "{\"a\":{\"y\":\"t\"},\"b\":[3]}", null, null);

        assertThat(text("a.yaml")).isEqualTo("a:\n  x: 1\n  y: t\nb:\n  - 3\n");
    }

    @Test
    void leavesOtherFilesAloneAndSaysNothing() throws Exception {
        write("a.toml", "a = 1");

        assertThat(merge("a.toml", "{\"a\":2}", null, null).path()).isNull();
        assertThat(text("a.toml")).isEqualTo("a = 1");
    }

    @Test
    void failsWhereItCannotTellWhatIsMeant() throws Exception {
        write("two.yaml", "id: 1\n---\nid: 2\n");
        write("empty.yaml", "");
        write("odd.yaml", "id: 1\n---\nid: [2]\n");

        assertThatThrownBy(() -> merge("missing.yaml", "{}", null, null))
                .hasMessage("The file " + root + "/missing.yaml does not exist.");
        assertThatThrownBy(() -> merge("two.yaml", "{}", null, null))
                .hasMessageStartingWith("Multiple documents found in the input content.");
        assertThatThrownBy(() -> merge("empty.yaml", "{}", null, null))
                .hasMessageStartingWith("No documents found in the input content.");
        assertThatThrownBy(() -> merge("odd.yaml", "{}", new Merge.Field("id", "9"), null))
                .hasMessage("The value at \"id\" defined in useDocumentIncludingField must be a string or a number.");
    }

    @Test
    void keepsCommentsWhereOnlyPartsChange() throws Exception {
        write("a.yaml", """
                # first
                id: 1 # the id

                spec: # what it is
                  # of many
                  list: # here
                    - a
                  deep:
                    x: 1
                # about empty
                empty: {}
                # the end
                """);

        merge(
                "a.yaml",
                "{\"id\":2,\"spec\":{\"list\":[\"b\"],\"deep\":{\"y\":\"z\"}},\"empty\":{\"k\":[1]},\"new\":true}",
                null,
                true);

        assertThat(text("a.yaml")).isEqualTo("""
                # first
                id: 2 # the id

                spec: # what it is
                  # of many
                  list:
                    - b
                  deep:
                    x: 1
                    y: z
                # about empty
                empty:
                  k:
                    - 1
                new: true
                # the end
                """);
    }

    @Test
    void keepsCommentsOfEveryDocument() throws Exception {
        write("a.yaml", "---\nid: 1 # one\n---\n# two\nmeta:\n  id: 2\n");

        merge("a.yaml", "{\"x\":1}", new Merge.Field("meta.id", "2"), true);

        assertThat(text("a.yaml")).isEqualTo("id: 1 # one\n---\n# two\nmeta:\n  id: 2\nx: 1\n");
    }

    @Test
    void writesAnewWhereAnAnchorIsInTheWay() throws Exception {
        write("a.yaml", "a: &x\n  k: 1\nb: *x\n# gone\n");

        merge("a.yaml", "{\"a\":{\"k\":2}}", null, true);

        assertThat(text("a.yaml")).isEqualTo("a:\n  k: 2\nb:\n  k: 1\n");
    }

    @Test
    void transformsFilesToTextOrData() throws Exception {
        write("a.json", "{\"b\":[1,2],\"a\":1}");
        write("a.yaml", "x: 1\n---\nx: 2\n");

        assertThat(transformJson("$", List.of("a"), " ", null)).isEqualTo("\"{\\n \\\"a\\\": 1\\n}\"");
        assertThat(transformJson("b", null, null, "object")).isEqualTo("[1,2]");
        assertThat(transformJson("nothing", null, null, null)).isEqualTo("null");
        var yaml = task.call(new TransformYaml(), new TransformYaml.Input("a.yaml", "x", null, true, null));
        assertThat(yaml.result()).hasToString("\"- 1\\n- 2\\n\"");
    }

    @Test
    void serializesOnlyTheKeysThatAreWanted() throws Exception {
        var data = Json.read("{\"b\":{\"c\":1,\"a\":2},\"a\":1.0,\"s\":\"\\u2028é\\u0001\"}");

        assertThat(json(data, List.of("a", "b"), null)).isEqualTo("{\"a\":1,\"b\":{\"a\":2}}");
        assertThat(json(data, List.of(), "123456789012345"))
                .startsWith("{\n1234567890\"b\": {\n12345678901234567890\"c\": 1")
                .endsWith("\"s\": \"\u2028é\\u0001\"\n}");
    }

    @Test
    void packsADirectoryWithoutItsNameAndWithoutLinks() throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        write("docs/a.md", "a");
        write("docs/sub/b.md", "b");
        Files.createSymbolicLink(root.resolve("docs/out"), Path.of("../../secret"));

        task.call(new Zip(), new Zip.Input("docs", "out/docs.zip"));

        assertThat(unzipped("out/docs.zip"))
                .containsExactly(Map.entry("a.md", "a"), Map.entry("sub/", ""), Map.entry("sub/b.md", "b"));
        assertThat(task.lines()).containsExactly("warn: Leaving out links: out");
    }

    @Test
    void packsOneFileByItsName() throws Exception {
        write("docs/a.md", "a");

        task.call(new Zip(), new Zip.Input("docs/a.md", "a.zip"));

        assertThat(unzipped("a.zip")).containsExactly(Map.entry("a.md", "a"));
        assertThatThrownBy(() -> task.call(new Zip(), new Zip.Input("none", "a.zip")))
                .hasMessage("File none does not exist. Can't zip it.");
    }

    @Test
    void givesTheSameBytesForTheSameFiles() throws Exception {
        write("docs/a.md", "a");

        task.call(new Zip(), new Zip.Input("docs", "a.zip"));
        task.call(new Zip(), new Zip.Input("docs", "b.zip"));

        assertThat(Files.readAllBytes(root.resolve("a.zip"))).isEqualTo(Files.readAllBytes(root.resolve("b.zip")));
    }

    private Map<String, String> unzipped(String path) throws IOException {
        var entries = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(root.resolve(path))))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    private String json(JsonNode data, List<String> keys, @Nullable String space) throws InterruptedException {
        return task.call(new SerializeJson(), new SerializeJson.Input((ObjectNode) data, keys, space))
                .serialized();
    }

    private String transformJson(
            String expression, @Nullable List<String> replacer, @Nullable String space, @Nullable String as)
            throws InterruptedException {
        return String.valueOf(
                task.call(new TransformJson(), new TransformJson.Input("a.json", expression, replacer, space, as))
                        .result());
    }

    private String parse(String path, @Nullable String parser) throws InterruptedException {
        return Json.write(
                task.call(new FsParse(), new FsParse.Input(path, parser)).content());
    }

    private void replace(String file, String find, boolean isRegex, String with) throws InterruptedException {
        task.call(
                new FsReplace(),
                new FsReplace.Input(List.of(new FsReplace.Replacement(file, find, isRegex, with, null))));
    }

    private void jsonMerge(String path, String content, boolean mergeArrays, boolean matchIndent)
            throws InterruptedException {
        task.call(new JsonMerge(), new JsonMerge.Input(path, Json.read(content), mergeArrays, matchIndent));
    }

    private Merge.Output merge(
            String path, String content, Merge.@Nullable Field field, @Nullable Boolean preserveComments)
            throws InterruptedException {
        return task.call(new Merge(), new Merge.Input(path, Json.read(content), null, preserveComments, field, null));
    }

    private void write(String path, String text) {
        task.workspace().write(path, text.getBytes(StandardCharsets.UTF_8), false);
    }

    private String text(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }
}
