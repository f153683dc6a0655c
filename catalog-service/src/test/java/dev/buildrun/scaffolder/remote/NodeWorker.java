package dev.buildrun.scaffolder.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The worker of {@code deploy/example/remote-actions}, run by the real node. */
final class NodeWorker implements AutoCloseable {
    static final String SECRET = "a secret of the tests";

    private static final Path FOLDER = Path.of("..", "deploy", "example", "remote-actions");
    private static final Pattern LISTENS = Pattern.compile("worker listens on (\\d+) and serves .*");

    private final Process process;
    private final int port;

    private NodeWorker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test where there is no node. */
    static void needNode() {
        Assumptions.assumeTrue(isThere(), "These tests need the program 'node', version 20 or later, on the PATH");
    }

    private static boolean isThere() {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /**
     * Starts it.
     *
     * @param port 0 for any
     * @param actions a folder of actions; null for those of the sample
     */
    static NodeWorker start(int port, @Nullable Path actions) throws IOException {
        var builder = new ProcessBuilder("node", "worker.mjs").directory(FOLDER.toFile());
        builder.environment().put("BUILDRUN_WORKER_SECRET", SECRET);
        builder.environment().put("PORT", String.valueOf(port));
        if (actions != null) {
            builder.environment().put("ACTIONS", actions.toString());
        }
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var output = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        var line = output.readLine();
        var matcher = LISTENS.matcher(String.valueOf(line));
        if (!matcher.matches()) {
            throw new IllegalStateException("Expected the worker to say where it listens, found " + line);
        }
        return new NodeWorker(process, Integer.parseInt(matcher.group(1)));
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** As with {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** An action for the folder of a test. */
    static void write(Path folder, String name, String handler) throws IOException {
        write(folder, name, handler, "");
    }

    /** The same with more members, for instance {@code compensate}. */
    static void write(Path folder, String name, String handler, String members) throws IOException {
        Files.createDirectories(folder);
        var module =
                FOLDER.resolve("create-template-action.mjs").toAbsolutePath().normalize();
        Files.writeString(folder.resolve(name + ".mjs"), """
                import { createTemplateAction } from '%s';
                import { setTimeout as sleep } from 'node:timers/promises';
                import { writeFile, appendFile, readFile, rm } from 'node:fs/promises';
                export default createTemplateAction({
                  id: 'test:%s',
                  description: 'For tests.',
                  remote: { workspace: 'none', secrets: ['allowed', 'undeclared'] },
                  handler: async ctx => { %s },
                  %s
                });
                """.formatted(module.toUri(), name, handler, members));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
