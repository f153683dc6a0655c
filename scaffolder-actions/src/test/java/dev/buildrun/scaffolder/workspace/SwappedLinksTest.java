package dev.buildrun.scaffolder.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of the workspace becomes a link to the outside between the look at a path and its use. */
final class SwappedLinksTest {
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
    private static final int ROUNDS = 2_000;

    @TempDir
    Path parent;

    private Path root;
    private Path outside;
    private Workspace workspace;

    @BeforeEach
    void start() throws IOException {
        workspace = Workspace.open(parent.resolve("task"), new Workspace.Limits(1L << 30, 1_000_000));
        root = workspace.root();
        outside = Files.createDirectory(parent.resolve("outside")).toRealPath();
        Files.writeString(outside.resolve("file"), "secret");
    }

    @Test
    void entersNoDirectoryThatHasBecomeALink() throws IOException {
        workspace.makeDirectory("dir");
        var looked = new Enclosure(root).real("dir/file");
        Files.delete(root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("dir"), outside);

        assertThatThrownBy(() -> Descent.to(root, looked, (directory, name) -> {
                    directory.channel(name, Set.of(StandardOpenOption.READ)).close();
                    return true;
                }))
                .isInstanceOf(ServiceException.class)
                .hasMessage(Enclosure.LEAVES);
    }

    @Test
    void opensNoFileThatHasBecomeALink() throws IOException {
        workspace.write("file", TEXT, false);
        var looked = new Enclosure(root).real("file");
        Files.delete(root.resolve("file"));
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("file"));

        assertThatThrownBy(() -> Descent.to(root, looked, (directory, name) -> {
                    directory
                            .channel(name, Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))
                            .close();
                    return true;
                }))
                .isInstanceOf(IOException.class);
        assertThat(outside.resolve("file")).hasContent("secret");
    }

    @Test
    void readsNothingOfTheHostOnceAListIsMade() throws IOException {
        workspace.write("dir/file", TEXT, false);
        workspace.link("dir/link", "file");
        workspace.write("plain", TEXT, false);
        var listed = workspace.list();
        Trees.delete(root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("dir"), outside);
        Files.delete(root.resolve("plain"));
        Files.createSymbolicLink(root.resolve("plain"), outside.resolve("file"));
        var files = workspace.listed();

        assertThat(listed).hasSize(4);
        assertThatThrownBy(() -> files.open(root.resolve("dir/file"))).hasMessage(Enclosure.LEAVES);
        assertThatThrownBy(() -> files.link(root.resolve("dir/link"))).hasMessage(Enclosure.LEAVES);
        assertThatThrownBy(() -> files.kind(root.resolve("dir/file"))).hasMessage(Enclosure.LEAVES);
        assertThatThrownBy(() -> files.open(root.resolve("plain"))).isInstanceOf(IOException.class);
    }

    @Test
    void staysInsideWhileAnotherThreadSwapsADirectoryForALink() throws Exception {
        Files.createDirectory(root.resolve("dir"));
        var stop = new AtomicBoolean();
        var swapping = Thread.ofPlatform().start(() -> swap(stop));

        for (var round = 0; round < ROUNDS; round++) {
            attempt(() -> workspace.write("dir/new", TEXT, false));
            attempt(() -> workspace.write("dir/sub/new", TEXT, false));
            attempt(() -> workspace.append("dir/file", TEXT));
            attempt(() -> workspace.delete("dir/file"));
            attempt(() -> workspace.move("dir/new", "dir/sub/newer"));
            attempt(() -> workspace.link("dir/ln", "new"));
            attempt(() -> workspace.list("dir"));
            attempt(() -> assertThat(new String(workspace.read("dir/file", 100), StandardCharsets.UTF_8))
                    .doesNotContain("secret"));
        }
        stop.set(true);
        swapping.join();

        try (var files = Files.list(outside)) {
            assertThat(files).containsExactly(outside.resolve("file"));
        }
        assertThat(outside.resolve("file")).hasContent("secret");
    }

    /** The workspace makes the directory anew where it is gone; then the one that was put aside is given up. */
    private void swap(AtomicBoolean stop) {
        var directory = root.resolve("dir");
        var aside = parent.resolve("aside");
        while (!stop.get()) {
            try {
                Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
                Files.createSymbolicLink(directory, outside);
                Files.delete(directory);
                Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException madeAnew) {
                Trees.delete(aside);
            }
        }
    }

    /** Either works or is refused. */
    private static void attempt(Runnable use) {
        try {
            use.run();
        } catch (ServiceException | UncheckedIOException refused) {
            assertThat(refused).isNotNull();
        }
    }
}
