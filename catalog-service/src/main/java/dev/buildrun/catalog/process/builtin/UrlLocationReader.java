package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.UrlReader;
import dev.buildrun.integration.UrlReader.Options;
import dev.buildrun.integration.UrlReaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what locations of type url name, from the hosts that the configuration allows. */
public final class UrlLocationReader implements LocationReader {
    private final UrlReaders readers;

    public UrlLocationReader(UrlReaders readers) {
        this.readers = readers;
    }

    @Override
    public Search search(String target, @Nullable String etag) {
        return switch (readers.search(target, Options.unlessChanged(etag))) {
            case UrlReader.NotModified() -> new NotModified();
            case UrlReader.Matches(var files, var newEtag) ->
                new Matches(
                        files.stream()
                                .map(file -> new File(file.url(), text(file.bytes())))
                                .toList(),
                        newEtag);
        };
    }

    @Override
    public String read(String target) {
        return switch (readers.read(target, Options.NONE)) {
            case UrlReader.Content(var bytes, var _) -> text(bytes);
            case UrlReader.NotModified() ->
                throw ServiceException.input("Expected the content of " + target + ", but it was not sent");
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
