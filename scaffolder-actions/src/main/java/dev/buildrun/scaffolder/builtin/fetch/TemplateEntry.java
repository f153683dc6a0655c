package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.integration.RemoteFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory of a skeleton.
 *
 * @param path relative to the skeleton; a directory's ends in a slash
 * @param file null for a directory
 */
record TemplateEntry(String path, @Nullable RemoteFile file) {
    /** Files with the directories that they lie in, outer ones first, by name within a level: the order of writing. */
    static List<TemplateEntry> withDirectories(List<RemoteFile> files) {
        var entries = new TreeMap<String, TemplateEntry>(
                Comparator.comparingLong(TemplateEntry::depth).thenComparing(Comparator.naturalOrder()));
        for (var file : files) {
            var path = file.path();
            for (var slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                var directory = path.substring(0, slash + 1);
                entries.putIfAbsent(directory, new TemplateEntry(directory, null));
            }
            entries.put(path, new TemplateEntry(path, file));
        }
        return new ArrayList<>(entries.values());
    }

    private static long depth(String path) {
        var inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return inner.chars().filter(character -> character == '/').count();
    }
}
