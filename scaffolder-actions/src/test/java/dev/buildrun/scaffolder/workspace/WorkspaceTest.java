package dev.buildrun.scaffolder.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceTest {
    @TempDir
    Path parent;

    @Test
    void writesAFileWithItsDirectoriesAndItsExecuteBit() throws IOException {
        var workspace = open(1_000, 10);

        workspace.write("a/b/run.sh", bytes("#!/bin/sh\n"), true);

        assertThat(parent.resolve("task/a/b/run.sh")).isExecutable().hasContent("#!/bin/sh\n");
    }

    @Test
    void keepsTheModeOfAFileThatIsReplaced() throws IOException {
        var workspace = open(1_000, 10);
        workspace.write("run.sh", bytes("one"), true);

        workspace.write("run.sh", bytes("two"), false);

        assertThat(parent.resolve("task/run.sh")).isExecutable().hasContent("two");
    }

    @Test
    void refusesMoreBytesThanItMayHold() throws IOException {
        var workspace = open(10, 10);
        workspace.write("a", bytes("12345678"), false);

        assertThatThrownBy(() -> workspace.write("b", bytes("123"), false))
                .isInstanceOf(ServiceException.class)
                .hasMessage("The workspace is full: expected at most 10 bytes to be written to it");
    }

    @Test
    void refusesMoreEntriesThanItMayHold() throws IOException {
        var workspace = open(1_000, 3);
        workspace.write("a/b", bytes(""), false);

        assertThatThrownBy(() -> workspace.write("c/d", bytes(""), false))
                .hasMessage("The workspace is full: expected at most 3 files and directories in it");
    }

    @Test
    void countsWhatADirectoryHeldBefore() throws IOException {
        open(1_000, 10).write("a", bytes("12345678"), false);

        var again = open(10, 10);

        assertThatThrownBy(() -> again.write("b", bytes("123"), false)).hasMessageContaining("is full");
    }

    @Test
    void refusesALinkThatLeaves() throws IOException {
        var workspace = open(1_000, 10);

        assertThatThrownBy(() -> workspace.link("a/link", "../../secret")).hasMessage(Enclosure.LEAVES);
        assertThatThrownBy(() -> workspace.link("link", "/etc/passwd")).hasMessage(Enclosure.LEAVES);
        assertThat(workspace.list()).isEmpty();
    }

    @Test
    void removesALinkAndNotWhatItPointsTo() throws IOException {
        var outside = Files.createDirectory(parent.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        var workspace = open(1_000, 10);
        Files.createSymbolicLink(parent.resolve("task/link"), outside);

        workspace.delete();

        assertThat(parent.resolve("task")).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    private Workspace open(long bytes, int entries) {
        return Workspace.open(parent.resolve("task"), new Workspace.Limits(bytes, entries));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
