package dev.buildrun.scaffolder.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnclosureTest {
    @TempDir
    Path parent;

    private Path root;
    private Enclosure enclosure;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(parent.resolve("inside"));
        Files.createDirectory(parent.resolve("inside-too"));
        Files.writeString(parent.resolve("secret"), "secret");
        enclosure = new Enclosure(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "./a", "a/b/../c", "..a", "a/..b/c", "", ".", "x/../y/./z"})
    void takesWhatStaysInside(String path) {
        assertThat(enclosure.resolve(path)).startsWithRaw(enclosure.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../secret", "a/../../secret", "/etc/passwd", "../inside-too/x", "/"})
    void refusesWhatLeavesByName(String path) {
        assertThatThrownBy(() -> enclosure.resolve(path)).satisfies(EnclosureTest::leaves);
    }

    @Test
    void takesAnAbsolutePathThatIsInside() {
        assertThat(enclosure.resolve(enclosure.root().resolve("a").toString()))
                .isEqualTo(enclosure.root().resolve("a"));
    }

    @Test
    void refusesToGoThroughALinkThatLeaves() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), Path.of(".."));

        assertThatThrownBy(() -> enclosure.resolve("out/new-file")).satisfies(EnclosureTest::leaves);
    }

    @Test
    void refusesADanglingLinkThatLeaves() throws IOException {
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("/no/such/file"));

        assertThatThrownBy(() -> enclosure.resolve("dangling")).satisfies(EnclosureTest::leaves);
    }

    @Test
    void refusesAChainOfLinksThatLeavesOnlyAtItsEnd() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.createSymbolicLink(root.resolve("a/b/up"), Path.of("../.."));
        Files.createSymbolicLink(root.resolve("chain"), Path.of("a/b/up/../secret"));

        assertThatThrownBy(() -> enclosure.resolve("chain")).satisfies(EnclosureTest::leaves);
    }

    @Test
    void takesALinkThatStaysInside() throws IOException {
        Files.createDirectory(root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/link"), Path.of("../b"));

        assertThat(enclosure.resolve("a/link/c")).isEqualTo(enclosure.root().resolve("a/link/c"));
    }

    @Test
    void refusesALoopOfLinks() throws IOException {
        Files.createSymbolicLink(root.resolve("x"), Path.of("y"));
        Files.createSymbolicLink(root.resolve("y"), Path.of("x"));

        assertThatThrownBy(() -> enclosure.resolve("x/z")).satisfies(EnclosureTest::leaves);
    }

    private static void leaves(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED))
                .hasMessage("Relative path is not allowed to refer to a directory outside its parent");
    }
}
