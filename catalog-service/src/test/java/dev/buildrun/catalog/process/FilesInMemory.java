package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.error.ServiceException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stands in for hosts that serve files: a map from URL to text, which tells what was read of it. */
public final class FilesInMemory implements LocationReader {
    private final Map<String, String> files;
    private final Set<String> read = new HashSet<>();

    public FilesInMemory(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    public void put(String url, String text) {
        files.put(url, text);
    }

    public Set<String> unread() {
        var unread = new HashSet<>(files.keySet());
        unread.removeAll(read);
        return unread;
    }

    public Set<String> allRead() {
        return Set.copyOf(read);
    }

    @Override
    public Search search(String target, @Nullable String etag) {
        var glob = Glob.ofPath(target);
        var matches = files.entrySet().stream()
                .filter(file -> file.getKey().equals(target) || glob.matches(file.getKey()))
                .map(file -> new File(file.getKey(), file.getValue()))
                .toList();
        var current = CanonicalJson.sha1(matches.toString());
        if (current.equals(etag)) {
            return new NotModified();
        }
        matches.forEach(file -> read.add(file.target()));
        return new Matches(List.copyOf(matches), matches.isEmpty() ? null : current);
    }

    @Override
    public String read(String target) {
        read.add(target);
        var text = files.get(target);
        if (text == null) {
            throw ServiceException.notFound("could not read " + target + ", 404 Not Found");
        }
        return Objects.requireNonNull(text);
    }
}
