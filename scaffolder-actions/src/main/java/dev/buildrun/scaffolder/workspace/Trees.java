package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Walks directory trees without following a link. */
public final class Trees {
    private static final int MAX_DEPTH = 100;

    private Trees() {}

    /**
     * Everything below a directory: directories, files and links, ordered by path.
     *
     * @throws ServiceException of kind INPUT when there are more than {@code maxEntries} or it is nested too deeply
     */
    public static List<Path> list(Path root, int maxEntries) {
        var found = new ArrayList<Path>();
        try (var directory = Directory.open(root)) {
            collect(directory, root, 0, maxEntries, found);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Removes a directory with everything in it; nothing there is fine. */
    public static void delete(Path root) {
        try {
            if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
                try (var directory = Directory.open(root)) {
                    clear(directory);
                }
            }
            Files.deleteIfExists(root);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Removes what a name in a directory stands for: a file, a link (not what it points to) or a directory with all in it. */
    static void delete(Directory directory, String name) throws IOException {
        if (!isDirectory(directory, name)) {
            directory.deleteFile(name);
            return;
        }
        try (var child = Descent.enter(directory, name)) {
            clear(child);
        }
        directory.deleteDirectory(name);
    }

    private static void clear(Directory directory) throws IOException {
        for (var name : directory.names()) {
            delete(directory, name);
        }
    }

    private static void collect(Directory directory, Path path, int depth, int maxEntries, List<Path> found)
            throws IOException {
        if (depth > MAX_DEPTH) {
            throw ServiceException.input("Expected directories nested at most " + MAX_DEPTH + " deep");
        }
        for (var name : directory.names()) {
            if (found.size() >= maxEntries) {
                throw ServiceException.input("Expected at most " + maxEntries + " files and directories");
            }
            found.add(path.resolve(name));
            if (isDirectory(directory, name)) {
                try (var child = Descent.enter(directory, name)) {
                    collect(child, path.resolve(name), depth + 1, maxEntries, found);
                }
            }
        }
    }

    private static boolean isDirectory(Directory directory, String name) throws IOException {
        return directory.attributes(name).stream().anyMatch(found -> found.isDirectory());
    }
}
