package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.nio.file.Path;

/** Failures of the file system in the words that actions of Backstage fail with, which templates' authors know. */
public final class NodeFault {
    private NodeFault() {}

    public static ServiceException missing(String call, Path path) {
        return of("ENOENT: no such file or directory, " + call, path);
    }

    public static ServiceException isDirectory(String call, Path path) {
        return call.equals("read")
                ? ServiceException.of(ErrorKind.INTERNAL, "EISDIR: illegal operation on a directory, read")
                : of("EISDIR: illegal operation on a directory, " + call, path);
    }

    public static ServiceException notDirectory(String call, Path path) {
        return of("ENOTDIR: not a directory, " + call, path);
    }

    private static ServiceException of(String text, Path path) {
        return ServiceException.of(ErrorKind.INTERNAL, text + " '" + path + "'");
    }
}
