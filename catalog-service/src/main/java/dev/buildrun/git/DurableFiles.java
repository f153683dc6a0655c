package dev.buildrun.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** Makes sure that files outlive a power cut, and removes locks that nobody holds. */
final class DurableFiles {
    private DurableFiles() {}

    /** Everything below a directory, and the directory itself, is on the disk when this returns. */
    static void sync(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.toList()) {
                syncOne(path);
            }
        }
    }

    /** A file, or the list of names in a directory. */
    static void syncOne(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes the lock files at or below a path that are older than a time. Files may come and go meanwhile. */
    static void deleteLocks(Path root, Instant before) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".lock")
                        && attributes.lastModifiedTime().toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
