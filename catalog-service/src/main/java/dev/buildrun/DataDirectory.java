package dev.buildrun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The lock on the folder that one process keeps its data in ({@link Folders}), which keeps a second process out. */
final class DataDirectory implements AutoCloseable {
    private final FileChannel lock;

    private DataDirectory(FileChannel lock) {
        this.lock = lock;
    }

    /** @throws IllegalArgumentException when another process uses the folder */
    static DataDirectory open(Path path) {
        try {
            var absolute = Files.createDirectories(path.toAbsolutePath()).toRealPath();
            var channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new IllegalArgumentException(
                        "Another Buildrun uses " + absolute + ": stop it, or choose another folder with --data DIR");
            }
            return new DataDirectory(channel);
        } catch (IOException exception) {
            throw new UncheckedIOException("Can't use the folder " + path + ", is it writable?", exception);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable Object lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
