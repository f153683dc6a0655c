package dev.buildrun.integration;

import dev.buildrun.scaffolder.workspace.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/**
 * What was fetched from code hosts: a bare repository for each commit, {@code <root>/{hash of the address}-{commit}}. It appears under
 * its name when all of the commit is there, and only gains files from then on, which Git adds whole. So any number of processes may share
 * it, and one that is killed leaves nothing but parts that nobody looks at. Whatever is lost is fetched again.
 */
final class HostCache {
    /** Names of what is being made or deleted begin so. */
    private static final String PART = ".part-";

    private static final Duration PARTS_LAST = Duration.ofHours(1);
    /** What is in the cache is counted along, and measured now and then: other processes add to it too. */
    private static final int MEASURED_EVERY = 100;

    private final Path root;
    private final long maxBytes;
    private final InstantSource clock;
    private int additions;
    private long counted;

    /** @param clock the one that the processes have in common which share the directory */
    HostCache(Path root, long maxBytes, InstantSource clock) {
        this.root = root;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Where a commit is kept, whether or not it is there. */
    Path entry(String address, String commit) {
        return root.resolve(hash(address) + "-" + commit);
    }

    /** Opens what is kept, and marks it as used. */
    Repository open(Path entry) throws IOException {
        var repository =
                RepositoryCache.FileKey.exact(entry.toFile(), FS.DETECTED).open(true);
        Files.setLastModifiedTime(entry, FileTime.from(clock.instant()));
        return repository;
    }

    /** Makes an entry, unless another has made it meanwhile. */
    void add(Path entry, Consumer<Repository> fetch) {
        var part = root.resolve(PART + UUID.randomUUID());
        try {
            Files.createDirectories(root);
            try (var repository = FileRepositoryBuilder.create(part.toFile())) {
                repository.create(true);
                fetch.accept(repository);
            }
            moveTo(entry, part);
        } catch (IOException exception) {
            throw new UncheckedIOException("The cache of code hosts cannot be written", exception);
        } finally {
            delete(part);
        }
        grown(entry);
    }

    /** Makes room where there is too much, after something was added to an entry. */
    void grown(Path entry) {
        var bytes = bytesOf(entry);
        synchronized (this) {
            counted += bytes;
            if (additions++ % MEASURED_EVERY == 0 || counted > maxBytes) {
                counted = evict(entry);
            }
        }
    }

    /** Forgets an entry: it is broken, or there is no room. */
    void discard(Path entry) {
        var part = root.resolve(PART + UUID.randomUUID());
        try {
            Files.move(entry, part, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException exception) {
            throw new UncheckedIOException("The cache of code hosts cannot be written", exception);
        }
        delete(part);
    }

    private static void moveTo(Path entry, Path part) throws IOException {
        try {
            Files.move(part, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException _) {
            // Somebody else was as fast; what they have is the same.
        } catch (FileSystemException exception) {
            if (!Files.isDirectory(entry)) {
                throw exception;
            }
        }
    }

    private record Kept(Path entry, long bytes, FileTime used) {}

    /**
     * Makes room by forgetting what was not used for longest, and removes what others have left half done.
     *
     * @param inUse stays in any case: whoever has fetched it is about to read it
     * @return how many bytes are left
     */
    private long evict(Path inUse) {
        var kept = new ArrayList<Kept>();
        for (var entry : list(root)) {
            try {
                var used = Files.getLastModifiedTime(entry);
                if (!entry.getFileName().toString().startsWith(PART)) {
                    kept.add(new Kept(entry, bytesOf(entry), used));
                } else if (used.toInstant().isBefore(clock.instant().minus(PARTS_LAST))) {
                    delete(entry);
                }
            } catch (IOException _) {
                // Another process has removed it.
            }
        }
        kept.sort(Comparator.comparing(Kept::used));
        var left = kept.stream().mapToLong(Kept::bytes).sum();
        for (var oldest : kept) {
            if (left > maxBytes && !oldest.entry().equals(inUse)) {
                discard(oldest.entry());
                left -= oldest.bytes();
            }
        }
        return left;
    }

    private static List<Path> list(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static long bytesOf(Path directory) {
        var bytes = 0L;
        try (var files = Files.walk(directory)) {
            for (var file : (Iterable<Path>) files::iterator) {
                bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
        } catch (IOException | UncheckedIOException _) {
            // Others add and remove at the same time; what is counted is near enough.
        }
        return bytes;
    }

    private static void delete(Path part) {
        if (Files.exists(part)) {
            Trees.delete(part);
        }
    }

    private static String hash(String address) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
