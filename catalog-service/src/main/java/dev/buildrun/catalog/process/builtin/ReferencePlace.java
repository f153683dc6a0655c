package dev.buildrun.catalog.process.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A value in a document.
 *
 * @param document which one
 * @param names the keys and indexes that lead to the value; none for the whole document
 */
record ReferencePlace(String document, List<String> names) {
    ReferencePlace {
        names = List.copyOf(names);
    }

    /** Reads a fragment, {@code #/a/b}; what is no JSON Pointer stands for the whole document. */
    static ReferencePlace of(String document, String fragment) {
        if (!fragment.startsWith("#/")) {
            return new ReferencePlace(document, List.of());
        }
        return new ReferencePlace(
                document,
                Stream.of(fragment.substring(2).split("/", -1))
                        .map(name -> name.replace("~1", "/").replace("~0", "~"))
                        .toList());
    }

    ReferencePlace below(String name) {
        return below(List.of(name));
    }

    ReferencePlace below(List<String> more) {
        var all = new ArrayList<>(names);
        all.addAll(more);
        return new ReferencePlace(document, all);
    }

    /** {@code #/a/b}, or {@code #} for the whole document. */
    String fragment() {
        return names.stream()
                .map(name -> "/" + name.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining("", "#", ""));
    }
}
