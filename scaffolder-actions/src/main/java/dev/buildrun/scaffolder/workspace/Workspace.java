package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The directory of one task. No path leaves it, and what is written to it is bounded. Used by one thread at a time.
 *
 * <p>A path that leaves fails with {@code NotAllowedError}, a bound that is reached with {@code InputError}.
 */
public final class Workspace {
    private static final Set<PosixFilePermission> EXECUTE = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private static final Set<StandardOpenOption> REPLACING =
            EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    private static final Set<StandardOpenOption> APPENDING =
            EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    /** Any name: to make a directory is to make the way to something in it. */
    private static final String INSIDE = "inside";

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
                throw new IllegalArgumentException("buildrun.scaffolder.workspace: expected limits above 0, found "
                        + maxBytes + ", " + maxEntries);
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

    /** What a path stands for, links followed; empty when there is nothing. */
    public Optional<Kind> kind(String path) {
        return kindOf(enclosure.real(path));
    }

    /** The same with a link as the last part told as a link. */
    public Optional<Kind> kindOfName(String path) {
        return enclosure.isRoot(path) ? Optional.of(Kind.DIRECTORY) : kindOf(enclosure.realParent(path));
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
        var target = enclosure.real(path);
        var kind = kindOf(target).orElseThrow(() -> NodeFault.missing("open", target));
        if (kind != Kind.FILE) {
            throw NodeFault.isDirectory("read", target);
        }
        return at(
                "The file " + path + " could not be read",
                target,
                (directory, name) -> Channels.newInputStream(directory.channel(name, Set.of(StandardOpenOption.READ))));
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
        var target = enclosure.real(path);
        count(content.length);
        if (target.equals(root())) {
            throw NodeFault.isDirectory("open", target);
        }
        making("The file " + path + " could not be written", target, (directory, name) -> {
            var isNew = isNewFile(directory, name, target);
            write(directory, name, content, REPLACING);
            if (isNew && executable) {
                makeExecutable(directory, name);
            }
            return isNew;
        });
    }

    /** Writes to the end of a file, which is made where it is not there; the directory must be there. */
    public void append(String path, byte[] content) {
        var target = enclosure.real(path);
        count(content.length);
        if (target.equals(root())) {
            throw NodeFault.isDirectory("open", target);
        }
        if (kindOf(Objects.requireNonNull(target.getParent())).isEmpty()) {
            throw NodeFault.missing("open", target);
        }
        at("The file " + path + " could not be written", target, (directory, name) -> {
            var isNew = isNewFile(directory, name, target);
            write(directory, name, content, APPENDING);
            return isNew;
        });
    }

    /** Makes a directory and those above it; one that is there is fine. */
    public void makeDirectory(String path) {
        var target = enclosure.real(path);
        if (!target.equals(root())) {
            making("The directory " + path + " could not be made", target.resolve(INSIDE), (directory, name) -> true);
        }
    }

    /**
     * Makes a symbolic link, replacing a file or link that is there.
     *
     * @param text what the link says; relative to the link's own directory
     * @throws ServiceException of kind NOT_ALLOWED when the link would point out of the workspace
     */
    public void link(String path, String text) {
        var target = enclosure.realParent(path);
        var parent = target.getParent();
        if (Path.of(text).isAbsolute() || parent == null || !enclosure.contains(parent.resolve(text))) {
            throw Descent.leaves();
        }
        making("The link " + path + " could not be made", target, (directory, name) -> {
            countEntry();
            place(directory, name, staged -> Files.createSymbolicLink(staged, Path.of(text)));
            return true;
        });
    }

    /** Removes a file, a link (not what it points to) or a directory with everything in it; nothing there is fine. */
    public void delete(String path) {
        if (kindOfName(path).isPresent()) {
            at(path + " could not be removed", enclosure.realParent(path), (directory, name) -> {
                Trees.delete(directory, name);
                return true;
            });
        }
    }

    /** Moves a file, a link or a directory; the directories above its new place are made. Nothing may be in the way. */
    public void move(String from, String to) {
        var source = enclosure.realParent(from);
        making(
                from + " could not be moved to " + to,
                enclosure.realParent(to),
                (directory, name) -> Descent.to(root(), source, (sourceDirectory, sourceName) -> {
                    sourceDirectory.move(sourceName, directory, name);
                    return true;
                }));
    }

