package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.integration.RemoteFile;
import dev.buildrun.scaffolder.action.ActionLog;
import java.nio.charset.StandardCharsets;

/** Writes the entries of one skeleton, rendered, one after the other. */
final class TemplateWriting {
    private static final int REGULAR_MODE = 0100644;
    private static final int EXECUTABLE_MODE = 0100755;

    private final Target target;
    private final Selection selection;
    private final Rendering rendering;
    private final boolean replace;
    private final ActionLog log;

    TemplateWriting(Target target, Selection selection, Rendering rendering, boolean replace, ActionLog log) {
        this.target = target;
        this.selection = selection;
        this.rendering = rendering;
        this.replace = replace;
        this.log = log;
    }

    void write(TemplateEntry entry) {
        var file = entry.file();
        var output = rendering.render(file == null ? entry.path() : selection.outputPath(entry.path()), entry.path());
        if (isLeftOut(output)) {
            return;
        }
        if (file == null) {
            directory(entry.path(), output);
        } else if (replace || !target.exists(output)) {
            file(file, output);
        }
    }

    /** A name that renders to nothing is how a template's author leaves a file or directory out. */
    private static boolean isLeftOut(String path) {
        return path.isEmpty() || path.startsWith("/") || path.contains("//");
    }

    private void directory(String path, String output) {
        if (!target.exists(output)) {
            log.info("Writing directory " + path + " to template output path.");
            target.makeDirectory(output);
        }
    }

    private void file(RemoteFile file, String output) {
        switch (file.kind()) {
            case LINK -> {
                logCopy(file);
                target.link(output, new String(file.bytes(), StandardCharsets.UTF_8));
            }
            case REGULAR -> content(file, output, false);
            case EXECUTABLE -> content(file, output, true);
        }
    }

    private void content(RemoteFile file, String output, boolean executable) {
        var isRendered = selection.isRendered(file.path());
        var text = TextOrBinary.text(file.bytes());
        if (text.isEmpty()) {
            logCopy(file);
            target.write(output, file.bytes(), executable);
            return;
        }
        if (!isRendered && selection.extension() == null) {
            log.info("Copying file/directory " + file.path() + " without processing.");
        }
        log.info("Writing file " + file.path() + " to template output path with mode "
                + (executable ? EXECUTABLE_MODE : REGULAR_MODE) + ".");
        var bytes =
                isRendered ? rendering.render(text.get(), file.path()).getBytes(StandardCharsets.UTF_8) : file.bytes();
        target.write(output, bytes, executable);
    }

    private void logCopy(RemoteFile file) {
        log.info("Copying file binary or symbolic link at " + file.path() + ", to template output path.");
    }
}
