package dev.buildrun.scaffolder.builtin.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FsActionsTest {
    @TempDir
    Path directory;

    private ActionRun task;
    private Path root;

    @BeforeEach
    void start() {
        task = new ActionRun(directory.resolve("task"));
        root = task.workspace().root();
    }

    @Nested
    final class Delete {
        @Test
        void removesTheFilesOfADirectoryAndLeavesTheDirectory() throws Exception {
            write("dir/a", "dir/sub/.b", "kept");

            delete("dir");

            assertThat(names()).containsExactly("dir", "dir/sub", "kept");
            assertThat(task.lines())
                    .containsExactly(
                            "File " + root + "/dir/a deleted successfully",
                            "File " + root + "/dir/sub/.b deleted successfully");
        }

        /** What the real action removes of the same files. */
        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "[id].tsx ; [id].tsx i.tsx",
                    "(group) ; ''",
                    "(group)/f ; ''",
                    "group ; group",
                    "{f1,f2}.txt ; f1.txt f2.txt",
                    "f{1..2}.txt ; f1.txt f2.txt",
                    "f+(1|2).txt ; f1.txt f2.txt",
                    "f[!1].txt ; f2.txt",
                    "*/ ; [id].tsx f1.txt f2.txt group i.tsx {x}.t",
                    "b/**/ ; b/x b/y/z",
                    ".h ; .h/k",
                    "nope ; ''",
                    "f\\1.txt ; ''",
                    "a(b ; ''",
                    "b\\x ; b/x",
                    "./b/../f1.txt ; f1.txt",
                    "{x}.t ; {x}.t"
                })
        void readsAnEntryAsAPattern(String pattern, String removed) throws Exception {
            write("(group)/f", ".h/k", "[id].tsx", "b/x", "b/y/z", "f1.txt", "f2.txt", "group", "i.tsx", "{x}.t");
            var before = files();

            delete(pattern);

            var after = files();
            assertThat(String.join(
                            " ",
                            before.stream()
                                    .filter(file -> !after.contains(file))
                                    .toList()))
                    .isEqualTo(removed);
        }

        @Test
        void isContentWhenThereIsNothingToDelete() throws Exception {
            delete("missing", "missing/*.txt");

            assertThat(task.lines()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"../x", "/etc/passwd", "a/../../x", "..\\..\\x", "/", "../**"})
        void refusesToLeaveTheWorkspace(String path) throws IOException {
            Files.writeString(directory.resolve("x"), "kept");

            assertThatThrownBy(() -> delete(path)).satisfies(FsActionsTest::leaves);
            assertThat(directory.resolve("x")).hasContent("kept");
        }

        @Test
        void refusesWhatLiesBehindALinkThatLeaves() throws Exception {
            Files.writeString(directory.resolve("x"), "kept");
            Files.createSymbolicLink(root.resolve("out"), Path.of(".."));

            assertThatThrownBy(() -> delete("out/x")).satisfies(FsActionsTest::leaves);
            assertThatThrownBy(() -> delete("**")).satisfies(FsActionsTest::leaves);
            assertThat(directory.resolve("x")).hasContent("kept");
        }

        @Test
        void removesALinkToAFileAndNotTheFile() throws Exception {
            write("a");
            Files.createSymbolicLink(root.resolve("ln"), Path.of("a"));

            delete("ln");

            assertThat(names()).containsExactly("a");
        }

        private void delete(String... files) throws InterruptedException {
            task.call(new FsDelete(), new FsDelete.Input(List.of(files)));
        }
    }

    @Nested
    final class Rename {
        @Test
        void movesFilesAndDirectoriesInOrderAndMakesDirectories() throws Exception {
            write("a", "dir/x");

            task.call(
                    new FsRename(),
                    new FsRename.Input(List.of(move("a", "b/c/a"), move("b", "d"), move("dir", "d/e"))));

            assertThat(files()).containsExactly("d/c/a", "d/e/x");
            assertThat(task.lines())
                    .first()
                    .isEqualTo("File " + root + "/a renamed to " + root + "/b/c/a successfully");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "nope | q | ENOENT: no such file or directory, lstat 'W/nope'",
                    "c | A | dest already exists.",
                    "c | c | Source and destination must not be the same.",
                    "a | a/b | Cannot move 'W/a' to a subdirectory of itself, 'W/a/b'.",
                    "a | b | dest already exists.",
                    "a | c | Cannot overwrite non-directory 'W/c' with directory 'W/a'.",
                    "c | a | Cannot overwrite directory 'W/a' with non-directory 'W/c'."
                })
        void failsInTheWordsOfTheLibraryForNode(String from, String to, String message) throws IOException {
            write("a/x", "b/y", "c", "A");

            assertThatThrownBy(() -> rename(from, to, null)).hasMessage(message.replace("W/", root + "/"));
            assertThat(files()).containsExactly("A", "a/x", "b/y", "c");
        }

        @Test
        void replacesADirectoryWhereToldToAndDoesNotMergeIt() throws Exception {
            write("a/x", "b/y");

            rename("a", "b", true);

            assertThat(files()).containsExactly("b/x");
        }

        @Test
        void movesALinkItself() throws Exception {
            write("a");
            Files.createSymbolicLink(root.resolve("ln"), Path.of("a"));

            rename("ln", "ln2", null);

            assertThat(Files.readSymbolicLink(root.resolve("ln2"))).hasToString("a");
        }

        @ParameterizedTest
        @CsvSource({"a,../x", "../x,a", "a,/tmp/x", "out/x,b", "a,out/y", "a,dangling/y"})
        void refusesToLeaveTheWorkspace(String from, String to) throws IOException {
            write("a");
            Files.writeString(directory.resolve("x"), "kept");
            Files.createSymbolicLink(root.resolve("out"), Path.of(".."));
            Files.createSymbolicLink(root.resolve("dangling"), directory.resolve("no/such"));

            assertThatThrownBy(() -> rename(from, to, true)).satisfies(FsActionsTest::leaves);
            assertThat(directory.resolve("x")).hasContent("kept");
            assertThat(directory.resolve("y")).doesNotExist();
        }

        private void rename(String from, String to, @Nullable Boolean overwrite) throws InterruptedException {
            task.call(new FsRename(), new FsRename.Input(List.of(new FsRename.Move(from, to, overwrite))));
        }

        private static FsRename.Move move(String from, String to) {
            return new FsRename.Move(from, to, null);
        }
    }

    @Nested
    final class Readdir {
        /** The order in which the real action gives the same tree. */
        @Test
        void listsLevelByLevelWithLinksAmongTheFiles() throws Exception {
            write("b/z", "b/a/q", "a/x", "a/B", "c", "A", ".h/k", "b/a/p/deep");
            Files.createSymbolicLink(root.resolve("ln"), Path.of("a"));
            Files.createSymbolicLink(root.resolve("dang"), Path.of("nope"));

            var output = task.call(new FsReaddir(), new FsReaddir.Input(List.of("."), true));

            assertThat(output.files().stream().map(FsReaddir.Entry::path))
                    .containsExactly("A", "c", "dang", "ln", ".h/k", "a/B", "a/x", "b/z", "b/a/q", "b/a/p/deep");
            assertThat(output.folders().stream().map(FsReaddir.Entry::path))
                    .containsExactly(".h", "a", "b", "b/a", "b/a/p");
        }

        @Test
        void failsWhereThereIsNoDirectory() throws IOException {
            write("c");

            assertThatThrownBy(() -> readdir("nope"))
                    .hasMessage("ENOENT: no such file or directory, scandir '" + root + "/nope'");
            assertThatThrownBy(() -> readdir("c")).hasMessage("ENOTDIR: not a directory, scandir '" + root + "/c'");
        }

        @ParameterizedTest
        @ValueSource(strings = {"..", "/etc", "out", "out/other"})
        void refusesToLeaveTheWorkspace(String path) throws IOException {
            Files.createSymbolicLink(root.resolve("out"), Path.of(".."));

            assertThatThrownBy(() -> readdir(path)).satisfies(FsActionsTest::leaves);
        }

        private void readdir(String path) throws InterruptedException {
            task.call(new FsReaddir(), new FsReaddir.Input(List.of(path), null));
        }
    }

    private void write(String... paths) {
        for (var path : paths) {
            task.workspace().write(path, path.getBytes(StandardCharsets.UTF_8), false);
        }
    }

    private List<String> names() {
        return task.workspace().list("");
    }

    private List<String> files() {
        return names().stream()
                .filter(name -> !Files.isDirectory(root.resolve(name)))
                .toList();
    }

    private static void leaves(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED))
                .hasMessage("Relative path is not allowed to refer to a directory outside its parent");
    }
}
