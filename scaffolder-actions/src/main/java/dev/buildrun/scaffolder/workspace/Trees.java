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
        try {
            collect(root, 0, maxEntries, found);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Removes a directory with everything in it; nothing there is fine. */
    public static void delete(Path root) {
        try {
            deleteBelow(root);
            Files.deleteIfExists(root);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static void collect(Path directory, int depth, int maxEntries, List<Path> found) throws IOException {
        if (depth > MAX_DEPTH) {
            throw ServiceException.input("Expected directories nested at most " + MAX_DEPTH + " deep");
        }
        try (var children = Files.newDirectoryStream(directory)) {
            for (var child : children) {
                if (found.size() >= maxEntries) {
                    throw ServiceException.input("Expected at most " + maxEntries + " files and directories");
                }
                found.add(child);
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    collect(child, depth + 1, maxEntries, found);
                }
            }
        }
    }

    private static void deleteBelow(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var children = Files.newDirectoryStream(directory)) {
            for (var child : children) {
                deleteBelow(child);
                Files.delete(child);
            }
        }
    }
}
