package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything in a workspace with its content, read from memory, or through the handles of the directories: whoever puts a link in the place
 * of a file or of a directory after the list was made gets a refusal, and no file of the host. Used for what leaves the workspace as a whole.
 */
public final class ListedFiles {
    private final Path root;
    private final int maxEntries;
    /** Null where the files are on the disk. */
    private final @Nullable HeldFiles held;

    ListedFiles(Path root, int maxEntries, @Nullable HeldFiles held) {
        this.root = root;
        this.maxEntries = maxEntries;
        this.held = held;
    }

    /** Of the workspace; it need not be there. */
    public Path root() {
        return root;
    }

    /** Everything, ordered by path, the root left out; only the names, of which nothing need be there. Links are not followed. */
    public List<Path> paths() {
        return held == null
                ? Trees.list(root, maxEntries)
                : held.paths().stream().map(root::resolve).sorted().toList();
    }

    /**
     * The content of a file; the caller closes it.
     *
     * @throws ServiceException of kind NOT_ALLOWED when a directory on the way has become a link
     * @throws IOException when the file has become a link, or is gone
     */
    public InputStream open(Path listed) throws IOException {
        if (held != null) {
            return held.read(root.relativize(listed));
        }
        return Descent.to(
                root,
                listed,
                (directory, name) -> Channels.newInputStream(directory.channel(name, Set.of(StandardOpenOption.READ))));
    }

    public boolean isExecutable(Path listed) throws IOException {
        if (held != null) {
            return held.isExecutable(root.relativize(listed));
        }
        return Descent.to(root, listed, (directory, name) -> directory.permissions(name))
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }

    /** What it is now, a link told as a link. */
    public Workspace.Kind kind(Path listed) throws IOException {
        if (held != null) {
            return held.kind(root.relativize(listed)).orElseThrow(() -> new NoSuchFileException(listed.toString()));
        }
        return Workspace.Kind.of(attributes(listed));
    }

    /**
     * What a link says. Java reads that by a path only, so that it is compared before and after with the link that the directory's handle
     * leads to.
     */
    public String link(Path listed) throws IOException {
        var before = attributes(listed);
        var isSame = isSame(before, listed);
        var text = Files.readSymbolicLink(listed).toString();
        if (!isSame || !isSame(before, listed)) {
            throw new FileSystemException(listed.toString(), null, "Another link than before");
        }
        return text;
    }

    private static boolean isSame(BasicFileAttributes held, Path path) throws IOException {
        var named = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return Objects.equals(held.fileKey(), named.fileKey());
    }

    private BasicFileAttributes attributes(Path listed) throws IOException {
        return Descent.to(root, listed, (directory, name) -> directory.attributes(name))
                .orElseThrow(() -> new NoSuchFileException(listed.toString()));
    }
}
