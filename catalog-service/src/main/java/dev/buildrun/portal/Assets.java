package dev.buildrun.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of the bundle, read when they are first asked for and again when they have changed. Only files that are there are
 * remembered, so the memory in use is at most the bundle and its compressed form.
 */
final class Assets {
    /** The largest script of a portal has 3 MB; nothing of this size belongs into one. */
    private static final long MAX_FILE_BYTES = 32L * 1_024 * 1_024;

    private final Path directory;
    private final Map<Path, Cached> cache = new ConcurrentHashMap<>();

    private record Cached(FileTime modified, long size, Asset asset) {}

    Assets(Path directory) {
        this.directory = directory;
    }

    /** The file at a path relative to the bundle, as it came from the caller but decoded. */
    Optional<Asset> find(String path) {
        var parts = List.of(path.split("/", -1));
        if (!parts.stream().allMatch(Assets::isPlain) || isPage(parts)) {
            return Optional.empty();
        }
        var file = directory.resolve(path).normalize();
        if (!file.startsWith(directory) || isReachedByLink(file)) {
            return Optional.empty();
        }
        try {
            return read(file);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Neither a step up nor a hidden file, and no character that a file system reads in its own way. */
    private static boolean isPlain(String part) {
        return !part.isEmpty()
                && part.charAt(0) != '.'
                && part.chars().noneMatch(character -> character < ' ' || character == '\\' || character == ':');
    }

    /** The page goes out only with its configuration in it. */
    private static boolean isPage(List<String> parts) {
        return parts.size() == 1
                && (parts.getFirst().equals("index.html") || parts.getFirst().endsWith(".tmpl"));
    }

    private boolean isReachedByLink(Path file) {
        var at = directory;
        for (var part : directory.relativize(file)) {
            at = at.resolve(part);
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Asset> read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            cache.remove(file);
            return Optional.empty();
        }
        var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        var cached = cache.get(file);
        if (cached != null
                && cached.modified().equals(attributes.lastModifiedTime())
                && cached.size() == attributes.size()) {
            return Optional.of(cached.asset());
        }
        if (attributes.size() > MAX_FILE_BYTES) {
            throw new IOException(file + " has " + attributes.size() + " bytes, expected at most " + MAX_FILE_BYTES);
        }
        var asset = new Asset(file.toString(), Files.readAllBytes(file));
        cache.put(file, new Cached(attributes.lastModifiedTime(), attributes.size(), asset));
        return Optional.of(asset);
    }
}
