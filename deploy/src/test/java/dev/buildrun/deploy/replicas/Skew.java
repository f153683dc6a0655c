package dev.buildrun.deploy.replicas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Another wall clock for a whole process, by libfaketime where this machine has it: {@code FAKETIME_LIB} names the library, or it lies where
 * Debian's package puts it. The monotonic clock stays as it is.
 */
final class Skew {
    private static final Path LIBRARIES = Path.of("/usr/lib");

    /**
     * The library knows from its own build whether the C library forgets which clock a condition waits for, and where it thinks so wrongly, each
     * wait of the JVM ends at once: the process takes a whole core and does nothing in its time.
     */
    private static final String NO_REPAIR = "FAKETIME_FORCE_MONOTONIC_FIX";

    private Skew() {}

    /** The library, if there is one. */
    static Optional<Path> library() {
        var named = System.getenv("FAKETIME_LIB");
        if (named != null) {
            return Optional.of(Path.of(named)).filter(Files::exists);
        }
        try (var folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** What the environment of a process has to say, nothing without the library or without a difference. */
    static Map<String, String> environment(int seconds) {
        return seconds == 0
                ? Map.of()
                : library()
                        .map(library -> Map.of(
                                "LD_PRELOAD",
                                library.toString(),
                                "FAKETIME",
                                (seconds > 0 ? "+" : "") + seconds,
                                "FAKETIME_DONT_FAKE_MONOTONIC",
                                "1",
                                "FAKETIME_DONT_RESET",
                                "1",
                                NO_REPAIR,
                                "0"))
                        .orElseGet(Map::of);
    }
}