    /** Everything in the workspace (directories, files, links), ordered by path, the root left out. Links are not followed. */
    public List<Path> list() {
        return Trees.list(root(), limits.maxEntries());
    }

    /** The same of one directory of it, links in the directory's own path followed; as paths relative to the workspace. */
    public List<String> list(String directory) {
        var real = enclosure.real(directory);
        return Trees.list(real, limits.maxEntries()).stream()
                .map(path -> relative(enclosure.resolve(directory).resolve(real.relativize(path))))
                .toList();
    }

    /** Reads what {@link #list} names. */
    public ListedFiles listed() {
        return new ListedFiles(root());
    }

    /** What a directory holds, by name. */
    public List<String> names(String directory) {
        var real = enclosure.real(directory);
        return at(
                "The directory " + directory + " could not be read",
                real.resolve(INSIDE),
                (held, name) -> held.names());
    }

    /** Whether a path, every link in it followed, points out of the workspace. */
    public boolean leaves(String path) {
        return !enclosure.contains(root().resolve(path));
    }

    /** Removes the directory and everything in it. Links are removed, not followed. */
    public void delete() {
        Trees.delete(root());
    }

    private Optional<Kind> kindOf(Path real) {
        if (real.equals(root())) {
            return Optional.of(Kind.DIRECTORY);
        }
        try {
            return Descent.to(root(), real, (directory, name) -> directory.attributes(name))
                    .map(Kind::of);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (FileSystemException exception) {
            // A file where a directory is expected has nothing below it.
            return Optional.empty();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private <T> T at(String otherwise, Path target, Descent.Work<T> work) {
        try {
            return Descent.to(root(), target, work);
        } catch (IOException exception) {
            throw new UncheckedIOException(otherwise, exception);
        }
    }

    /** Does something in a directory that is made where it is not there. */
    private void making(String otherwise, Path target, Descent.Work<Boolean> work) {
        try {
            Descent.to(root(), target, this::makeDirectory, work);
        } catch (FileSystemException exception) {
            throw inTheWay(target).orElseThrow(() -> new UncheckedIOException(otherwise, exception));
        } catch (IOException exception) {
            throw new UncheckedIOException(otherwise, exception);
        }
    }

    private Optional<ServiceException> inTheWay(Path target) {
        return Stream.iterate(target.getParent(), path -> path != null && !path.equals(root()), Path::getParent)
                .filter(path -> kindOf(path).stream().anyMatch(kind -> kind != Kind.DIRECTORY))
                .findFirst()
                .map(path -> ServiceException.input("Expected " + relative(path) + " to be a directory, found a file"));
    }

    private void makeDirectory(Directory directory, String name) throws IOException {
        countEntry();
        place(directory, name, Files::createDirectory);
    }

    /**
     * Makes something outside of the workspace and moves it in by the handle of the directory: Java can make neither a directory
     * nor a link in a directory that is held open.
     */
    private void place(Directory directory, String name, Making making) throws IOException {
        var parent = Objects.requireNonNull(root().getParent());
        var staged = parent.resolve(".staged-" + UUID.randomUUID());
        making.at(staged);
        try (var staging = Directory.open(parent)) {
            staging.move(staged.getFileName().toString(), directory, name);
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    private interface Making {
        void at(Path path) throws IOException;
    }

    private boolean isNewFile(Directory directory, String name, Path target) throws IOException {
        var found = directory.attributes(name).map(Kind::of);
        switch (found.orElse(Kind.FILE)) {
            case FILE -> {}
            case DIRECTORY -> throw NodeFault.isDirectory("open", target);
            case LINK -> throw Descent.leaves();
            case OTHER -> throw ServiceException.input("Expected " + relative(target) + " to be a file");
        }
        if (found.isEmpty()) {
            countEntry();
        }
        return found.isEmpty();
    }

    private static void write(Directory directory, String name, byte[] content, Set<StandardOpenOption> options)
            throws IOException {
        try (var channel = directory.channel(name, options)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    private static void makeExecutable(Directory directory, String name) throws IOException {
        var permissions = EnumSet.copyOf(directory.permissions(name));
        permissions.addAll(EXECUTE);
        directory.setPermissions(name, permissions);
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
