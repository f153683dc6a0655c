package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Objects;

/** A directory that no path leaves: not by {@code ..}, not by an absolute path, not through a symbolic link. */
public final class Enclosure {
    /** Backstage's own words for a path that leaves. */
    public static final String LEAVES = "Relative path is not allowed to refer to a directory outside its parent";

    private static final int MAX_LINKS = 40;

    private final Path root;

    /** @param root an existing directory; it may itself be reached through links */
    public Enclosure(Path root) {
        try {
            this.root = root.toRealPath();
        } catch (IOException exception) {
            throw new UncheckedIOException("Expected the directory " + root + " to exist", exception);
        }
    }

    /** The directory, with every link in its own path resolved. */
    public Path root() {
        return root;
    }

    /**
     * Where a path points to that is relative to the directory. Nothing needs to exist; a link on the way, dangling ones
     * included, must stay inside, and so must the last part where it is a link.
     *
     * @throws ServiceException of kind NOT_ALLOWED when it leaves the directory
     */
    public Path resolve(String path) {
        var target = lexically(path);
        if (!contains(target)) {
            throw leaves();
        }
        return target;
    }

    /**
     * The same for a path whose last part is about to be made, moved or removed as a link itself: only its parent must be
     * inside with all links followed.
     */
    public Path resolveParent(String path) {
        var target = lexically(path);
        var parent = target.getParent();
        if (target.equals(root) || parent == null || !contains(parent)) {
            throw leaves();
        }
        return target;
    }

    /** Whether a path is the directory itself, by name. */
    boolean isRoot(String path) {
        return lexically(path).equals(root);
    }

    /** Whether an absolute path, with every link in it followed, is the directory or lies in it. */
    public boolean contains(Path absolute) {
        return withLinksFollowed(absolute).startsWith(root);
    }

    /**
     * Where a path points to in the end: every link in it, the last part included, is replaced by what it points to.
     *
     * @throws ServiceException of kind NOT_ALLOWED when it leaves the directory
     */
    Path real(String path) {
        return inside(withLinksFollowed(lexically(path)));
    }

    /** The same with the last part left as it is, for who moves or removes a link itself. */
    Path realParent(String path) {
        var target = resolveParent(path);
        return inside(withLinksFollowed(Objects.requireNonNull(target.getParent())))
                .resolve(target.getFileName());
    }

    private Path inside(Path path) {
        if (!path.startsWith(root)) {
            throw leaves();
        }
        return path;
    }

    /** The path seen from the directory, with {@code /} between its parts. */
    public String relative(Path absolute) {
        return relative(root, absolute);
    }

    static String relative(Path root, Path absolute) {
        return root.relativize(absolute).toString().replace(root.getFileSystem().getSeparator(), "/");
    }

    private Path lexically(String path) {
        return lexically(root, path);
    }

    /** Where a path points to as its text alone says. */
    static Path lexically(Path root, String path) {
        try {
            var target = root.resolve(path).normalize();
            if (!target.startsWith(root)) {
                throw leaves();
            }
            return target;
        } catch (InvalidPathException exception) {
            throw ServiceException.input(
                    "Expected a path, found one with an illegal character: " + exception.getReason());
        }
    }

    /** Like {@code toRealPath}, but goes on by name where nothing exists, so that a dangling link is followed as well. */
    private Path withLinksFollowed(Path absolute) {
        var links = 0;
        var isBelow = absolute.startsWith(root);
        var current = isBelow ? root : absolute.getRoot();
        var ahead = names(isBelow ? root.relativize(absolute) : absolute);
        while (!ahead.isEmpty()) {
            var name = ahead.removeFirst();
            if (name.equals("..")) {
                var parent = current.getParent();
                current = parent == null ? current : parent;
                continue;
            }
            var next = current.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                current = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw leaves();
            }
            var target = linkText(next);
            current = target.isAbsolute() ? target.getRoot() : current;
            names(target).descendingIterator().forEachRemaining(ahead::addFirst);
        }
        return current;
    }

    private static Deque<String> names(Path path) {
        var names = new ArrayDeque<String>();
        path.forEach(part -> Collections.addAll(names, part.toString()));
        names.removeIf(name -> name.isEmpty() || name.equals("."));
        return names;
    }

    private static Path linkText(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static ServiceException leaves() {
        return Descent.leaves();
    }
}
