package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The way down a tree, each directory opened by its name in the one before. */
final class Descent {
    private Descent() {}

    /** What is done with the directory at the end of the way, and the name of what it is about. */
    interface Work<T> {
        T in(Directory directory, String name) throws IOException;
    }

    /** What is done where a directory of the way is not there. */
    interface Missing {
        void in(Directory directory, String name) throws IOException;
    }

    /** The way must be there. */
    static <T> T to(Path root, Path target, Work<T> work) throws IOException {
        return to(
                root,
                target,
                (directory, name) -> {
                    throw new NoSuchFileException(target.toString());
                },
                work);
    }

    /**
     * Does something with what a path names.
     *
     * @param root trusted
     * @param target below the root, links resolved already; a part that is a link now was swapped, and is refused
     * @param missing makes a directory or throws
     * @throws ServiceException of kind NOT_ALLOWED when a directory on the way is a link, or the path is the root itself
     */
    static <T> T to(Path root, Path target, Missing missing, Work<T> work) throws IOException {
        if (target.equals(root) || !target.startsWith(root)) {
            throw leaves();
        }
        var names = root.relativize(target);
        var current = Directory.open(root);
        try {
            for (var index = 0; index < names.getNameCount() - 1; index++) {
                var next = enter(current, names.getName(index).toString(), missing);
                current.close();
                current = next;
            }
            return work.in(current, String.valueOf(names.getFileName()));
        } finally {
            current.close();
        }
    }

    private static Directory enter(Directory directory, String name, Missing missing) throws IOException {
        try {
            return enter(directory, name);
        } catch (NoSuchFileException _) {
            missing.in(directory, name);
            return enter(directory, name);
        }
    }

    /** A directory in another; refused where it is a link. */
    static Directory enter(Directory directory, String name) throws IOException {
        try {
            return directory.directory(name);
        } catch (IOException exception) {
            var isLink = directory.attributes(name).stream().anyMatch(found -> found.isSymbolicLink());
            if (isLink) {
                throw leaves();
            }
            throw exception;
        }
    }

    static ServiceException leaves() {
        return ServiceException.of(ErrorKind.NOT_ALLOWED, Enclosure.LEAVES);
    }
}
