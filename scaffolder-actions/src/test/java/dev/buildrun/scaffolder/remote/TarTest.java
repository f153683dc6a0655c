package dev.buildrun.scaffolder.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarTest {
    private static final long ROOM = 1 << 20;

    @TempDir
    Path directory;

    private Workspace workspace(String name) {
        return Workspace.open(directory.resolve(name), Workspace.Limits.USUAL);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(Workspace workspace) throws IOException {
        var tar = new ByteArrayOutputStream();
        new Tar(ROOM).write(workspace, tar);
        return tar.toByteArray();
    }

    private Workspace filled() {
        var workspace = workspace("from");
        workspace.write("a.txt", bytes("a"), false);
        workspace.write("bin/run", bytes("#!/bin/sh\n"), true);
        workspace.write("ö/" + "long/".repeat(60) + "file", bytes("x".repeat(1_000)), false);
        workspace.makeDirectory("empty");
        workspace.link("link", "a.txt");
        return workspace;
    }

    @Test
    void givesBackEverythingAsItWas() throws Exception {
        var from = filled();
        var to = workspace("to");

        new Tar(ROOM).read(new ByteArrayInputStream(packed(from)), to);

        assertThat(to.list().stream().map(to::relative))
                .isEqualTo(from.list().stream().map(from::relative).toList());
        assertThat(to.resolve("bin/run")).isExecutable().hasContent("#!/bin/sh\n");
        assertThat(Files.isExecutable(to.resolve("a.txt"))).isFalse();
        assertThat(to.root().resolve("link")).isSymbolicLink();
        assertThat(Files.readSymbolicLink(to.root().resolve("link"))).hasToString("a.txt");
    }

    @Test
    void isReadByTheTarOfThisMachine() throws Exception {
        var file = Files.write(directory.resolve("all.tar"), packed(filled()));
        var to = Files.createDirectory(directory.resolve("unpacked"));

        var tar = new ProcessBuilder("tar", "-xf", file.toString(), "-C", to.toString())
                .inheritIO()
                .start();

        assertThat(tar.waitFor()).isZero();
        assertThat(to.resolve("a.txt")).hasContent("a");
        assertThat(to.resolve("ö/" + "long/".repeat(60) + "file")).hasContent("x".repeat(1_000));
    }

    @Test
    void readsWhatTheTarOfThisMachineWrites() throws Exception {
        var from = filled();
        var file = directory.resolve("all.tar");
        new ProcessBuilder(
                        "tar",
                        "-cf",
                        file.toString(),
                        "--format=pax",
                        "-C",
                        from.root().toString(),
                        ".")
                .inheritIO()
                .start()
                .waitFor();
        var to = workspace("to");

        new Tar(ROOM).read(Files.newInputStream(file), to);

        assertThat(to.list().stream().map(to::relative))
                .isEqualTo(from.list().stream().map(from::relative).toList());
    }

    @Test
    void letsNothingLeaveTheWorkspace() throws Exception {
        var tar = packed(filled());
        var evil = new String(tar, StandardCharsets.ISO_8859_1).replace("a.txt\0\0\0\0", "../xy\0\0\0\0");
        var leaving = new ByteArrayInputStream(evil.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> new Tar(ROOM).read(leaving, workspace("to"))).isInstanceOf(ServiceException.class);
        assertThat(directory.resolve("xy")).doesNotExist();
    }

    @Test
    void isBoundedBothWays() throws Exception {
        var from = workspace("from");
        from.write("large", new byte[100_000], false);
        var tar = packed(from);

        assertThatThrownBy(() -> new Tar(50_000).write(from, new ByteArrayOutputStream()))
                .hasMessageContaining("at most 50000 bytes");
        assertThatThrownBy(() -> new Tar(50_000).read(new ByteArrayInputStream(tar), workspace("to")))
                .hasMessageContaining("at most 50000 bytes");
    }

    @Test
    void refusesATarThatBreaksOff() throws Exception {
        var from = workspace("from");
        from.write("large", new byte[100_000], false);
        var half = Arrays.copyOf(packed(from), 50_000);

        assertThatThrownBy(() -> new Tar(ROOM).read(new ByteArrayInputStream(half), workspace("to")))
                .isInstanceOf(IOException.class);
    }
}
