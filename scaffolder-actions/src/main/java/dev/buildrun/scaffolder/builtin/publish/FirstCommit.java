package dev.buildrun.scaffolder.builtin.publish;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.ListedFiles;
import dev.buildrun.scaffolder.workspace.Trees;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;

/**
 * A commit without parents that holds a directory, {@code .gitignore} honoured, in a repository of its own that is removed on
 * closing. The same files, author, time and message always give the same id.
 *
 * <p>The repository lies outside the directory and a {@code .git} inside is left out: its hooks, filters and config came from a
 * template's author, and Git would run them.
 */
final class FirstCommit implements AutoCloseable {
    private final Repository repository;
    private final String branch;
    private final ObjectId id;
    private final Instant committedAt;

    private FirstCommit(Repository repository, String branch, ObjectId id, Instant committedAt) {
        this.repository = repository;
        this.branch = branch;
        this.id = id;
        this.committedAt = committedAt;
    }

    /**
     * Commits a directory.
     *
     * @param source its path in the workspace
     * @throws ServiceException of kind INPUT when there is nothing to commit, or the branch's name is none
     */
    static FirstCommit of(Workspace workspace, String source, String branch, CommitDefaults.Message message) {
        if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw ServiceException.input("Expected defaultBranch to be the name of a branch, found \"" + branch + "\"");
        }
        var directory = Directory.of(workspace, source);
        if (!directory.isThere()) {
            throw ServiceException.input("Expected sourcePath to be a directory of the workspace");
        }
        try {
            var repository = create(directory.root());
            try {
                var id = commit(repository, directory, message);
                return new FirstCommit(repository, branch, id, message.author().getWhenAsInstant());
            } catch (IOException | RuntimeException exception) {
                remove(repository);
                throw exception;
            }
        } catch (IOException exception) {
            throw new UncheckedIOException("The commit could not be made", exception);
        }
    }

    /**
     * What is committed. JGit walks it by paths; the contents are read through the workspace, so that a link that is put in the place of
     * something while it walks leads nowhere.
     *
     * @param root with no link in it
     */
    private record Directory(Path root, ListedFiles files) {
        static Directory of(Workspace workspace, String source) {
            var path = workspace.resolve(source);
            try {
                return new Directory(Files.exists(path) ? path.toRealPath() : path, workspace.listed());
            } catch (IOException exception) {
                throw new UncheckedIOException("The workspace could not be read", exception);
            }
        }

        boolean isThere() {
            return Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS);
        }

        byte[] bytes(TreeWalk walk) throws IOException {
            var file = root.resolve(walk.getPathString());
            if (FileMode.SYMLINK.equals(walk.getRawMode(0))) {
                return files.link(file).getBytes(StandardCharsets.UTF_8);
            }
            try (var content = files.open(file)) {
                return content.readAllBytes();
            }
        }
    }

    /** A file as it would be committed. */
    record Content(String path, boolean executable, byte[] bytes) {}

    /** What {@link #of} would commit, in Git's order; empty where there is no such directory. */
    static List<Content> content(Workspace workspace, String source) {
        var directory = Directory.of(workspace, source);
        if (!directory.isThere()) {
            return List.of();
        }
        try {
            var repository = create(directory.root());
            try (var walk = new TreeWalk(repository)) {
                var contents = new ArrayList<Content>();
                walk.addTree(new FileTreeIterator(repository));
                while (walk.next()) {
                    if (isWanted(walk)) {
                        var isExecutable = walk.getFileMode(0).equals(FileMode.EXECUTABLE_FILE);
                        contents.add(new Content(walk.getPathString(), isExecutable, directory.bytes(walk)));
                    }
                }
                return contents;
            } finally {
                remove(repository);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException("The workspace could not be read", exception);
        }
    }

    /** 40 hexadecimal digits. */
    String id() {
        return id.name();
    }

    String branch() {
        return branch;
    }

    Instant committedAt() {
        return committedAt;
    }

    Repository repository() {
        return repository;
    }

    @Override
    public void close() {
        remove(repository);
    }

    private static Repository create(Path directory) throws IOException {
        var repository = new FileRepositoryBuilder()
                .setGitDir(Files.createTempDirectory("buildrun-publish-").toFile())
                .setWorkTree(directory.toFile())
                .build();
        repository.create();
        return repository;
    }

    private static void remove(Repository repository) {
        repository.close();
        Trees.delete(repository.getDirectory().toPath());
    }

    private static ObjectId commit(Repository repository, Directory directory, CommitDefaults.Message message)
            throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var index = DirCache.newInCore();
            var builder = index.builder();
            try (var walk = new TreeWalk(repository)) {
                walk.addTree(new FileTreeIterator(repository));
                while (walk.next()) {
                    if (isWanted(walk)) {
                        builder.add(entry(walk, directory, inserter));
                    }
                }
            }
            builder.finish();
            if (index.getEntryCount() == 0) {
                throw ServiceException.input("Expected the workspace to hold something to publish, found no file");
            }
            var commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(inserter));
            commit.setAuthor(message.author());
            commit.setCommitter(message.author());
            commit.setMessage(message.text());
            var id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    /** Whether the walk stands at a file or link that is to be committed; goes into a directory that is. */
    private static boolean isWanted(TreeWalk walk) throws IOException {
        if (walk.getTree(0, WorkingTreeIterator.class).isEntryIgnored()) {
            return false;
        }
        if (walk.isSubtree()) {
            walk.enterSubtree();
            return false;
        }
        return walk.getRawMode(0) != FileMode.TYPE_GITLINK;
    }

    private static DirCacheEntry entry(TreeWalk walk, Directory directory, ObjectInserter inserter) throws IOException {
        var entry = new DirCacheEntry(walk.getRawPath());
        entry.setFileMode(walk.getFileMode(0));
        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, directory.bytes(walk)));
        return entry;
    }
}
