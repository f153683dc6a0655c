package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Glob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which files of a skeleton are rendered; names always are.
 *
 * @param extension when set, only files whose name ends so are rendered, and it is cut off
 * @param verbatim otherwise, files that these match, or that lie in a directory that these match, are not rendered
 */
record Selection(@Nullable String extension, List<Glob> verbatim) {
    static Selection of(
            @Nullable JsonNode extension,
            @Nullable List<String> copyWithoutTemplating,
            @Nullable List<String> copyWithoutRender,
            boolean cookiecutterCompat) {
        var suffix = suffix(extension);
        var patterns = new ArrayList<String>();
        patterns.addAll(copyWithoutTemplating == null ? List.of() : copyWithoutTemplating);
        patterns.addAll(copyWithoutRender == null ? List.of() : copyWithoutRender);
        if (suffix != null && (copyWithoutTemplating != null || copyWithoutRender != null || cookiecutterCompat)) {
            throw ServiceException.input(
                    "Fetch action input extension incompatible with copyWithoutTemplating and cookiecutterCompat");
        }
        return new Selection(suffix, patterns.stream().map(Glob::of).toList());
    }

    boolean isRendered(String path) {
        return extension == null
                ? verbatim.stream().noneMatch(glob -> glob.matchesTree(path))
                : path.endsWith(extension) && !path.endsWith("/" + extension) && !path.equals(extension);
    }

    /** The path of the file that this one becomes, before its expressions are filled in. */
    String outputPath(String path) {
        return extension != null && isRendered(path) ? path.substring(0, path.length() - extension.length()) : path;
    }

    private static @Nullable String suffix(@Nullable JsonNode extension) {
        if (extension == null || (extension.isBoolean() && !extension.booleanValue())) {
            return null;
        }
        if (extension.isBoolean()) {
            return ".njk";
        }
        var text = extension.asString();
        return text.isEmpty() ? null : text.startsWith(".") ? text : "." + text;
    }
}
