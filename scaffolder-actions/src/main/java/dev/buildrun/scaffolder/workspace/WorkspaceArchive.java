package dev.buildrun.scaffolder.workspace;

import dev.buildrun.error.ServiceException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A workspace as one stream: gzip around entries of a kind byte, a path and, for files and links, content with its length. The
 * JDK reads and writes no archive that keeps both links and the execute bit.
 */
final class WorkspaceArchive {
    private static final int END = 0;
    private static final int DIRECTORY = 1;
    private static final int FILE = 2;
    private static final int EXECUTABLE = 3;
    private static final int LINK = 4;

    private WorkspaceArchive() {}

    static void write(Workspace workspace, OutputStream target) throws IOException {
        var gzip = new GZIPOutputStream(target);
        var output = new DataOutputStream(gzip);
        for (var path : workspace.list()) {
            var kind = kindOf(path);
            output.writeByte(kind);
            output.writeUTF(workspace.relative(path));
            if (kind != DIRECTORY) {
                var content = kind == LINK ? linkText(path) : Files.readAllBytes(path);
                output.writeInt(content.length);
                output.write(content);
            }
        }
        output.writeByte(END);
        output.flush();
        gzip.finish();
    }

    static void read(Workspace workspace, InputStream source) throws IOException {
        var input = new DataInputStream(new GZIPInputStream(source));
        for (var kind = input.readByte(); kind != END; kind = input.readByte()) {
            var path = input.readUTF();
            switch (kind) {
                case DIRECTORY -> workspace.makeDirectory(path);
                case FILE -> workspace.write(path, content(input), false);
                case EXECUTABLE -> workspace.write(path, content(input), true);
                case LINK -> workspace.link(path, new String(content(input), StandardCharsets.UTF_8));
                default -> throw ServiceException.input("Expected a kept workspace, found an entry of kind " + kind);
            }
        }
    }

    private static byte[] content(DataInputStream input) throws IOException {
        return input.readNBytes(input.readInt());
    }

    private static byte[] linkText(Path link) throws IOException {
        return Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int kindOf(Path path) {
        if (Files.isSymbolicLink(path)) {
            return LINK;
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return DIRECTORY;
        }
        return Files.isExecutable(path) ? EXECUTABLE : FILE;
    }
}
