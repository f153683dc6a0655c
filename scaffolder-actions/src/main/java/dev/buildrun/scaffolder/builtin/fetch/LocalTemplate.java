package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.scaffolder.workspace.Enclosure;
import dev.buildrun.scaffolder.workspace.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
        var tree = new Tree(root, path, limits);
        Trees.read(root.root(), limits.maxTreeFiles(), tree);
        return tree.files.stream()
                .sorted(Comparator.comparing(RemoteFile::path))
                .toList();
    }

    /** What a walk has found so far; bounded all along. */
    private static final class Tree implements Trees.Reader {
        private final Enclosure root;
        private final String name;
        private final ReadLimits limits;
        private final List<RemoteFile> files = new ArrayList<>();
        private long size;

        private Tree(Enclosure root, String name, ReadLimits limits) {
            this.root = root;
            this.name = name;
            this.limits = limits;
        }

        @Override
        public void file(Path path, boolean executable, InputStream content) throws IOException {
            var kind = executable ? RemoteFile.Kind.EXECUTABLE : RemoteFile.Kind.REGULAR;
            add(path, kind, bytes(path, content, limits));
        }

        @Override
        public void link(Path path) throws IOException {
            add(
                    path,
                    RemoteFile.Kind.LINK,
                    Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
        }

        private void add(Path path, RemoteFile.Kind kind, byte[] bytes) {
            size += bytes.length;
            if (size > limits.maxTreeBytes()) {
                throw ServiceException.input(
                        name + " is too large: expected at most " + limits.maxTreeBytes() + " bytes");
            }
            files.add(new RemoteFile(root.relative(path), kind, bytes));
        }
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

    private static byte[] bytes(Path file, ReadLimits limits) {
        try (var content = Files.newInputStream(file)) {
            return bytes(file, content, limits);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static byte[] bytes(Path file, InputStream content, ReadLimits limits) throws IOException {
        var bytes = content.readNBytes(limits.maxFileBytes() + 1);
        if (bytes.length > limits.maxFileBytes()) {
            throw ServiceException.input(
                    file.getFileName() + " is too large: expected at most " + limits.maxFileBytes() + " bytes");
        }
        return bytes;
    }
}
