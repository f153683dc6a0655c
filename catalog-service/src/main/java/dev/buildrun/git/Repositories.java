package dev.buildrun.git;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FileUtils;

/**
 * The directory of bare repositories. A repository is made aside and put in place with one rename, so it is there completely or not at
 * all; several processes may share the directory.
 */
public final class Repositories {
    private static final String SUFFIX = ".git";
    /** No owner's name begins with a dot. */
    private static final String ASIDE = ".new";

    private static final Duration ABANDONED = Duration.ofHours(1);
    /** A reference is locked for milliseconds, so an older lock is one that a crash left behind. */
    private static final Duration STALE_LOCK = Duration.ofMinutes(1);

    private static final int MAX_DESCRIPTION = 4_000;
    private static final String OWN_SECTION = "buildrun";

    private final Path root;
    private final Clock clock;

    private Repositories(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Opens the directory, makes it when it is missing, and clears away what a crash left half made. */
    public static Repositories open(Path root, Clock clock) {
        try {
            var aside = Files.createDirectories(root.resolve(ASIDE));
            var abandoned = clock.instant().minus(ABANDONED);
            for (var path : children(aside)) {
                if (Files.getLastModifiedTime(path).toInstant().isBefore(abandoned)) {
                    FileUtils.delete(path.toFile(), FileUtils.RECURSIVE);
                }
            }
            return new Repositories(root, clock);
        } catch (IOException exception) {
            throw new UncheckedIOException(
                    "The directory of Git repositories " + root + " can't be used: " + exception, exception);
        }
    }

    boolean exists(RepositoryName name) {
        return Files.isDirectory(directory(name));
    }

    /**
     * Makes an empty repository.
     *
     * @param defaultBranch without {@code refs/heads/}
     * @throws ServiceException of kind CONFLICT when there is one of this name, INPUT for a branch that Git would not take
     */
    void create(HostedRepository repository, String defaultBranch) {
        var head = Constants.R_HEADS + defaultBranch;
        if (!Repository.isValidRefName(head)) {
            throw ServiceException.input(
                    "Expected the default branch to be a name that Git takes, found \"" + defaultBranch + "\"");
        }
        var aside = root.resolve(ASIDE).resolve(UUID.randomUUID().toString());
        try {
            prepare(aside, repository, head);
            putInPlace(aside, repository.name());
        } catch (IOException exception) {
            throw new UncheckedIOException("The repository " + repository.name() + " could not be made", exception);
        }
    }

    private static void prepare(Path aside, HostedRepository description, String head) throws IOException {
        try (var repository =
                new FileRepositoryBuilder().setGitDir(aside.toFile()).setBare().build()) {
            repository.create(true);
            repository.updateRef(Constants.HEAD).link(head);
            configure(repository.getConfig(), description);
        }
        var text = description.description().strip();
        Files.writeString(
                aside.resolve("description"), text.substring(0, Math.min(text.length(), MAX_DESCRIPTION)) + "\n");
        DurableFiles.sync(aside);
    }

    private static void configure(StoredConfig config, HostedRepository description) throws IOException {
        config.setBoolean("core", null, "fsyncObjectFiles", true);
        config.setBoolean("core", null, "fsyncRefFiles", true);
        config.setString("core", null, "logAllRefUpdates", "always");
        config.setBoolean("receive", null, "denyNonFastForwards", true);
        config.setBoolean("receive", null, "fsckObjects", true);
        if (description.creator() != null) {
            config.setString(OWN_SECTION, null, "creator", description.creator());
        }
        if (description.madeBy() != null) {
            config.setString(OWN_SECTION, null, "madeBy", description.madeBy());
        }
        config.save();
    }

    private void putInPlace(Path aside, RepositoryName name) throws IOException {
        var target = directory(name);
        var owner = Files.createDirectories(root.resolve(name.owner()));
        try {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException exception) {
            FileUtils.delete(aside.toFile(), FileUtils.RECURSIVE);
            if (Files.exists(target)) {
                throw ServiceException.conflict("The repository " + name + " exists already");
            }
            throw exception;
        }
        DurableFiles.syncOne(owner);
        DurableFiles.syncOne(root);
    }

    /**
     * Removes a repository, if it is still as somebody has seen it. It is taken aside first, so that nothing can be pushed to it while it
     * is looked at once more; a push that runs meanwhile fails, and its client is told.
     *
     * @param isAsSeen looks at the repository, which the caller does not close
     * @return false when it has changed, and is back in its place
     */
    boolean remove(RepositoryName name, Predicate<Repository> isAsSeen) {
        var directory = directory(name);
        var aside = root.resolve(ASIDE).resolve(UUID.randomUUID().toString());
        try {
            Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
            if (!test(aside, isAsSeen)) {
                Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
                return false;
            }
            DurableFiles.syncOne(root.resolve(name.owner()));
            FileUtils.delete(aside.toFile(), FileUtils.RECURSIVE);
            return true;
        } catch (NoSuchFileException _) {
            return true;
        } catch (IOException exception) {
            throw new UncheckedIOException("The repository " + name + " could not be removed", exception);
        }
    }

    private static boolean test(Path directory, Predicate<Repository> isAsSeen) throws IOException {
        try (var repository = new FileRepositoryBuilder()
                .setGitDir(directory.toFile())
                .setBare()
                .build()) {
            return isAsSeen.test(repository);
        }
    }

    /**
     * Opens a repository; the caller closes it.
     *
     * @throws ServiceException of kind NOT_FOUND when there is none
     */
    public Repository open(RepositoryName name) {
        var directory = directory(name);
        if (!Files.isDirectory(directory)) {
            throw missing(name);
        }
        try {
            return RepositoryCache.FileKey.exact(directory.toFile(), FS.DETECTED)
                    .open(true);
        } catch (IOException exception) {
            throw new UncheckedIOException("The repository " + name + " can't be opened", exception);
        }
    }

    /**
     * Opens a repository to write to, after taking away the locks that a killed process may have left on its branches: nobody else ever
     * would, and no push to such a branch would succeed again.
     */
    Repository openForPush(RepositoryName name) {
        var repository = open(name);
        try {
            var stale = clock.instant().minus(STALE_LOCK);
            DurableFiles.deleteLocks(directory(name).resolve("refs"), stale);
            DurableFiles.deleteLocks(directory(name).resolve("packed-refs.lock"), stale);
            return repository;
        } catch (IOException exception) {
            repository.close();
            throw new UncheckedIOException("The locks of " + name + " can't be looked at", exception);
        }
    }

    /**
     * Describes a repository.
     *
     * @throws ServiceException of kind NOT_FOUND when there is none
     */
    public HostedRepository describe(RepositoryName name) {
        try (var repository = open(name)) {
            var description = directory(name).resolve("description");
            return new HostedRepository(
                    name,
                    Files.exists(description) ? Files.readString(description).strip() : "",
                    repository.getConfig().getString(OWN_SECTION, null, "creator"),
                    repository.getConfig().getString(OWN_SECTION, null, "madeBy"));
        } catch (IOException exception) {
            throw new UncheckedIOException("The repository " + name + " can't be read", exception);
        }
    }

    /** The names of all repositories in alphabetical order, at most as many as asked for. */
    public List<RepositoryName> list(int limit) {
        var names = new ArrayList<RepositoryName>();
        try {
            for (var owner : children(root)) {
                if (!owner.getFileName().toString().startsWith(".") && Files.isDirectory(owner)) {
                    addRepositories(owner, names);
                }
            }
        } catch (IOException exception) {
            throw new UncheckedIOException("The directory of Git repositories can't be read", exception);
        }
        return names.stream()
                .sorted(Comparator.comparing(RepositoryName::toString))
                .limit(limit)
                .toList();
    }

    private static void addRepositories(Path owner, List<RepositoryName> names) throws IOException {
        for (var path : children(owner)) {
            var name = path.getFileName().toString();
            if (name.endsWith(SUFFIX)) {
                names.add(new RepositoryName(
                        owner.getFileName().toString(), name.substring(0, name.length() - SUFFIX.length())));
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.toList();
        }
    }

    private Path directory(RepositoryName name) {
        return root.resolve(name.owner()).resolve(name.name() + SUFFIX);
    }

    static ServiceException missing(RepositoryName name) {
        return ServiceException.notFound("There is no repository " + name);
    }
}
