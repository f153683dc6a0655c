package dev.buildrun.git;

import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The built-in host as the publishing actions see it. */
public final class BuiltInGitHost implements GitHost {
    private static final String USERNAME = "buildrun";
    private static final long MAX_COMPARED_BYTES = 20 << 20;
    private static final int MAX_COMPARED_FILES = 5_000;

    private final Repositories repositories;
    private final PushCredentials credentials;
    private final BuiltInGit addresses;

    public BuiltInGitHost(Repositories repositories, PushCredentials credentials, BuiltInGit addresses) {
        this.repositories = repositories;
        this.credentials = credentials;
        this.addresses = addresses;
    }

    @Override
    public boolean exists(RepositoryName repository) {
        return repositories.exists(repository);
    }

    @Override
    public void create(RepositoryName repository, Creation creation) {
        repositories.create(
                new HostedRepository(repository, creation.description(), creation.creator(), creation.madeBy()),
                creation.defaultBranch());
    }

    @Override
    public Optional<State> look(RepositoryName name) {
        if (!repositories.exists(name)) {
            return Optional.empty();
        }
        var madeBy = repositories.describe(name).madeBy();
        try (var repository = repositories.open(name)) {
            return Optional.of(new State(madeBy, refs(repository), List.of()));
        }
    }

    private static Map<String, String> refs(Repository repository) {
        try {
            var refs = new TreeMap<String, String>();
            for (var ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
                var commit = ref.getObjectId();
                // A branch without a commit is none yet.
                if (commit != null) {
                    refs.put(ref.getName(), commit.name());
                }
            }
            return refs;
        } catch (IOException exception) {
            throw new UncheckedIOException("The branches could not be read", exception);
        }
    }

    @Override
    public boolean remove(RepositoryName name, State seen) {
        return repositories.remove(name, repository -> refs(repository).equals(seen.refs()));
    }

    @Override
    public String removalByHand(RepositoryName repository) {
        return "delete the directory " + repository + ".git in the folder of the built-in Git host";
    }

    @Override
    public Map<String, byte[]> files(RepositoryName name) {
        try (var repository = repositories.open(name)) {
            var head = repository.resolve(Constants.HEAD);
            return head == null ? Map.of() : files(repository, head);
        } catch (IOException exception) {
            throw new UncheckedIOException("The files of " + name + " could not be read", exception);
        }
    }

    private static Map<String, byte[]> files(Repository repository, ObjectId head) throws IOException {
        var files = new TreeMap<String, byte[]>();
        var bytes = 0L;
        try (var commits = new RevWalk(repository);
                var walk = new TreeWalk(repository)) {
            walk.addTree(commits.parseCommit(head).getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                if (walk.getFileMode(0).getObjectType() == Constants.OBJ_BLOB
                        && !walk.getFileMode(0).equals(FileMode.SYMLINK)) {
                    var loader = repository.open(walk.getObjectId(0));
                    bytes += loader.getSize();
                    if (bytes > MAX_COMPARED_BYTES || files.size() >= MAX_COMPARED_FILES) {
                        return Map.of();
                    }
                    files.put(walk.getPathString(), loader.getBytes());
                }
            }
        }
        return files;
    }

    @Override
    public Remote remote(RepositoryName repository) {
        if (!repositories.exists(repository)) {
            throw Repositories.missing(repository);
        }
        return new Remote(addresses.remoteUrl(repository), USERNAME, credentials.mint(repository));
    }
}
