package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.process.Glob;
import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files of the local disk. Who may ask for them is for the caller to decide. */
final class FileLocationReader implements LocationReader {
    private static final int MAX_FILES = 10_000;
    private static final int MAX_LEVELS = 20;
    private static final long MAX_BYTES = 20L * 1024 * 1024;

    @Override
    public Search search(String target, @Nullable String etag) {
        var path = path(target);
        if (Files.isRegularFile(path)) {
            return new Matches(List.of(new File(target, text(path))), null);
        }
        if (!Glob.isPattern(target)) {
            return new Matches(List.of(), null);
        }
        var files = new ArrayList<File>();
        for (var match : matches(path)) {
            files.add(new File(match.toString(), text(match)));
        }
        return new Matches(files, null);
    }

    @Override
    public String read(String target) {
        var path = path(target);
        if (!Files.isRegularFile(path)) {
            throw ServiceException.notFound("file " + target + " does not exist");
        }
        return text(path);
    }

    private static List<Path> matches(Path pattern) {
        var root = pattern;
        while (Glob.isPattern(root.toString()) && root.getParent() != null) {
            root = root.getParent();
        }
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        var glob = Glob.ofPath(pattern.toString());
        try (var paths = Files.walk(root, MAX_LEVELS)) {
            var matches = paths.filter(path -> glob.matches(path.toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_FILES + 1L)
                    .toList();
            if (matches.size() > MAX_FILES) {
                throw ServiceException.input(
                        "Expected at most " + MAX_FILES + " files to match " + pattern + ", found more");
            }
            return matches;
        } catch (IOException | UncheckedIOException exception) {
            throw unreadable(pattern, exception);
        }
    }

    private static String text(Path path) {
        try {
            var size = Files.size(path);
            if (size > MAX_BYTES) {
                throw ServiceException.input(
                        "Expected " + path + " to have at most " + MAX_BYTES + " bytes, found " + size);
            }
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException exception) {
            throw unreadable(path, exception);
        }
    }

    private static Path path(String target) {
        try {
            return Path.of(target);
        } catch (InvalidPathException exception) {
            throw ServiceException.input("Expected the path of a file, found '" + target + "'");
        }
    }

    private static ServiceException unreadable(Path path, Exception exception) {
        return ServiceException.of(ErrorKind.INTERNAL, "Expected to read " + path + ": " + exception, exception);
    }
}
