package dev.buildrun.scaffolder.workspace;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** By the operating system's handle of the directory: {@code openat} and its kin. */
record HeldDirectory(SecureDirectoryStream<Path> stream) implements Directory {
    @Override
    public Directory directory(String name) throws IOException {
        return new HeldDirectory(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public SeekableByteChannel channel(String name, Set<? extends OpenOption> options) throws IOException {
        var unfollowed = new HashSet<OpenOption>(options);
        unfollowed.add(LinkOption.NOFOLLOW_LINKS);
        return stream.newByteChannel(Path.of(name), unfollowed);
    }

    @Override
    public Optional<BasicFileAttributes> attributes(String name) throws IOException {
        try {
            return Optional.of(
                    stream.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public Set<PosixFilePermission> permissions(String name) throws IOException {
        return posix(name).readAttributes().permissions();
    }

    @Override
    public void setPermissions(String name, Set<PosixFilePermission> permissions) throws IOException {
        posix(name).setPermissions(permissions);
    }

    private PosixFileAttributeView posix(String name) {
        return stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<String> names() throws IOException {
        try (var again = stream.newDirectoryStream(Path.of("."))) {
            return StreamSupport.stream(again.spliterator(), false)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void deleteFile(String name) throws IOException {
        stream.deleteFile(Path.of(name));
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        stream.deleteDirectory(Path.of(name));
    }

    @Override
    public void move(String name, Directory target, String newName) throws IOException {
        stream.move(Path.of(name), ((HeldDirectory) target).stream, Path.of(newName));
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
