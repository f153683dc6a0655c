package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Enclosure;
import dev.buildrun.scaffolder.workspace.InnerDirectory;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory of a workspace that an action writes to; no path leaves it. */
final class Target {
    private final Workspace workspace;
    private final InnerDirectory directory;

    private Target(Workspace workspace, InnerDirectory directory) {
        this.workspace = workspace;
        this.directory = directory;
    }

    /** Makes the directory where it is not there. */
    static Target in(Workspace workspace, @Nullable String targetPath) {
        return new Target(workspace, workspace.inner(targetPath == null ? "." : targetPath));
    }

    /** Whether a link in a tree, read by its text alone, points into the tree. */
    static boolean stays(String path, String linkText) {
        var parent = Path.of(path).getParent();
        var target = (parent == null ? Path.of("") : parent).resolve(linkText).normalize();
        return !Path.of(linkText).isAbsolute() && !target.startsWith("..");
    }

    boolean exists(String path) {
        return directory.exists(path);
    }

    void write(String path, byte[] content, boolean executable) {
        workspace.write(directory.resolve(path), content, executable);
    }

    void makeDirectory(String path) {
        workspace.makeDirectory(directory.resolve(path));
    }

    void link(String path, String text) {
        if (!stays(path, text)) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, Enclosure.LEAVES);
        }
        workspace.link(directory.resolveParent(path), text);
    }
}
