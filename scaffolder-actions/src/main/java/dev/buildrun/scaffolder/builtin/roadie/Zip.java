package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.workspace.Workspace.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** {@code roadiehq:utils:zip} */
public final class Zip implements Action<Zip.Input, Zip.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(Zip.class, "roadiehq:utils:zip", Input.class, Zip.Output.class);
    private static final int MAX_FILE_BYTES = 50 << 20;
    private static final int MAX_ZIP_BYTES = 100 << 20;

    /** The earliest time that the format knows: the same files always give the same bytes. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** The action's input. */
    public record Input(String path, String outputPath) {}

    /** The action's output: the path as it was given. */
    public record Output(String outputPath) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    /** A directory's content without its own name, or one file; links are left out, since they could lead anywhere. */
    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        var input = context.input();
        var workspace = context.workspace();
        workspace.resolve(input.outputPath());
        var kind = workspace
                .kind(input.path())
                .orElseThrow(() -> ServiceException.input("File " + input.path() + " does not exist. Can't zip it."));
        var packed = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(packed)) {
            if (kind == Kind.FILE) {
                var name = workspace.resolve(input.path()).getFileName().toString();
                add(zip, name, workspace.read(input.path(), MAX_FILE_BYTES));
            } else {
                addAll(zip, packed, context);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        workspace.write(input.outputPath(), packed.toByteArray(), false);
        return new Output(input.outputPath());
    }

    private static void addAll(ZipOutputStream zip, ByteArrayOutputStream packed, ActionContext<Input> context)
            throws IOException, InterruptedException {
        var workspace = context.workspace();
        var directory = workspace.relative(workspace.resolve(context.input().path()));
        var leftOut = new ArrayList<String>();
        for (var path : workspace.list(directory)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted before " + path);
            }
            var name = directory.isEmpty() ? path : path.substring(directory.length() + 1);
            switch (workspace.kindOfName(path).orElse(Kind.OTHER)) {
                case FILE -> add(zip, name, workspace.read(path, MAX_FILE_BYTES));
                case DIRECTORY -> add(zip, name + "/", new byte[0]);
                case LINK, OTHER -> leftOut.add(name);
            }
            if (packed.size() > MAX_ZIP_BYTES) {
                throw ServiceException.input("Expected a zip file of at most " + MAX_ZIP_BYTES + " bytes");
            }
        }
        warn(context, leftOut);
    }

    private static void warn(ActionContext<Input> context, List<String> leftOut) {
        if (!leftOut.isEmpty()) {
            context.log().warn("Leaving out links: " + String.join(", ", leftOut));
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
