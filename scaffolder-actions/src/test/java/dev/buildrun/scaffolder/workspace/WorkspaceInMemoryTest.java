package dev.buildrun.scaffolder.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Workspace.Kind;
import dev.buildrun.scaffolder.workspace.Workspace.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workspace that begins in memory gives what one on the disk gives. */
final class WorkspaceInMemoryTest {
    private static final Limits LIMITS = new Limits(10_000, 100, 5_000);

    @TempDir
    Path temporary;

    private Path parent;
    private Path directory;

    @BeforeEach
    void resolveLinks() throws IOException {
        parent = temporary.toRealPath();
        directory = parent.resolve("task");
    }

    @Test
    void makesNoDirectoryForSmallFiles() {
        var workspace = begin(LIMITS);

        workspace.write("a/b.txt", bytes("one"), false);

        assertThat(workspace.read("a/b.txt", 10)).isEqualTo(bytes("one"));
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void putsEverythingIntoTheDirectoryForWhoAsksForAPath() {
        var workspace = begin(LIMITS);
        workspace.write("a/run.sh", bytes("#!/bin/sh\n"), true);
        workspace.makeDirectory("empty");

        assertThat(workspace.resolve("a/run.sh")).isExecutable().hasContent("#!/bin/sh\n");
        assertThat(workspace.root().resolve("empty")).isEmptyDirectory();
    }

    @Test
    void goesToTheDiskBeforeMemoryHoldsMoreThanItMay() {
        var workspace = begin(new Limits(10_000, 100, 1_000));
        workspace.write("small", bytes("small"), false);

        workspace.write("large", new byte[2_000], false);

        assertThat(directory.resolve("small")).hasContent("small");
        assertThat(directory.resolve("large")).hasSize(2_000);
    }

    @Test
    void holdsNoMoreNamesInMemoryThanItMay() {
        var workspace = begin(new Limits(10_000, 100, 1_000));

        for (var number = 0; number < 10; number++) {
            workspace.write("empty-" + number, new byte[0], false);
        }

        assertThat(directory).isDirectoryContaining(path -> path.endsWith("empty-0"));
    }

    @Test
    void countsOnAcrossTheMoveToTheDisk() {
        var workspace = begin(new Limits(10, 100, 5_000));
        workspace.write("a", bytes("1234"), false);
        workspace.write("a", bytes("5678"), false);
        workspace.root();

        assertThatThrownBy(() -> workspace.write("b", bytes("123"), false))
                .isInstanceOf(ServiceException.class)
                .hasMessage("The workspace is full: expected at most 10 bytes to be written to it");
    }

    @Test
    void leavesNothingInMemoryWhenItIsOff() {
        var workspace = begin(new Limits(10_000, 100, 0));

        workspace.write("a", bytes("a"), false);

        assertThat(directory.resolve("a")).hasContent("a");
    }

    @Test
    void refusesAPathThatLeavesAnInnerDirectory() {
        var inner = begin(LIMITS).inner("a");

        assertThatThrownBy(() -> inner.resolve("../b")).hasMessage(Enclosure.LEAVES);
        assertThatThrownBy(() -> inner.resolve("/etc/passwd")).hasMessage(Enclosure.LEAVES);
        assertThatThrownBy(() -> inner.resolveParent(".")).hasMessage(Enclosure.LEAVES);
        assertThatThrownBy(() -> inner.exists("../../task")).hasMessage(Enclosure.LEAVES);
        assertThat(inner.resolve("b/../c")).isEqualTo("a/c");
    }

    @Test
    void refusesADirectoryThatIsReachedThroughALink() throws IOException {
        Files.createDirectory(parent.resolve("real"));
        Files.createSymbolicLink(parent.resolve("link"), parent.resolve("real"));
        var workspace = Workspace.begin(parent.resolve("link/task"), LIMITS);

        assertThatThrownBy(workspace::root).hasMessageContaining("Expected no link");
    }

    @Test
    void readsEverythingWithoutADirectory() throws IOException {
        var workspace = begin(LIMITS);
        workspace.write("b/c", bytes("c"), true);
        workspace.write("a", bytes("a"), false);

        var files = workspace.listed();

        assertThat(files.paths()).extracting(workspace::relative).containsExactly("a", "b", "b/c");
        assertThat(files.isExecutable(directory.resolve("b/c"))).isTrue();
        assertThat(files.kind(directory.resolve("b"))).isEqualTo(Kind.DIRECTORY);
        assertThat(files.open(directory.resolve("a")).readAllBytes()).isEqualTo(bytes("a"));
        assertThat(parent).isEmptyDirectory();
    }

    /** Random writes and questions, some refused: both say the same, word for word, and hold the same in the end. */
    @Test
    void differsInNothingFromOneOnTheDisk() throws IOException {
        for (var seed = 0; seed < 60; seed++) {
            var place = parent.resolve("seed-" + seed);
            Files.createDirectories(place.resolve("one"));
            Files.createDirectories(place.resolve("two"));
            var limits = new Limits(600, 14, seed % 3 == 0 ? 2_000 : 1_000_000);
            var inMemory = Workspace.begin(place.resolve("one/task"), limits);
            var onDisk = Workspace.open(place.resolve("two/task"), limits);

            var random = new Random(seed);
            for (var step = 0; step < 40; step++) {
                var deed = deed(random);
                var where = "seed " + seed + ", step " + step;
                assertThat(told(inMemory, deed, place))
                        .as(where)
                        .isEqualTo(told(onDisk, deed, place).replace("/two/", "/one/"));
            }
            assertThat(content(inMemory)).as("seed " + seed).isEqualTo(content(onDisk));
            inMemory.root();
            assertThat(content(inMemory)).as("seed " + seed).isEqualTo(content(onDisk));
        }
    }

    /** Adds what it finds to the list. */
    private interface Deed {
        void on(Workspace workspace, Consumer<Object> found);
    }

    private static Deed deed(Random random) {
        var path = path(random);
        var other = path(random);
        var content = bytes("x".repeat(random.nextInt(30)));
        var executable = random.nextBoolean();
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> (workspace, _) -> workspace.write(path, content, executable);
            case 3 -> (workspace, _) -> workspace.makeDirectory(path);
            case 4 -> (workspace, found) -> found.accept(workspace.kind(path));
            case 5 -> (workspace, found) -> found.accept(workspace.kindOfName(path));
            case 6 -> (workspace, found) -> found.accept(new String(workspace.read(path, 100), StandardCharsets.UTF_8));
            case 7 ->
                (workspace, found) -> {
                    var inner = workspace.inner(path);
                    found.accept(inner.exists(other));
                    workspace.write(inner.resolve(other), content, executable);
                };
            default -> (workspace, found) -> found.accept(workspace.named(path));
        };
    }

    private static String path(Random random) {
        var names = List.of("a", "b", "c.txt", "..", ".", "a b", "ä", "x".repeat(300));
        var parts = new ArrayList<String>();
        for (var depth = random.nextInt(3); depth >= 0; depth--) {
            var pick = random.nextInt(20);
            parts.add(names.get(pick >= names.size() ? pick % 3 : pick));
        }
        return String.join("/", parts);
    }

    private static String told(Workspace workspace, Deed deed, Path place) {
        var found = new ArrayList<Object>();
        try {
            deed.on(workspace, found::add);
        } catch (ServiceException | UncheckedIOException exception) {
            found.add(exception.getMessage());
        }
        return found.toString().replace(place.toString(), "");
    }

    private static List<String> content(Workspace workspace) throws IOException {
        var files = workspace.listed();
        var content = new ArrayList<String>();
        for (var path : files.paths()) {
            var text = files.kind(path) == Kind.FILE
                    ? new String(files.open(path).readAllBytes(), StandardCharsets.UTF_8) + files.isExecutable(path)
                    : "/";
            content.add(workspace.relative(path) + ": " + text);
        }
        return content;
    }

    private Workspace begin(Limits limits) {
        return Workspace.begin(directory, limits);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
