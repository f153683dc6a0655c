package dev.buildrun.scaffolder.workspace;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A directory of a workspace that no path leaves either. Used by the thread of the workspace. */
public final class InnerDirectory {
    private final Workspace workspace;
    private final String directory;
    /** Null as long as everything is in memory, where there are no links. */
    private @Nullable Enclosure enclosure;

    InnerDirectory(Workspace workspace, String directory) {
        this.workspace = workspace;
        this.directory = directory;
    }

    /** What a path that is relative to this directory is in the workspace; see {@link Enclosure#resolve}. */
    public String resolve(String path) {
        return workspace.relative(
                workspace.isInMemory() ? lexically(path) : enclosure().resolve(path));
    }

    /** The same for what is made or removed as a link itself; see {@link Enclosure#resolveParent}. */
    public String resolveParent(String path) {
        return workspace.relative(parentResolved(path));
    }

    /** Whether there is anything of that name, a link that leads nowhere included. */
    public boolean exists(String path) {
        var target = parentResolved(path);
        return workspace.isInMemory()
                ? workspace.exists(workspace.relative(target))
                : Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    }

    private Path parentResolved(String path) {
        if (!workspace.isInMemory()) {
            return enclosure().resolveParent(path);
        }
        var target = lexically(path);
        if (target.equals(workspace.named(directory))) {
            throw Descent.leaves();
        }
        return target;
    }

    private Path lexically(String path) {
        return Enclosure.lexically(workspace.named(directory), path);
    }

    private Enclosure enclosure() {
        if (enclosure == null) {
            enclosure = new Enclosure(workspace.resolve(directory));
        }
        return enclosure;
    }
}
