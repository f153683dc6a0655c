package dev.buildrun.scaffolder.workspace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One directory that is held open. Everything is named by one part of a path, seen from here, and no link is followed, so that
 * nothing done here reaches another directory, whatever is put in the place of the names that led here.
 */
interface Directory extends Closeable {
    /** Opens a directory by its path; whoever calls vouches for every part of it. */
    @SuppressWarnings("StreamResourceLeak") // whoever closes the directory closes the stream
    static Directory open(Path trusted) throws IOException {
        var stream = Files.newDirectoryStream(trusted);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new HeldDirectory(secure);
        }
        stream.close();
        return new NamedDirectory(trusted);
    }

    /** A directory in this one; a link to one is refused as a link. */
    Directory directory(String name) throws IOException;

    SeekableByteChannel channel(String name, Set<? extends OpenOption> options) throws IOException;

    /** Empty when there is nothing of that name. Of a link, not of what it points to. */
    Optional<BasicFileAttributes> attributes(String name) throws IOException;

    Set<PosixFilePermission> permissions(String name) throws IOException;

    void setPermissions(String name, Set<PosixFilePermission> permissions) throws IOException;

    /** In the order of their names. */
    List<String> names() throws IOException;

    void deleteFile(String name) throws IOException;

    void deleteDirectory(String name) throws IOException;

    /** Moves within the file system in one step; a file or an empty directory in the way is replaced. */
    void move(String name, Directory target, String newName) throws IOException;

    @Override
    void close() throws IOException;
}
