package dev.buildrun.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The machine's own {@code git}, without anybody's configuration, and without a terminal to ask for passwords.
 *
 * @param home an empty directory that only this client uses
 */
public record GitClient(Path home) {
    private static final long TIMEOUT_SECONDS = 120;

    /** What a run gave; {@code output} is both streams. */
    public record Run(int status, String output) {}

    /** Starts git in a directory. */
    public Process start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOME", home.toString(),
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_AUTHOR_NAME", "Jane",
                        "GIT_AUTHOR_EMAIL", "jane@example.org",
                        "GIT_COMMITTER_NAME", "Jane",
                        "GIT_COMMITTER_EMAIL", "jane@example.org",
                        "LC_ALL", "C"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    public Run run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var process = start(directory, environment, arguments);
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("git did not end: " + String.join(" ", arguments));
        }
        return new Run(process.exitValue(), output);
    }

    public Run run(Path directory, String... arguments) throws IOException, InterruptedException {
        return run(directory, Map.of(), arguments);
    }

    /** Runs git and returns its output, for what must succeed. */
    public String must(Path directory, String... arguments) throws IOException, InterruptedException {
        var run = run(directory, arguments);
        if (run.status() != 0) {
            throw new IllegalStateException("git " + String.join(" ", arguments) + " failed:\n" + run.output());
        }
        return run.output().strip();
    }

    /** Writes a file into a work tree and commits it. */
    public void commit(Path tree, String file, String content) throws IOException, InterruptedException {
        commit(tree, file, content.getBytes(StandardCharsets.UTF_8));
    }

    public void commit(Path tree, String file, byte[] content) throws IOException, InterruptedException {
        var path = tree.resolve(file);
        var parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.write(path, content);
        must(tree, "add", "-A");
        must(tree, "commit", "-q", "-m", "Add " + file);
    }
}
