package dev.buildrun.deploy.feed;

import dev.buildrun.deploy.crash.CrashFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that is killed by its pid and started again. */
final class Child implements AutoCloseable {
    private static final int DYING_SECONDS = 20;

    private final String name;
    private final Path project;
    private final Path output;
    private final List<String> command;
    private @Nullable Process process;

    /** @param command the options of the JVM, the main class and what it takes */
    Child(String name, Path project, Path folder, List<String> command) {
        this.name = name;
        this.project = project;
        this.output = folder.resolve(name + ".out");
        this.command = new ArrayList<>();
        this.command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        this.command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=logback-terminal.xml",
                "-Dbuildrun.log=" + folder.resolve(name + ".log"),
                "-cp",
                System.getProperty("java.class.path")));
        this.command.addAll(command);
    }

    String name() {
        return name;
    }

    void start() throws IOException {
        process = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    /** @throws CrashFailure when it has ended by itself */
    void checkAlive() {
        var now = process;
        if (now != null && !now.isAlive()) {
            throw new CrashFailure(name + " ended by itself with " + now.exitValue() + ", see " + output);
        }
    }

    /**
     * SIGKILL.
     *
     * @throws CrashFailure when it has ended by itself
     */
    void kill() throws InterruptedException {
        var now = process;
        if (now == null) {
            return;
        }
        checkAlive();
        now.destroyForcibly();
        if (!now.waitFor(DYING_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process does not die: " + now.pid());
        }
        process = null;
    }

    @Override
    public void close() {
        var now = process;
        if (now != null) {
            now.destroyForcibly();
        }
    }
}
