package dev.buildrun.testing;

import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Reads files that a test has put there. */
public final class KnownFiles implements LocationReader {
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();

    /** Puts a file of one or more documents there, or replaces it. */
    public void put(String url, EntityBuilder... documents) {
        var text = new StringBuilder();
        for (var document : documents) {
            text.append(text.isEmpty() ? "" : "---\n").append(document.text()).append('\n');
        }
        texts.put(url, text.toString());
    }

    /** Puts any text there. */
    public void putText(String url, String text) {
        texts.put(url, text);
    }

    public void remove(String url) {
        texts.remove(url);
    }

    /** How often anything was read. */
    public int reads() {
        return reads.get();
    }

    @Override
    public Search search(String target, @Nullable String etag) {
        reads.incrementAndGet();
        var text = texts.get(target);
        return text == null ? new Matches(List.of(), null) : new Matches(List.of(new File(target, text)), null);
    }

    @Override
    public String read(String target) {
        reads.incrementAndGet();
        var text = texts.get(target);
        if (text == null) {
            throw ServiceException.notFound("no file at " + target);
        }
        return text;
    }
}
