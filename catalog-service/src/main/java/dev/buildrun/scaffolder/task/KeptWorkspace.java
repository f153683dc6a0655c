package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Tx;
import dev.buildrun.scaffolder.task.KeptTree.Directory;
import dev.buildrun.scaffolder.task.KeptTree.Entry;
import dev.buildrun.scaffolder.task.KeptTree.FileParts;
import dev.buildrun.scaffolder.task.KeptTree.Link;
import dev.buildrun.scaffolder.workspace.ListedFiles;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * One task's workspace in the database, in parts that are known by the hash of their content: only what is new is written, whatever
 * else there is. Used by the run's thread.
 */
final class KeptWorkspace {
    private static final int PART_BYTES = 1 << 20;
    /** How much is held in memory on its way. */
    private static final int BATCH_BYTES = 4 << 20;
    /** Rather that much that nobody needs any more than a deletion after each step. */
    private static final long TOLERATED_GARBAGE = 1 << 20;

    private final RunDatabase database;
    private final SecretsCipher cipher;
    private final WorkspaceStore store = new WorkspaceStore();
    private final Map<Hash, Integer> kept = new HashMap<>();
    private final Map<Hash, byte[]> pending = new LinkedHashMap<>();
    private final Set<Hash> live = new LinkedHashSet<>();
    private long pendingBytes;

    KeptWorkspace(RunDatabase database, SecretsCipher cipher) {
        this.database = database;
        this.cipher = cipher;
    }

    /** Puts what is kept into an empty workspace. */
    void restore(Workspace workspace) {
        kept.putAll(database.read(tx -> store.sizes(tx, taskId())));
        database.read(tx -> store.root(tx, taskId())).ifPresent(root -> restore(root, "", workspace));
    }

    private void restore(Hash tree, String path, Workspace workspace) {
        var files = new ArrayList<FileParts>();
        var bytes = 0L;
        var links = new ArrayList<Link>();
        for (var entry : KeptTree.read(part(tree)).entries()) {
            switch (entry) {
                case Directory(var name, var content) -> {
                    workspace.makeDirectory(path + name);
                    restore(content, path + name + "/", workspace);
                }
                case FileParts file -> {
                    files.add(file);
                    bytes += file.bytes();
                    if (bytes > BATCH_BYTES) {
                        write(files, path, workspace);
                        files.clear();
                        bytes = 0;
                    }
                }
                case Link link -> links.add(link);
            }
        }
        write(files, path, workspace);
        // Last, so that nothing is written through one.
        links.forEach(link -> workspace.link(path + link.name(), link.text()));
    }

    private void write(List<FileParts> files, String path, Workspace workspace) {
        var small = files.stream().filter(file -> file.parts().size() == 1).toList();
        var contents = read(small.stream().map(file -> file.parts().getFirst()).toList());
        for (var file : files) {
            var content = file.parts().size() == 1
                    ? Objects.requireNonNull(contents.get(file.parts().getFirst()))
                    : inParts(file);
            workspace.write(path + file.name(), content, file.executable());
        }
    }

    /** One part after the other, so that a large file is in memory once. */
    private byte[] inParts(FileParts file) {
        var content = new byte[Math.toIntExact(file.bytes())];
        var at = 0;
        for (var part : file.parts()) {
            var bytes = part(part);
            System.arraycopy(bytes, 0, content, at, bytes.length);
            at += bytes.length;
        }
        return content;
    }

    private byte[] part(Hash hash) {
        return Objects.requireNonNull(read(List.of(hash)).get(hash));
    }

    private Map<Hash, byte[]> read(Collection<Hash> hashes) {
        var wanted = Set.copyOf(hashes);
        var found =
                wanted.isEmpty() ? new HashMap<Hash, byte[]>() : database.read(tx -> store.read(tx, taskId(), wanted));
        found.replaceAll((_, kept) -> cipher.open(taskId(), kept));
        for (var hash : wanted) {
            var content = found.get(hash);
            if (content == null || !Hash.of(content).equals(hash)) {
                throw new IllegalStateException("The kept workspace of task " + taskId() + " is damaged: the part "
                        + hash + (content == null ? " is missing" : " has another content"));
            }
        }
        return found;
    }

    /**
     * Writes what is new in the workspace, but for the last few megabytes, which are for {@link #writeRest}. Nothing leads to it yet: {@link
     * WorkspaceStore#setRoot} is for the caller, together with what belongs to it.
     *
     * @return the root of the tree
     */
    Hash write(Workspace workspace) {
        live.clear();
        var children = new HashMap<Path, List<Path>>();
        var files = workspace.listed();
        for (var path : files.paths()) {
            children.computeIfAbsent(path.getParent(), _ -> new ArrayList<>()).add(path);
        }
        try {
            return tree(files.root(), children, files);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private Hash tree(Path directory, Map<Path, List<Path>> children, ListedFiles files) throws IOException {
        var entries = new ArrayList<Entry>();
        for (var path : children.getOrDefault(directory, List.of())) {
            var name = path.getFileName().toString();
            switch (files.kind(path)) {
                case LINK -> entries.add(new Link(name, files.link(path)));
                case DIRECTORY -> entries.add(new Directory(name, tree(path, children, files)));
                case FILE, OTHER -> entries.add(file(name, path, files));
            }
        }
        return keep(new KeptTree(entries).write());
    }

    private FileParts file(String name, Path path, ListedFiles files) throws IOException {
        var parts = new ArrayList<Hash>();
        var bytes = 0L;
        try (var input = files.open(path)) {
            for (var part = input.readNBytes(PART_BYTES); part.length > 0; part = input.readNBytes(PART_BYTES)) {
                parts.add(keep(part));
                bytes += part.length;
            }
        }
        return new FileParts(name, files.isExecutable(path), bytes, parts);
    }

    private Hash keep(byte[] content) {
        var hash = Hash.of(content);
        live.add(hash);
        if (kept.putIfAbsent(hash, content.length) == null) {
            // Files may hold secrets.
            pending.put(hash, cipher.close(taskId(), content));
            pendingBytes += content.length;
            if (pendingBytes > BATCH_BYTES) {
                flush();
            }
        }
        return hash;
    }

    private void flush() {
        if (!pending.isEmpty()) {
            database.write(this::writeRest);
            written();
        }
    }

    /** Writes what {@link #write} has left, in the transaction that lets the tree be found; then comes {@link #written}. */
    void writeRest(Tx tx) {
        store.add(tx, taskId(), pending);
    }

    void written() {
        pending.clear();
        pendingBytes = 0;
    }

    /** The parts that the tree which was written last does not have, once they are worth a deletion; they count as deleted from now on. */
    Set<Hash> takeGarbage() {
        var liveBytes = live.stream().mapToLong(kept::get).sum();
        var bytes = kept.values().stream().mapToLong(size -> size).sum();
        if (bytes - liveBytes <= Math.max(liveBytes, TOLERATED_GARBAGE)) {
            return Set.of();
        }
        var garbage = new LinkedHashSet<>(kept.keySet());
        garbage.removeAll(live);
        kept.keySet().retainAll(live);
        return garbage;
    }

    private UUID taskId() {
        return database.claim().taskId();
    }
}
