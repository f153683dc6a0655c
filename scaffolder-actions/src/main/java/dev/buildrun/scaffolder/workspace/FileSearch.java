package dev.buildrun.scaffolder.workspace;

import dev.buildrun.scaffolder.workspace.Workspace.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the files of a workspace that a pattern stands for. */
public final class FileSearch {
    private final Workspace workspace;
    private final boolean dots;
    private final boolean entersDirectories;

    private FileSearch(Workspace workspace, boolean dots, boolean entersDirectories) {
        this.workspace = workspace;
        this.dots = dots;
        this.entersDirectories = entersDirectories;
    }

    /** Wildcards match names that begin with a dot, and a directory that is named stands for all that is in it. */
    public static FileSearch ofAll(Workspace workspace) {
        return new FileSearch(workspace, true, true);
    }

    /**
     * A directory that is named stands for nothing.
     *
     * @param dots whether wildcards match names that begin with a dot
     */
    public static FileSearch ofFiles(Workspace workspace, boolean dots) {
        return new FileSearch(workspace, dots, false);
    }

    /**
     * The files, relative to the workspace, ordered by path. Directories are never found themselves.
     * Links to files are found as links; one that leaves the workspace is found too, so that whoever uses it is refused.
     *
     * @throws dev.buildrun.error.ServiceException of kind NOT_ALLOWED when the pattern leaves the workspace
     */
    public List<String> find(String pattern) {
        var path = workspace.relative(workspace.resolve(pattern));
        if (entersDirectories && workspace.kind(path).equals(Optional.of(Kind.DIRECTORY))) {
            path = path.isEmpty() ? "**" : path + "/**";
        }
        var glob = Glob.of(path, dots);
        var base = base(path);
        var found = new ArrayList<String>();
        if (workspace.kind(base).equals(Optional.of(Kind.DIRECTORY))) {
            for (var entry : workspace.list(base)) {
                if (glob.matches(entry) && isFile(entry)) {
                    found.add(entry);
                }
            }
        } else if (glob.matches(base) && isFile(base)) {
            found.add(base);
        }
        return found;
    }

    /** The parts before the first that is a pattern. */
    private static String base(String pattern) {
        var base = new ArrayList<String>();
        for (var part : pattern.split("/", -1)) {
            if (Glob.isMoreThanText(part)) {
                break;
            }
            base.add(part);
        }
        return String.join("/", base);
    }

    private boolean isFile(String path) {
        var kind = workspace.kindOfName(path);
        if (kind.equals(Optional.of(Kind.LINK))) {
            return workspace.leaves(path) || workspace.kind(path).equals(Optional.of(Kind.FILE));
        }
        return kind.equals(Optional.of(Kind.FILE));
    }
}
