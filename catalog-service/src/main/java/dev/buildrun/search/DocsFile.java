package dev.buildrun.search;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** The list of sections that MkDocs writes beside the pages, {@code search/search_index.json}. */
final class DocsFile {
    static final long MAX_BYTES = 20_000_000;
    static final int MAX_SECTIONS = 10_000;
    private static final int MAX_TEXT = 20_000;
    private static final Logger LOG = LoggerFactory.getLogger(DocsFile.class);

    private final Path directory;

    /** @param directory what the documentation of all entities is published into */
    DocsFile(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** Tells one state of a file from another. */
    record Stamp(long modifiedMillis, long bytes) {}

    /** @param ref {@code kind:namespace/name} in lower case */
    private Path folder(String ref) {
        var colon = ref.indexOf(':');
        var slash = ref.indexOf('/');
        return directory
                .resolve(ref.substring(colon + 1, slash))
                .resolve(ref.substring(0, colon))
                .resolve(ref.substring(slash + 1))
                .normalize();
    }

    private static Path list(Path folder) {
        return folder.resolve("search").resolve("search_index.json");
    }

    /** Links stay within the entity's folder, or the words of another's pages would be found. The folder itself may be one, by which a build is put in place. */
    private boolean isOwn(Path folder) throws IOException {
        var home = folder.toRealPath();
        return home.startsWith(directory.toRealPath())
                && list(folder).toRealPath().startsWith(home);
    }

    /** The state of an entity's file; empty where there is none. */
    Optional<Stamp> stamp(String ref) {
        var folder = folder(ref);
        var path = list(folder);
        try {
            if (!path.startsWith(directory) || !Files.isRegularFile(path) || !isOwn(folder)) {
                return Optional.empty();
            }
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The sections; none where the file is no such list, which is told in the log. */
    List<Section> read(String ref) {
        try {
            var path = list(folder(ref));
            if (Files.size(path) > MAX_BYTES) {
                LOG.warn("{}: expected at most {} bytes, its documentation is not searched", path, MAX_BYTES);
                return List.of();
            }
            var sections = new ArrayList<Section>();
            for (var section : Json.MAPPER.readTree(Files.readAllBytes(path)).path("docs")) {
                if (sections.size() == MAX_SECTIONS) {
                    LOG.warn("{}: only the first {} sections are searched", path, MAX_SECTIONS);
                    break;
                }
                sections.add(new Section(
                        ref,
                        section.path("location").asString(""),
                        unescaped(section.path("title").asString("")),
                        cut(unescaped(section.path("text").asString("")))));
            }
            return sections;
        } catch (IOException | JacksonException exception) {
            LOG.atWarn().setCause(exception).log("the documentation of {} can't be searched", ref);
            return List.of();
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** MkDocs escapes what HTML would read otherwise. */
    private static String unescaped(String text) {
        return text.indexOf('&') < 0
                ? text
                : text.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&");
    }
}
