package dev.buildrun.scaffolder.builtin.fs;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.workspace.NodeFault;
import dev.buildrun.scaffolder.workspace.Workspace;
import dev.buildrun.scaffolder.workspace.Workspace.Kind;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code fs:rename} */
public final class FsRename implements Action<FsRename.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FsRename.class, "fs:rename", Input.class, NoOutput.class);

    /** The action's input. */
    public record Input(List<Move> files) {}

    /** One move; the directories above the new place are made. */
    public record Move(String from, String to, @Nullable Boolean overwrite) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) {
        var workspace = context.workspace();
        for (var file : context.input().files()) {
            if (file.from().isEmpty() || file.to().isEmpty()) {
                throw ServiceException.input("each file must have a from and to property");
            }
            var source = workspace.resolve(file.from());
            var target = workspace.resolve(file.to());
            try {
                move(workspace, file, source, target);
            } catch (ServiceException exception) {
                context.log()
                        .error("Failed to rename file " + source + " to " + target + ": " + exception.getMessage());
                throw exception;
            }
            context.log().info("File " + source + " renamed to " + target + " successfully");
        }
        return NoOutput.NONE;
    }

    private static void move(Workspace workspace, Move file, Path source, Path target) {
        var kind = workspace.kindOfName(file.from()).orElseThrow(() -> NodeFault.missing("lstat", source));
        if (source.equals(target)) {
            throw failure("Source and destination must not be the same.");
        }
        var inTheWay = workspace.kindOfName(file.to());
        inTheWay.ifPresent(other -> checkKinds(kind, other, source, target));
        if (kind == Kind.DIRECTORY && target.startsWith(source)) {
            throw failure("Cannot move '" + source + "' to a subdirectory of itself, '" + target + "'.");
        }
        if (inTheWay.isPresent() && !Boolean.TRUE.equals(file.overwrite())) {
            throw failure("dest already exists.");
        }
        workspace.delete(file.to());
        workspace.move(file.from(), file.to());
    }

    private static void checkKinds(Kind kind, Kind other, Path source, Path target) {
        if (kind == Kind.DIRECTORY && other != Kind.DIRECTORY) {
            throw failure("Cannot overwrite non-directory '" + target + "' with directory '" + source + "'.");
        }
        if (kind != Kind.DIRECTORY && other == Kind.DIRECTORY) {
            throw failure("Cannot overwrite directory '" + target + "' with non-directory '" + source + "'.");
        }
    }

    private static ServiceException failure(String message) {
        return ServiceException.of(ErrorKind.INTERNAL, message);
    }
}
