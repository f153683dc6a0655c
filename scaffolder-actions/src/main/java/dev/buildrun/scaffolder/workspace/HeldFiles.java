package dev.buildrun.scaffolder.workspace;

import dev.buildrun.scaffolder.workspace.Workspace.Kind;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Files and directories that are in memory alone. Among them are no links, so that a path is what its name says. Paths are relative to the
 * workspace, without {@code ..}; the empty one is the workspace.
 */
final class HeldFiles {
    /** About what a path takes in memory beside the content. */
    private static final int ENTRY_BYTES = 256;
    /** Of the file systems that there are. */
    private static final int LONGEST_NAME = 255;

    private final long mostBytes;
    private final Room room;
    /** Directories before what is in them; null for a directory. */
    private final Map<Path, @Nullable HeldFile> entries = new LinkedHashMap<>();

    private long bytes;

    HeldFiles(long mostBytes, Room room) {
        this.mostBytes = mostBytes;
        this.room = room;
    }

    private record HeldFile(byte[] content, boolean executable) {}

    Optional<Kind> kind(Path path) {
        if (isRoot(path)) {
            return Optional.of(Kind.DIRECTORY);
        }
        var file = entries.get(path);
        return file != null
                ? Optional.of(Kind.FILE)
                : entries.containsKey(path) ? Optional.of(Kind.DIRECTORY) : Optional.empty();
    }

    /** Of what is known to be a file. */
    InputStream read(Path path) {
        var file = entries.get(path);
        if (file == null) {
            throw new IllegalArgumentException("Expected a file, found none at " + path);
        }
        return new ByteArrayInputStream(file.content());
    }

    boolean isExecutable(Path path) {
        var file = entries.get(path);
        return file != null && file.executable();
    }

    Collection<Path> paths() {
        return entries.keySet();
    }

    /** Whether there is room in memory for a file or directory of that name, and a disk would take the name. */
    boolean takes(Path path, int size) {
        return bytes + size + (long) ENTRY_BYTES * path.getNameCount() <= mostBytes
                && StreamSupport.stream(path.spliterator(), false).allMatch(HeldFiles::isShort);
    }

    private static boolean isShort(Path name) {
        return name.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    private void checkWay(@Nullable Path directory) {
        Stream.iterate(directory, path -> path != null, Path::getParent)
                .filter(path -> entries.get(path) != null)
                .findFirst()
                .ifPresent(path -> {
                    throw DiskFiles.inTheWay(path.toString());
                });
    }

    /** Writes a file that is not a directory so far, and the directories above it. One that is there keeps its mode. */
    void write(Path path, byte[] content, boolean executable) {
        room.take(content.length);
        makeDirectory(path.getParent());
        var before = entries.get(path);
        if (before == null) {
            add(path);
        }
        bytes += content.length - (before == null ? 0 : before.content().length);
        entries.put(path, new HeldFile(content, before == null ? executable : before.executable()));
    }

    /** Makes a directory and those above it. */
    void makeDirectory(@Nullable Path path) {
        checkWay(path);
        makeMissing(path);
    }

    private void makeMissing(@Nullable Path path) {
        if (path != null && !isRoot(path) && !entries.containsKey(path)) {
            makeMissing(path.getParent());
            add(path);
        }
    }

    private void add(Path path) {
        room.takeEntry();
        entries.put(path, null);
        bytes += ENTRY_BYTES;
    }

    /** Writes everything to an empty directory; it has been counted already. */
    DiskFiles onDisk(Path directory) {
        var diskRoom = room.anew();
        var disk = DiskFiles.open(directory, diskRoom);
        entries.forEach((path, file) -> {
            if (file == null) {
                disk.makeDirectory(path.toString());
            } else {
                disk.write(path.toString(), file.content(), file.executable());
            }
        });
        diskRoom.continueFrom(room);
        if (!disk.enclosure().root().equals(directory)) {
            throw new IllegalArgumentException("Expected no link in the path " + directory);
        }
        return disk;
    }

    private static boolean isRoot(Path path) {
        return path.toString().isEmpty();
    }
}
