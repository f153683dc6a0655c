package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Walks directory trees without following a link. */
public final class Trees {
    private static final int MAX_DEPTH = 100;

    private static final Set<StandardOpenOption> READING = Set.of(StandardOpenOption.READ);
    private static final Set<PosixFilePermission> EXECUTE = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

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

    /** What {@link #read} finds, in no particular order. */
    public interface Reader {
        /** @param content to be read now, as far as it is wanted; closed by whoever calls */
        void file(Path path, boolean executable, InputStream content) throws IOException;

        /** A link, which is not followed. */
        void link(Path path) throws IOException;
    }

    /**
     * Reads the files and links below a directory, in one walk and by the handles of the directories, so that no link is followed.
     *
     * @throws ServiceException of kind INPUT when there are more than {@code maxEntries} or it is nested too deeply
     */
    public static void read(Path root, int maxEntries, Reader reader) {
        try (var directory = Directory.open(root)) {
            new Walk(maxEntries, reader).in(directory, root, 0);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static final class Walk {
        private final int maxEntries;
        private final Reader reader;
        private int entries;

        private Walk(int maxEntries, Reader reader) {
            this.maxEntries = maxEntries;
            this.reader = reader;
        }

        private void in(Directory directory, Path path, int depth) throws IOException {
            checkDepth(depth);
            for (var name : directory.names()) {
                checkEntries(entries++, maxEntries);
                var at = path.resolve(name);
                switch (directory.attributes(name).map(Workspace.Kind::of).orElse(Workspace.Kind.OTHER)) {
                    case DIRECTORY -> {
                        try (var child = Descent.enter(directory, name)) {
                            in(child, at, depth + 1);
                        }
                    }
                    case LINK -> reader.link(at);
                    case FILE -> file(directory, name, at);
                    case OTHER -> {}
                }
            }
        }

        private void file(Directory directory, String name, Path at) throws IOException {
            var isExecutable = directory.permissions(name).stream().anyMatch(EXECUTE::contains);
            try (var channel = directory.channel(name, READING)) {
                reader.file(at, isExecutable, Channels.newInputStream(channel));
            }
        }
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw ServiceException.input("Expected directories nested at most " + MAX_DEPTH + " deep");
        }
    }

    private static void checkEntries(int before, int maxEntries) {
        if (before >= maxEntries) {
            throw ServiceException.input("Expected at most " + maxEntries + " files and directories");
        }
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
        checkDepth(depth);
        for (var name : directory.names()) {
            checkEntries(found.size(), maxEntries);
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
