package dev.buildrun.search;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.Json;
import dev.buildrun.techdocs.PublishedDocs;
import dev.buildrun.techdocs.PublishedDocs.Found;
import java.io.IOException;
import java.nio.file.Files;
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
    private static final String LIST = "search/search_index.json";
    private static final int MAX_TEXT = 20_000;
    private static final Logger LOG = LoggerFactory.getLogger(DocsFile.class);

    private final PublishedDocs published;

    DocsFile(PublishedDocs published) {
        this.published = published;
    }

    /** The file of an entity; empty where there is none that is its own. */
    Optional<Found> find(EntityRef ref) {
        try {
            return published.find(ref, LIST).filter(found -> !found.isDirectory());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * The sections; none where the file is no such list, which is told in the log.
     *
     * @param ref {@code kind:namespace/name} in lower case
     */
    List<Section> read(String ref, Found found) {
        var path = found.file();
        try {
            if (found.bytes() > MAX_BYTES) {
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
