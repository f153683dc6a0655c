package dev.buildrun.scaffolder.task;

import dev.buildrun.scaffolder.workspace.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that this process alone uses. */
final class OwnDirectory {
    private OwnDirectory() {}

    /** Makes it, without what a process that was killed left there; with the links in its path resolved. */
    static Path emptied(Path directory) {
        try {
            Trees.delete(directory);
            return Files.createDirectories(directory).toRealPath();
        } catch (IOException exception) {
            throw new UncheckedIOException("Can't use " + directory + " for workspaces", exception);
        }
    }
}
