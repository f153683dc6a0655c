package dev.buildrun.deploy.failpoints;

import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be read, in memory. */
final class Pages implements LocationReader {
    private final Map<String, String> texts = new TreeMap<>();

    void put(String url, String text) {
        texts.put(url, text);
    }

    @Override
    public Search search(String target, @Nullable String etag) {
        var text = texts.get(target);
        return text == null ? new Matches(List.of(), null) : new Matches(List.of(new File(target, text)), null);
    }

    @Override
    public String read(String target) {
        var text = texts.get(target);
        if (text == null) {
            throw ServiceException.notFound("no file at " + target);
        }
        return text;
    }
}
