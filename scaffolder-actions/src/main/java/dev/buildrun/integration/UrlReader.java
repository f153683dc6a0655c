package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one kind of host serves. Called from many threads.
 *
 * <p>Failures: {@code NotFoundError} when there is nothing at the URL, {@code NotAllowedError} when it may not be read,
 * {@code InputError} when it is too large or cannot be read this way, {@code ServiceUnavailableError} when the host does not
 * answer.
 */
public interface UrlReader {
    /** Whether this reader is the one for the URL; asked in order, the first that says yes is used. */
    boolean handles(URI url);

    /** Reads one file. */
    Read read(URI url, Options options);

    /** Reads a directory and everything below it. A directory that is not there is an empty tree, as in Backstage. */
    Tree readTree(URI url, Options options);

    /**
     * Reads every file that the URL's path matches, where {@code *}, {@code **} and {@code ?} are wildcards. A URL without a
     * wildcard gives its one file, or none where there is nothing.
     */
    Search search(URI url, Options options);

    /** The search of a URL without a wildcard. */
    default Search searchOne(URI url, Options options) {
        try {
            return switch (read(url, options)) {
                case Content content ->
                    new Matches(List.of(new Match(url.toString(), content.bytes())), content.etag());
                case NotModified unchanged -> unchanged;
            };
        } catch (ServiceException exception) {
            if (exception.kind() == ErrorKind.NOT_FOUND) {
                return new Matches(List.of(), null);
            }
            throw exception;
        }
    }

    /**
     * How to read.
     *
     * @param etag what an earlier read gave; where nothing has changed since, the answer is {@code NotModified}
     * @param token sent to the host instead of the configured one
     */
    record Options(@Nullable String etag, @Nullable String token) {
        public static final Options NONE = new Options(null, null);

        public static Options unlessChanged(@Nullable String etag) {
            return new Options(etag, null);
        }

        @Override
        public String toString() {
            return "Options[etag=" + etag + "]";
        }
    }

    /** What reading a file gave. */
    sealed interface Read {}

    /** What reading a tree gave. */
    sealed interface Tree {}

    /** What a search gave. */
    sealed interface Search {}

    /** Nothing has changed since the given ETag. */
    record NotModified() implements Read, Tree, Search {}

    /**
     * One file.
     *
     * @param etag null where the host gives none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying every file would double the memory
    record Content(byte[] bytes, @Nullable String etag) implements Read {}

    /**
     * The files of a tree, ordered by path.
     *
     * @param etag null where the host gives none
     */
    record TreeFiles(List<RemoteFile> files, @Nullable String etag) implements Tree {
        public TreeFiles {
            files = List.copyOf(files);
        }
    }

    /**
     * The files that a search found, ordered by URL.
     *
     * @param etag null where the host gives none
     */
    record Matches(List<Match> files, @Nullable String etag) implements Search {
        public Matches {
            files = List.copyOf(files);
        }
    }

    /** A file that a search found, by its own URL. */
    @SuppressWarnings("ArrayRecordComponent")
    record Match(String url, byte[] bytes) {}
}
