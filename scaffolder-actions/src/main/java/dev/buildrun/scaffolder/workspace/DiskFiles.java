package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Workspace.Kind;
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
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The files of a workspace in their directory. */
final class DiskFiles {
    private static final Set<PosixFilePermission> EXECUTE = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private static final Set<StandardOpenOption> REPLACING =
            EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    private static final Set<StandardOpenOption> APPENDING =
            EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    /** Any name: to make a directory is to make the way to something in it. */
    private static final String INSIDE = "inside";

    private final Enclosure enclosure;
    private final Room room;

    private DiskFiles(Enclosure enclosure, Room room) {
        this.enclosure = enclosure;
        this.room = room;
    }

    /** Opens a directory, making it where it is not there; what it holds already counts. */
    static DiskFiles open(Path directory, Room room) {
        try {
            Files.createDirectories(directory);
            var files = new DiskFiles(new Enclosure(directory), room);
            for (var path : files.list()) {
                room.takeEntry();
                room.take(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : 0);
            }
            return files;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    Enclosure enclosure() {
        return enclosure;
    }

    private Path root() {
        return enclosure.root();
    }

    private String relative(Path absolute) {
        return enclosure.relative(absolute);
    }

    Optional<Kind> kind(String path) {
        return kindOf(enclosure.real(path));
    }

    Optional<Kind> kindOfName(String path) {
        return enclosure.isRoot(path) ? Optional.of(Kind.DIRECTORY) : kindOf(enclosure.realParent(path));
    }

    InputStream read(String path) {
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

    void write(String path, byte[] content, boolean executable) {
        var target = enclosure.real(path);
        room.take(content.length);
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

    void append(String path, byte[] content) {
        var target = enclosure.real(path);
        room.take(content.length);
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

    void makeDirectory(String path) {
        var target = enclosure.real(path);
        if (!target.equals(root())) {
            making("The directory " + path + " could not be made", target.resolve(INSIDE), (directory, name) -> true);
        }
    }

    void link(String path, String text) {
        var target = enclosure.realParent(path);
        var parent = target.getParent();
        if (Path.of(text).isAbsolute() || parent == null || !enclosure.contains(parent.resolve(text))) {
            throw Descent.leaves();
        }
        making("The link " + path + " could not be made", target, (directory, name) -> {
            room.takeEntry();
            place(directory, name, staged -> Files.createSymbolicLink(staged, Path.of(text)));
            return true;
        });
    }

    void delete(String path) {
        if (kindOfName(path).isPresent()) {
            at(path + " could not be removed", enclosure.realParent(path), (directory, name) -> {
                Trees.delete(directory, name);
                return true;
            });
        }
    }

    void move(String from, String to) {
        var source = enclosure.realParent(from);
        making(
                from + " could not be moved to " + to,
                enclosure.realParent(to),
                (directory, name) -> Descent.to(root(), source, (sourceDirectory, sourceName) -> {
                    sourceDirectory.move(sourceName, directory, name);
                    return true;
                }));
    }

    List<Path> list() {
        return Trees.list(root(), room.maxEntries());
    }

    List<String> list(String directory) {
        var real = enclosure.real(directory);
        return Trees.list(real, room.maxEntries()).stream()
                .map(path -> relative(enclosure.resolve(directory).resolve(real.relativize(path))))
                .toList();
    }

    List<String> names(String directory) {
        var real = enclosure.real(directory);
        return at(
                "The directory " + directory + " could not be read",
                real.resolve(INSIDE),
                (held, name) -> held.names());
    }

    boolean leaves(String path) {
        return !enclosure.contains(root().resolve(path));
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
                .map(path -> inTheWay(relative(path)));
    }

    static ServiceException inTheWay(String path) {
        return ServiceException.input("Expected " + path + " to be a directory, found a file");
    }

    private void makeDirectory(Directory directory, String name) throws IOException {
        room.takeEntry();
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
            room.takeEntry();
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
}
