package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one task. No path leaves it, and what is written to it is bounded. Used by one thread at a time.
 *
 * <p>A path that leaves fails with {@code NotAllowedError}, a bound that is reached with {@code InputError}.
 */
public final class Workspace {
    private static final Set<PosixFilePermission> EXECUTE = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private final Enclosure enclosure;
    private final Limits limits;
    private long bytes;
    private int entries;

    private Workspace(Enclosure enclosure, Limits limits) {
        this.enclosure = enclosure;
        this.limits = limits;
    }

    /**
     * How much a workspace may hold. Replaced content counts again, so it is also how much may be written to it.
     *
     * @param maxBytes bytes in files
     * @param maxEntries files, directories and links
     */
    public record Limits(long maxBytes, int maxEntries) {
        public static final Limits USUAL = new Limits(200L << 20, 20_000);

        public Limits {
            if (maxBytes <= 0 || maxEntries <= 0) {
                throw new IllegalArgumentException("Expected limits above zero, found " + maxBytes + ", " + maxEntries);
            }
        }
    }

    /** Opens a directory, making it where it is not there; what it holds already counts. */
    public static Workspace open(Path directory, Limits limits) {
        try {
            Files.createDirectories(directory);
            var workspace = new Workspace(new Enclosure(directory), limits);
            for (var path : workspace.list()) {
                workspace.countEntry();
                workspace.count(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : 0);
            }
            return workspace;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    public Path root() {
        return enclosure.root();
    }

    /** Where a relative path points to; see {@link Enclosure#resolve}. */
    public Path resolve(String path) {
        return enclosure.resolve(path);
    }

    /** The path seen from the workspace, with {@code /} between its parts. */
    public String relative(Path absolute) {
        return enclosure.relative(absolute);
    }

    public boolean exists(String path) {
        return Files.exists(enclosure.resolve(path));
    }

    /**
     * Writes a file and the directories above it. A file that is there keeps its mode.
     *
     * @param executable whether a new file may be executed
     */
    public void write(String path, byte[] content, boolean executable) {
        var target = enclosure.resolve(path);
        try {
            makeDirectories(target.getParent());
            var isNew = !Files.exists(target);
            if (isNew) {
                countEntry();
            }
            count(content.length);
            Files.write(target, content);
            if (isNew && executable) {
                makeExecutable(target);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException("The file " + path + " could not be written", exception);
        }
    }

    /** Makes a directory and those above it; one that is there is fine. */
    public void makeDirectory(String path) {
        try {
            makeDirectories(enclosure.resolve(path));
        } catch (IOException exception) {
            throw new UncheckedIOException("The directory " + path + " could not be made", exception);
        }
    }

    /**
     * Makes a symbolic link, replacing a file or link that is there.
     *
     * @param text what the link says; relative to the link's own directory
     * @throws ServiceException of kind NOT_ALLOWED when the link would point out of the workspace
     */
    public void link(String path, String text) {
        var target = enclosure.resolveParent(path);
        var parent = target.getParent();
        if (Path.of(text).isAbsolute() || parent == null || !enclosure.contains(parent.resolve(text))) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, Enclosure.LEAVES);
        }
        try {
            makeDirectories(parent);
            if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(target);
            }
            countEntry();
            Files.createSymbolicLink(target, Path.of(text));
        } catch (IOException exception) {
            throw new UncheckedIOException("The link " + path + " could not be made", exception);
        }
    }

    /** Everything in the workspace (directories, files, links), ordered by path, the root left out. Links are not followed. */
    public List<Path> list() {
        return Trees.list(root(), limits.maxEntries());
    }

    /** Writes all that the workspace holds to a stream, gzipped, in a format of our own; the stream stays open. */
    public void pack(OutputStream target) throws IOException {
        WorkspaceArchive.write(this, target);
    }

    /** Puts back what {@link #pack} wrote. */
    public void unpack(InputStream source) throws IOException {
        WorkspaceArchive.read(this, source);
    }

    /** Removes the directory and everything in it. Links are removed, not followed. */
    public void delete() {
        Trees.delete(root());
    }

    private void makeDirectories(@Nullable Path directory) throws IOException {
        var missing = new ArrayList<Path>();
        for (var path = directory; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        for (var path : missing.reversed()) {
            countEntry();
            Files.createDirectory(path);
        }
        if (directory != null && !Files.isDirectory(directory)) {
            throw ServiceException.input("Expected " + relative(directory) + " to be a directory, found a file");
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        permissions.addAll(EXECUTE);
        Files.setPosixFilePermissions(file, permissions);
    }

    private void count(long size) {
        bytes += size;
        if (bytes > limits.maxBytes()) {
            throw ServiceException.input(
                    "The workspace is full: expected at most " + limits.maxBytes() + " bytes to be written to it");
        }
    }

    private void countEntry() {
        entries++;
        if (entries > limits.maxEntries()) {
            throw ServiceException.input(
                    "The workspace is full: expected at most " + limits.maxEntries() + " files and directories in it");
        }
    }
}
