package dev.buildrun.scaffolder.builtin.fs;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.workspace.NodeFault;
import dev.buildrun.scaffolder.workspace.Workspace;
import dev.buildrun.scaffolder.workspace.Workspace.Kind;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code fs:readdir} */
public final class FsReaddir implements Action<FsReaddir.Input, FsReaddir.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(FsReaddir.class, "fs:readdir", Input.class, Output.class);
    private static final int MOST_ENTRIES = 20_000;

    /** The action's input. */
    public record Input(List<String> paths, @Nullable Boolean recursive) {}

    /** The action's output; a link is a file, whatever it points to. */
    public record Output(List<Entry> files, List<Entry> folders) {}

    /**
     * One thing in a directory.
     *
     * @param path relative to the workspace
     * @param fullPath absolute, on the machine that runs the task
     */
    public record Entry(String name, String path, String fullPath) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var output = new Output(new ArrayList<>(), new ArrayList<>());
        for (var path : context.input().paths()) {
            list(context.workspace(), path, Boolean.TRUE.equals(context.input().recursive()), output);
        }
        return output;
    }

    /** Level by level, by name within a directory: Node's order. */
    private static void list(Workspace workspace, String path, boolean recursive, Output output) {
        var start = workspace.resolve(path);
        var kind = workspace.kind(path).orElseThrow(() -> NodeFault.missing("scandir", start));
        if (kind != Kind.DIRECTORY) {
            throw NodeFault.notDirectory("scandir", start);
        }
        var open = new ArrayDeque<Path>(List.of(start));
        while (!open.isEmpty()) {
            var directory = open.removeFirst();
            for (var name : workspace.names(workspace.relative(directory))) {
                var full = directory.resolve(name);
                var isFolder = workspace.kindOfName(workspace.relative(full)).orElse(Kind.FILE) == Kind.DIRECTORY;
                var entry = new Entry(name, workspace.relative(full), full.toString());
                (isFolder ? output.folders() : output.files()).add(entry);
                if (isFolder && recursive) {
                    open.add(full);
                }
                checkSize(output);
            }
        }
    }

    private static void checkSize(Output output) {
        if (output.files().size() + output.folders().size() > MOST_ENTRIES) {
            throw ServiceException.input("Expected at most " + MOST_ENTRIES + " files and folders to be listed");
        }
    }
}
