package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one task. No path leaves it, and what is written to it is bounded. Used by one thread at a time.
 *
 * <p>It may begin in memory ({@link #begin}): most tasks write a few small files, of which only their content is ever asked for. Whatever
 * needs more than that (a link, a path for somebody else) puts everything into the directory first, for good.
 *
 * <p>A path that leaves fails with {@code NotAllowedError}, a bound that is reached with {@code InputError}.
 */
public final class Workspace {
    private final Path root;
    private final Room room;
    /** Null from the moment on that everything is on the disk. */
    private @Nullable HeldFiles held;

    private @Nullable DiskFiles disk;

    private Workspace(Path root, Room room, @Nullable HeldFiles held, @Nullable DiskFiles disk) {
        this.root = root;
        this.room = room;
        this.held = held;
        this.disk = disk;
    }

    /**
     * How much a workspace may hold. Replaced content counts again, so it is also how much may be written to it.
     *
     * @param maxBytes bytes in files
     * @param maxEntries files, directories and links
     * @param maxBytesInMemory how much of it may be in memory before everything goes to the disk; 0 for nothing
     */
    public record Limits(long maxBytes, int maxEntries, int maxBytesInMemory) {
        public static final Limits USUAL = new Limits(200L << 20, 20_000, 1 << 20);

        /** Nothing in memory. */
        public Limits(long maxBytes, int maxEntries) {
            this(maxBytes, maxEntries, 0);
        }

        public Limits {
            if (maxBytes <= 0 || maxEntries <= 0 || maxBytesInMemory < 0) {
                throw new IllegalArgumentException("buildrun.scaffolder.workspace: expected limits above 0, found "
                        + maxBytes + ", " + maxEntries + ", " + maxBytesInMemory);
            }
        }
    }

    /** What a name can stand for. */
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER;

        static Kind of(BasicFileAttributes attributes) {
            if (attributes.isSymbolicLink()) {
                return LINK;
            }
            return attributes.isDirectory() ? DIRECTORY : attributes.isRegularFile() ? FILE : OTHER;
        }
    }

    /** Opens a directory, making it where it is not there; what it holds already counts. */
    public static Workspace open(Path directory, Limits limits) {
        var room = new Room(limits);
        var disk = DiskFiles.open(directory, room);
        return new Workspace(disk.enclosure().root(), room, null, disk);
    }

    /**
     * Begins a workspace, in memory as far as the limits allow it.
     *
     * @param directory absolute, with no link in it; nothing is there
     */
    public static Workspace begin(Path directory, Limits limits) {
        if (limits.maxBytesInMemory() == 0) {
            return open(directory, limits);
        }
        var room = new Room(limits);
        return new Workspace(directory, room, new HeldFiles(limits.maxBytesInMemory(), room), null);
    }

    /** The directory, which is there from then on, with all that was written. */
    public Path root() {
        onDisk();
        return root;
    }

    /** Where a relative path points to; see {@link Enclosure#resolve}. What was written is there from then on. */
    public Path resolve(String path) {
        return onDisk().enclosure().resolve(path);
    }

    /** The same for who only tells of it, or checks that it does not leave; nothing need be there. */
    public Path named(String path) {
        return held == null ? resolve(path) : Enclosure.lexically(root, path);
    }

    /** The path seen from the workspace, with {@code /} between its parts. */
    public String relative(Path absolute) {
        return Enclosure.relative(root, absolute);
    }

    /** A directory of it, as {@link #makeDirectory} makes it. */
    public InnerDirectory inner(String path) {
        makeDirectory(path);
        return new InnerDirectory(this, path);
    }

    boolean isInMemory() {
        return held != null;
    }

    /** What a path stands for, links followed; empty when there is nothing. */
    public Optional<Kind> kind(String path) {
        return held == null ? onDisk().kind(path) : held.kind(key(path));
    }

    /** The same with a link as the last part told as a link. */
    public Optional<Kind> kindOfName(String path) {
        return held == null ? onDisk().kindOfName(path) : held.kind(key(path));
    }

    public boolean exists(String path) {
        return kind(path).isPresent();
    }

    /**
     * The content of a file; the caller closes it.
     *
     * @throws ServiceException of kind INTERNAL when there is no such file, in the words of the template author's platform, Node
     */
    public InputStream read(String path) {
        if (held == null) {
            return onDisk().read(path);
        }
        var key = key(path);
        return switch (held.kind(key).orElseThrow(() -> NodeFault.missing("open", root.resolve(key)))) {
            case DIRECTORY -> throw NodeFault.isDirectory("read", root.resolve(key));
            case FILE, LINK, OTHER -> held.read(key);
        };
    }

    /** The whole of a file, refused where it is larger than {@code maxBytes}. */
    public byte[] read(String path, int maxBytes) {
        try (var stream = read(path)) {
            var bytes = stream.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw ServiceException.input("Expected " + path + " to have at most " + maxBytes + " bytes");
            }
            return bytes;
        } catch (IOException exception) {
            throw new UncheckedIOException("The file " + path + " could not be read", exception);
        }
    }

    /**
     * Writes a file and the directories above it. A file that is there keeps its mode.
     *
     * @param executable whether a new file may be executed
     */
    public void write(String path, byte[] content, boolean executable) {
        var inMemory = inMemory(path, content.length);
        if (inMemory == null) {
            onDisk().write(path, content, executable);
            return;
        }
        var key = key(path);
        if (inMemory.kind(key).equals(Optional.of(Kind.DIRECTORY))) {
            throw NodeFault.isDirectory("open", root.resolve(key));
        }
        inMemory.write(key, content, executable);
    }

    /** Writes to the end of a file, which is made where it is not there; the directory must be there. */
    public void append(String path, byte[] content) {
        onDisk().append(path, content);
    }

    /** Makes a directory and those above it; one that is there is fine. */
    public void makeDirectory(String path) {
        var inMemory = inMemory(path, 0);
        if (inMemory == null) {
            onDisk().makeDirectory(path);
        } else {
            inMemory.makeDirectory(key(path));
        }
    }

    /**
     * Makes a symbolic link, replacing a file or link that is there.
     *
     * @param text what the link says; relative to the link's own directory
     * @throws ServiceException of kind NOT_ALLOWED when the link would point out of the workspace
     */
    public void link(String path, String text) {
        onDisk().link(path, text);
    }

    /** Removes a file, a link (not what it points to) or a directory with everything in it; nothing there is fine. */
    public void delete(String path) {
        onDisk().delete(path);
    }

    /** Moves a file, a link or a directory; the directories above its new place are made. Nothing may be in the way. */
    public void move(String from, String to) {
        onDisk().move(from, to);
    }

    /** Everything in the workspace (directories, files, links), ordered by path, the root left out. Links are not followed. */
    public List<Path> list() {
        return onDisk().list();
    }

    /** The same of one directory of it, links in the directory's own path followed; as paths relative to the workspace. */
    public List<String> list(String directory) {
        return onDisk().list(directory);
    }

    /** What is in it now, to be read. */
    public ListedFiles listed() {
        return new ListedFiles(root, room.maxEntries(), held);
    }

    /** What a directory holds, by name. */
    public List<String> names(String directory) {
        return onDisk().names(directory);
    }

    /** Whether a path, every link in it followed, points out of the workspace. */
    public boolean leaves(String path) {
        return onDisk().leaves(path);
    }

    /** Removes the directory and everything in it. Links are removed, not followed. */
    public void delete() {
        Trees.delete(root);
    }

    /** The path as what is in memory knows it. */
    private Path key(String path) {
        return root.relativize(Enclosure.lexically(root, path));
    }

    /** Where a file or directory is to be made that fits into memory; null where it is to be made on the disk. */
    private @Nullable HeldFiles inMemory(String path, int size) {
        return held != null && held.takes(key(path), size) ? held : null;
    }

    private DiskFiles onDisk() {
        if (disk == null) {
            disk = held == null ? DiskFiles.open(root, room) : held.onDisk(root);
            held = null;
        }
        return disk;
    }
}
