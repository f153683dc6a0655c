package dev.buildrun.scaffolder.workspace;

import dev.buildrun.scaffolder.workspace.Workspace.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the files of a workspace that a pattern stands for. */
public final class FileSearch {
    private final Workspace workspace;
    private final boolean dots;

    private FileSearch(Workspace workspace, boolean dots) {
        this.workspace = workspace;
        this.dots = dots;
    }

    /** @param dots whether wildcards match names that begin with a dot */
    public static FileSearch in(Workspace workspace, boolean dots) {
        return new FileSearch(workspace, dots);
    }

    /**
     * The files, relative to the workspace, ordered by path. Directories are never found; one that is named stands for what is in it.
     * Links to files are found as links; one that leaves the workspace is found too, so that whoever uses it is refused.
     *
     * @throws dev.buildrun.error.ServiceException of kind NOT_ALLOWED when the pattern leaves the workspace
     */
    public List<String> find(String pattern) {
        var path = workspace.relative(workspace.resolve(pattern));
        if (workspace.kind(path).equals(Optional.of(Kind.DIRECTORY))) {
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
