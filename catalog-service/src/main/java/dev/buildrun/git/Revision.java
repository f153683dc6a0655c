package dev.buildrun.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The newest commit of a branch, to look at.
 *
 * @param path what was asked for below it, without slashes at its ends; empty for the root
 */
public record Revision(Repository repository, String branch, RevCommit commit, String path) {
    /** What a path leads to. */
    public sealed interface Node {}

    /** Entries in a directory, directories first. */
    public record Directory(List<Entry> entries) implements Node {}

    /** A file, or the target of a symbolic link. */
    public record File(ObjectId id, ObjectLoader content) implements Node {}

    public record Entry(String name, Kind kind) {}

    /** The order is that of a listing. */
    public enum Kind {
        DIRECTORY,
        SUBMODULE,
        LINK,
        FILE
    }

    /** The root of the default branch; empty while nothing has been pushed to it. */
    public static Optional<Revision> ofDefaultBranch(Repository repository) throws IOException {
        return at(repository, String.valueOf(repository.getBranch()), "");
    }

    /**
     * Finds where the branch ends and the path begins: at the first part that makes an existing branch. Git has no branch whose name
     * continues another's after a slash.
     *
     * @param branchAndPath for instance {@code feature/login/src/Main.java}
     */
    public static Optional<Revision> find(Repository repository, String branchAndPath) throws IOException {
        var names = Arrays.stream(branchAndPath.split("/", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        for (var end = 1; end <= names.size(); end++) {
            var branch = String.join("/", names.subList(0, end));
            var revision = at(repository, branch, String.join("/", names.subList(end, names.size())));
            if (revision.isPresent()) {
                return revision;
            }
        }
        return Optional.empty();
    }

    private static Optional<Revision> at(Repository repository, String branch, String path) throws IOException {
        var ref = repository.exactRef(Constants.R_HEADS + branch);
        if (ref == null || ref.getObjectId() == null) {
            return Optional.empty();
        }
        try (var walk = new RevWalk(repository)) {
            return Optional.of(new Revision(repository, branch, walk.parseCommit(ref.getObjectId()), path));
        }
    }

    /** What is at the path, with at most so many entries; empty where there is nothing, or a submodule. */
    public Optional<Node> node(int maxEntries) throws IOException {
        if (path.isEmpty()) {
            return Optional.of(directory(commit.getTree(), maxEntries));
        }
        try (var walk = TreeWalk.forPath(repository, path, commit.getTree())) {
            if (walk == null) {
                return Optional.empty();
            }
            var id = walk.getObjectId(0);
            return switch (kind(walk.getFileMode())) {
                case DIRECTORY -> Optional.of(directory(id, maxEntries));
                case FILE, LINK -> Optional.of(new File(id, repository.open(id, Constants.OBJ_BLOB)));
                case SUBMODULE -> Optional.empty();
            };
        }
    }

    /** The file of this name in the root. */
    public Optional<File> file(String name) throws IOException {
        var node = new Revision(repository, branch, commit, name).node(0);
        return node.isPresent() && node.get() instanceof File file ? Optional.of(file) : Optional.empty();
    }

    private Directory directory(ObjectId tree, int maxEntries) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var walk = new TreeWalk(repository)) {
            walk.addTree(tree);
            while (walk.next() && entries.size() < maxEntries) {
                entries.add(new Entry(walk.getNameString(), kind(walk.getFileMode())));
            }
        }
        entries.sort(Comparator.comparing(Entry::kind).thenComparing(Entry::name));
        return new Directory(List.copyOf(entries));
    }

    private static Kind kind(FileMode mode) {
        if (mode.equals(FileMode.TREE)) {
            return Kind.DIRECTORY;
        }
        if (mode.equals(FileMode.GITLINK)) {
            return Kind.SUBMODULE;
        }
        return mode.equals(FileMode.SYMLINK) ? Kind.LINK : Kind.FILE;
    }
}
