package dev.buildrun.techdocs;

import dev.buildrun.entity.EntityRef;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of all documentation. Those of one entity are found below its own folder, wherever links in it may point. */
public final class PublishedDocs {
    private static final int MAX_PATH_CHARACTERS = 2_000;

    private final @Nullable Path directory;
    private final boolean keepsCase;

    /**
     * A place that was found.
     *
     * @param file where it really is, all links followed
     */
    public record Found(Path file, boolean isDirectory, long bytes, long modifiedMillis) {}

    /**
     * @param directory null where nothing is published
     * @param keepsCase {@code techdocs.legacyUseCaseSensitiveTripletPaths}: whether the folder of an entity is written as the entity is, instead of
     *     in lower case
     */
    public PublishedDocs(@Nullable Path directory, boolean keepsCase) {
        this.directory = directory == null ? null : directory.toAbsolutePath().normalize();
        this.keepsCase = keepsCase;
    }

    /** Whether folders are written in lower case whatever was asked for, so that there is one address of each page. */
    public boolean isInLowerCase() {
        return !keepsCase;
    }

    /**
     * Whose documentation there is, by the names of its folders. Whether there are such entities, and what is in the folders, is not looked at:
     * so that it costs what is published, however large the catalog is.
     */
    public List<EntityRef> folders() {
        var refs = new ArrayList<EntityRef>();
        if (directory != null) {
            for (var namespace : namesIn(directory)) {
                for (var kind : namesIn(directory.resolve(namespace))) {
                    for (var name : namesIn(directory.resolve(namespace).resolve(kind))) {
                        refs.add(new EntityRef(kind, namespace, name));
                    }
                }
            }
        }
        return refs;
    }

    /** None where this is no folder, or one that can't be read. */
    private static List<String> namesIn(Path folder) {
        var names = new ArrayList<String>();
        try (var paths = Files.newDirectoryStream(folder)) {
            for (var path : paths) {
                names.add(path.getFileName().toString());
            }
        } catch (IOException | DirectoryIteratorException _) {
            return List.of();
        }
        names.removeIf(name -> !isPlain(name));
        return names;
    }

    /**
     * What is at a path of an entity's documentation.
     *
     * @param path decoded, without a slash at either end; empty for the folder itself
     */
    public Optional<Found> find(EntityRef ref, String path) throws IOException {
        if (directory == null || path.length() > MAX_PATH_CHARACTERS) {
            return Optional.empty();
        }
        var parts = path.isEmpty() ? List.<String>of() : List.of(path.split("/", -1));
        if (!parts.stream().allMatch(PublishedDocs::isPlain)) {
            return Optional.empty();
        }
        try {
            var home = home(directory, ref);
            var file = home.resolve(path).toRealPath();
            if (!home.startsWith(directory.toRealPath()) || !file.startsWith(home)) {
                return Optional.empty();
            }
            return found(file);
        } catch (NoSuchFileException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    /** The folder of an entity may itself be a link, by which a new build takes the place of the old at once. */
    private Path home(Path root, EntityRef ref) throws IOException {
        return root.resolve(folder(ref.namespace()))
                .resolve(folder(ref.kind()))
                .resolve(folder(ref.name()))
                .toRealPath();
    }

    private String folder(String part) {
        if (!isPlain(part) || part.indexOf('/') >= 0) {
            throw new InvalidPathException(part, "not the name of a folder");
        }
        return keepsCase ? part : part.toLowerCase(Locale.ROOT);
    }

    private static Optional<Found> found(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.isRegularFile() || attributes.isDirectory()
                ? Optional.of(new Found(
                        file,
                        attributes.isDirectory(),
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis()))
                : Optional.empty();
    }

    /** Neither a step up nor a hidden file, and no character that a file system reads in its own way. */
    private static boolean isPlain(String part) {
        return !part.isEmpty()
                && part.charAt(0) != '.'
                && part.chars().noneMatch(character -> character < ' ' || character == '\\');
    }
}
