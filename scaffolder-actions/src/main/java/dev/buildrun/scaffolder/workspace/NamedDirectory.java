package dev.buildrun.scaffolder.workspace;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Where the file system has no handles of directories (outside of Linux): the directory's name is checked before each use, which
 * leaves a moment in which another process could put a link in its place.
 */
record NamedDirectory(Path path) implements Directory {
    @Override
    public Directory directory(String name) throws IOException {
        var child = at(name);
        if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(child.toString(), null, "Not a directory");
        }
        return new NamedDirectory(child);
    }

    @Override
    public SeekableByteChannel channel(String name, Set<? extends OpenOption> options) throws IOException {
        var unfollowed = new HashSet<OpenOption>(options);
        unfollowed.add(LinkOption.NOFOLLOW_LINKS);
        return Files.newByteChannel(at(name), unfollowed);
    }

    @Override
    public Optional<BasicFileAttributes> attributes(String name) throws IOException {
        try {
            return Optional.of(Files.readAttributes(at(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public Set<PosixFilePermission> permissions(String name) throws IOException {
        return Files.getPosixFilePermissions(at(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void setPermissions(String name, Set<PosixFilePermission> permissions) throws IOException {
        Files.setPosixFilePermissions(at(name), permissions);
    }

    @Override
    public List<String> names() throws IOException {
        try (var stream = Files.newDirectoryStream(at("."))) {
            return StreamSupport.stream(stream.spliterator(), false)
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void deleteFile(String name) throws IOException {
        Files.delete(at(name));
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        Files.delete(at(name));
    }

    @Override
    public void move(String name, Directory target, String newName) throws IOException {
        var to = ((NamedDirectory) target).at(newName);
        try {
            Files.move(at(name), to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(at(name), to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() {}

    private Path at(String name) throws IOException {
        if (!path.toRealPath().equals(path)) {
            throw new FileSystemException(path.toString(), null, "Another directory than before");
        }
        return path.resolve(name);
    }
}
