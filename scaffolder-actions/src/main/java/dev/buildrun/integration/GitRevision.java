package dev.buildrun.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/**
 * The newest commit of a branch and a path in it.
 *
 * @param path without slashes at its ends; empty for the root
 * @param url what was asked for, for messages
 */
record GitRevision(Repository repository, String branch, RevCommit commit, String path, URI url) {
    /**
     * Finds where in a place's names the branch ends: at the first that makes an existing branch. Git has no branch whose name
     * begins with another's and a slash, so there is at most one.
     */
    static GitRevision find(Repository repository, BuiltInGit.Place place, URI url) {
        var names = place.branchAndPath();
        try {
            if (names.isEmpty()) {
                var branch = String.valueOf(repository.getBranch());
                return at(repository, branch, "", url).orElseThrow(() -> BuiltInGitReader.missing(url));
            }
            for (var end = 1; end <= names.size(); end++) {
                var branch = String.join("/", names.subList(0, end));
                var path = String.join("/", names.subList(end, names.size()));
                var revision = at(repository, branch, path, url);
                if (revision.isPresent()) {
                    return revision.get();
                }
            }
            throw BuiltInGitReader.missing(url);
        } catch (IOException exception) {
            throw new UncheckedIOException("The repository of " + url + " could not be read", exception);
        }
    }

    private static Optional<GitRevision> at(Repository repository, String branch, String path, URI url)
            throws IOException {
        var ref = repository.exactRef(Constants.R_HEADS + branch);
        if (ref == null || ref.getObjectId() == null) {
            return Optional.empty();
        }
        try (var walk = new RevWalk(repository)) {
            return Optional.of(new GitRevision(repository, branch, walk.parseCommit(ref.getObjectId()), path, url));
        }
    }

    /** The commit's id, 40 hexadecimal digits. */
    String id() {
        return commit.name();
    }

    GitRevision atRoot() {
        return under("");
    }

    /** The same at another path, seen from the root of the repository. */
    GitRevision under(String other) {
        return new GitRevision(repository, branch, commit, other, url);
    }

    /**
     * The contents that are not here, of the file at the path or of those below it whose own path, seen from it, is wanted.
     *
     * @throws dev.buildrun.error.ServiceException of kind INPUT when more files are wanted than a tree may have
     */
    Set<ObjectId> missing(Predicate<String> wanted, ReadLimits limits) {
        var missing = new HashSet<ObjectId>();
        var files = 0;
        try (var walk = new TreeWalk(repository)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            if (!path.isEmpty()) {
                walk.setFilter(PathFilter.create(path));
            }
            while (walk.next()) {
                if (kindOf(walk.getFileMode()).isEmpty() || !wanted.test(below(walk.getPathString()))) {
                    continue;
                }
                if (++files > limits.maxTreeFiles()) {
                    throw limits.treeTooLarge(url.toString());
                }
                var id = walk.getObjectId(0);
                if (!repository.getObjectDatabase().has(id)) {
                    missing.add(id);
                }
            }
            return missing;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** The content of the file at the path; empty when there is none, or something else. */
    Optional<byte[]> file(ReadLimits limits) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try (var walk = TreeWalk.forPath(repository, path, commit.getTree())) {
            return walk == null || kindOf(walk.getFileMode()).isEmpty()
                    ? Optional.empty()
                    : Optional.of(bytes(walk, limits));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** The files below the path whose own path, seen from it, is wanted. Submodules are left out. */
    List<RemoteFile> tree(ReadLimits limits, Predicate<String> wanted) {
        var files = new ArrayList<RemoteFile>();
        var size = 0L;
        try (var walk = new TreeWalk(repository)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            if (!path.isEmpty()) {
                walk.setFilter(PathFilter.create(path));
            }
            while (walk.next()) {
                var kind = kindOf(walk.getFileMode());
                var below = below(walk.getPathString());
                if (kind.isEmpty() || below.isEmpty() || !wanted.test(below)) {
                    continue;
                }
                var bytes = bytes(walk, limits);
                size += bytes.length;
                files.add(new RemoteFile(below, kind.get(), bytes));
                if (size > limits.maxTreeBytes() || files.size() > limits.maxTreeFiles()) {
                    throw limits.treeTooLarge(url.toString());
                }
            }
            return files;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private String below(String full) {
        if (path.isEmpty()) {
            return full;
        }
        return full.startsWith(path + "/") ? full.substring(path.length() + 1) : "";
    }

    private byte[] bytes(TreeWalk walk, ReadLimits limits) throws IOException {
        var loader = repository.open(walk.getObjectId(0), Constants.OBJ_BLOB);
        if (loader.getSize() > limits.maxFileBytes()) {
            throw limits.fileTooLarge(url + " (" + walk.getPathString() + ")");
        }
        return loader.getBytes(limits.maxFileBytes());
    }

    private static Optional<RemoteFile.Kind> kindOf(FileMode mode) {
        return switch (mode.getBits() & FileMode.TYPE_MASK) {
            case FileMode.TYPE_SYMLINK -> Optional.of(RemoteFile.Kind.LINK);
            case FileMode.TYPE_FILE ->
                Optional.of(
                        mode.equals(FileMode.EXECUTABLE_FILE.getBits())
                                ? RemoteFile.Kind.EXECUTABLE
                                : RemoteFile.Kind.REGULAR);
            default -> Optional.empty();
        };
    }
}
