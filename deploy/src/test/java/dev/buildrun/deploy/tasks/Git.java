package dev.buildrun.deploy.tasks;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code git} of this machine. */
final class Git {
    private Git() {}

    /** Runs git and gives back what it printed. */
    static String run(Path directory, String... arguments) throws IOException {
        var command =
                new ArrayList<>(List.of("git", "-c", "user.name=Stranger", "-c", "user.email=stranger@example.com"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (exit(process) != 0) {
            throw new IllegalStateException(command + " failed: " + output);
        }
        return output;
    }

    /** Answers a request of Git's smart HTTP, as a CGI script does. */
    static byte[] serve(Path root, HttpExchange exchange, String path, byte[] body) throws IOException {
        var builder = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", path);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        var query = exchange.getRequestURI().getRawQuery();
        environment.put("QUERY_STRING", query == null ? "" : query);
        environment.put("REMOTE_USER", "buildrun");
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        for (var header : List.of("Content-Type", "Content-Encoding", "Git-Protocol")) {
            var value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                var variable = header.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
                environment.put(header.equals("Content-Encoding") ? "HTTP_" + variable : variable, value);
            }
        }
        var process = builder.start();
        try (var input = process.getOutputStream()) {
            input.write(body);
        }
        var output = process.getInputStream().readAllBytes();
        exit(process);
        return output;
    }

    private static int exit(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }
}
