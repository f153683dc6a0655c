package dev.buildrun.architecture.bad.catalog.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public final class ReadsAFile {
    public String read() throws IOException {
        return Files.readString(Path.of("x"));
    }
}
