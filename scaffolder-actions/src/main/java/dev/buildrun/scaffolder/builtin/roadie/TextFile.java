package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.scaffolder.workspace.NodeFault;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.charset.StandardCharsets;

/** A file of the workspace as text. */
final class TextFile {
    /** Of a file that is taken into memory. */
    static final int MAX_BYTES = 10 << 20;

    private TextFile() {}

    /** Bytes that are not UTF-8 become the replacement character, as upstream has it. */
    static String read(Workspace workspace, String path) {
        return new String(workspace.read(path, MAX_BYTES), StandardCharsets.UTF_8);
    }

    /** Fails where the directory of a file is not there, since upstream does not make it. */
    static void checkDirectory(Workspace workspace, String path) {
        var file = workspace.resolve(path);
        var directory = file.getParent();
        if (directory != null && !file.equals(workspace.root()) && !workspace.exists(workspace.relative(directory))) {
            throw NodeFault.missing("open", file);
        }
    }
}
