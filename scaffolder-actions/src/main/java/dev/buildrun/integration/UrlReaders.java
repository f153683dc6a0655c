package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.util.List;

/** Reads by URL with the first reader that takes it. A URL that none takes is refused: nothing is read by default. */
public final class UrlReaders {
    private final List<UrlReader> readers;

    /**
     * Reads with these.
     *
     * @param readers asked in this order
     */
    public UrlReaders(List<UrlReader> readers) {
        this.readers = List.copyOf(readers);
    }

    /** See {@link UrlReader#read}; the URL as somebody wrote it. */
    public UrlReader.Read read(String url, UrlReader.Options options) {
        var parsed = parse(url);
        return readerOf(url, parsed).read(parsed, options);
    }

    /** See {@link UrlReader#readTree}; the URL as somebody wrote it. */
    public UrlReader.Tree readTree(String url, UrlReader.Options options) {
        var parsed = parse(url);
        return readerOf(url, parsed).readTree(parsed, options);
    }

    /** See {@link UrlReader#search}; the URL as somebody wrote it. */
    public UrlReader.Search search(String url, UrlReader.Options options) {
        var parsed = parse(url);
        return readerOf(url, parsed).search(parsed, options);
    }

    /** Whether any reader takes the URL; false also for what is none. */
    public boolean handles(String url) {
        try {
            var parsed = parse(url);
            return readers.stream().anyMatch(reader -> reader.handles(parsed));
        } catch (ServiceException _) {
            return false;
        }
    }

    private UrlReader readerOf(String url, URI parsed) {
        return readers.stream()
                .filter(reader -> reader.handles(parsed))
                .findFirst()
                .orElseThrow(() -> notAllowed(url));
    }

    static ServiceException notAllowed(String url) {
        return ServiceException.of(
                ErrorKind.NOT_ALLOWED,
                "Reading from '" + url
                        + "' is not allowed. You may need to configure an integration for the target host,"
                        + " or add it to the configured list of allowed hosts at 'backend.reading.allow'");
    }

    private static URI parse(String url) {
        var parsed = WrittenUrl.parse(url);
        if (parsed.getScheme() == null) {
            throw ServiceException.input("Invalid URL");
        }
        if (parsed.getRawUserInfo() != null) {
            throw ServiceException.input("Expected a URL without user and password, found one before the host "
                    + parsed.getHost() + "; tokens stand in the configuration");
        }
        if (parsed.getRawAuthority() == null) {
            throw notAllowed(url);
        }
        return parsed;
    }
}
