package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.integration.RemoteFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the entries of a cookiecutter template, rendered, over what is there. */
final class CookiecutterWriting {
    private final Target target;
    private final Rendering rendering;
    private final List<ShellPattern> verbatim;

    CookiecutterWriting(Target target, Rendering rendering, List<ShellPattern> verbatim) {
        this.target = target;
        this.rendering = rendering;
        this.verbatim = verbatim;
    }

    /** A directory whose name renders to nothing leaves its content to the directory above; such a file is left out. */
    void write(TemplateEntry entry) {
        var output = rendering.render(entry.path(), entry.path());
        var path = Arrays.stream(output.split("/", -1))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
        var file = entry.file();
        if (file == null) {
            target.makeDirectory(path);
        } else if (!output.isEmpty() && !output.endsWith("/")) {
            file(file, path);
        }
    }

    private void file(RemoteFile file, String path) {
        switch (file.kind()) {
            case LINK -> target.link(path, new String(file.bytes(), StandardCharsets.UTF_8));
            case REGULAR -> target.write(path, content(file), false);
            case EXECUTABLE -> target.write(path, content(file), true);
        }
    }

    private byte[] content(RemoteFile file) {
        if (verbatim.stream().anyMatch(pattern -> pattern.matchesTree(file.path()))) {
            return file.bytes();
        }
        return TextOrBinary.text(file.bytes())
                .map(text -> rendering.render(text, file.path()).getBytes(StandardCharsets.UTF_8))
                .orElse(file.bytes());
    }
}
