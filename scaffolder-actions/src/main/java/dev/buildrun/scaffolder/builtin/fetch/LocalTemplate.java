package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.scaffolder.workspace.Enclosure;
import dev.buildrun.scaffolder.workspace.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory of a template that an operator has registered from this machine. Nothing outside of it is read: a path that
 * leaves is refused, and a link that leaves is refused when its target is read and told by its text only in a tree.
 */
final class LocalTemplate {
    private final Enclosure directory;

    private LocalTemplate(Enclosure directory) {
        this.directory = directory;
    }

    static LocalTemplate beside(Path descriptor) {
        var parent = descriptor.toAbsolutePath().normalize().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw ServiceException.notFound("Expected the directory of the template " + descriptor + " to exist");
        }
        return new LocalTemplate(new Enclosure(parent));
    }

    List<RemoteFile> tree(String path, ReadLimits limits) {
        var root = new Enclosure(existing(path, true));
        var files = new ArrayList<RemoteFile>();
        var size = 0L;
        for (var entry : Trees.list(root.root(), limits.maxTreeFiles())) {
            if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                var file = read(root.relative(entry), entry, limits);
                size += file.bytes().length;
                files.add(file);
            }
        }
        if (size > limits.maxTreeBytes()) {
            throw ServiceException.input(path + " is too large: expected at most " + limits.maxTreeBytes() + " bytes");
        }
        return files;
    }

    byte[] file(String path, ReadLimits limits) {
        return bytes(existing(path, false), limits);
    }

    private Path existing(String path, boolean expectDirectory) {
        var found = directory.resolve(path);
        var isThere = expectDirectory ? Files.isDirectory(found) : Files.isRegularFile(found);
        if (!isThere) {
            throw ServiceException.notFound("Expected the " + (expectDirectory ? "directory " : "file ") + path
                    + " beside the template, found nothing of that kind");
        }
        return found;
    }

    private static RemoteFile read(String path, Path entry, ReadLimits limits) {
        if (Files.isSymbolicLink(entry)) {
            return new RemoteFile(path, RemoteFile.Kind.LINK, linkText(entry));
        }
        var kind = Files.isExecutable(entry) ? RemoteFile.Kind.EXECUTABLE : RemoteFile.Kind.REGULAR;
        return new RemoteFile(path, kind, bytes(entry, limits));
    }

    private static byte[] linkText(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static byte[] bytes(Path file, ReadLimits limits) {
        try (var stream = Files.newInputStream(file)) {
            var bytes = stream.readNBytes(limits.maxFileBytes() + 1);
            if (bytes.length > limits.maxFileBytes()) {
                throw ServiceException.input(
                        file.getFileName() + " is too large: expected at most " + limits.maxFileBytes() + " bytes");
            }
            return bytes;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
