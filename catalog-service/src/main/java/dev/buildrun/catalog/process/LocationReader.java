package dev.buildrun.catalog.process;

import dev.buildrun.error.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what locations of one type name. It decides what may be read, how long it may take and how large it may be. Called from
 * many threads at once.
 */
public interface LocationReader {
    /**
     * Reads every file that a target matches. A target without a wildcard names one file.
     *
     * @param target as the location has it, for instance a URL
     * @param etag what an earlier search for the same target gave
     * @return no file where nothing matches
     * @throws ServiceException of kind NOT_FOUND, NOT_ALLOWED or another; its message ends up on the entity
     */
    Search search(String target, @Nullable String etag);

    /**
     * Reads one file, which an entity refers to.
     *
     * @throws ServiceException as {@link #search} does; of kind NOT_FOUND where there is no such file
     */
    String read(String target);

    /** What a search gave. */
    sealed interface Search {}

    /** The files are those that were read when the given ETag was. */
    record NotModified() implements Search {}

    /**
     * The files in their order.
     *
     * @param etag to hand in with the next search; null where the source has none
     */
    record Matches(List<File> files, @Nullable String etag) implements Search {
        public Matches {
            files = List.copyOf(files);
        }
    }

    /** One file: its own target, without wildcards, and its text. */
    record File(String target, String text) {}
}
