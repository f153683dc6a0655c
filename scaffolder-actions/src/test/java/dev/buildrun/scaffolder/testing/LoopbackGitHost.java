package dev.buildrun.scaffolder.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.GitHost;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.scaffolder.workspace.Trees;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Git host with real smart HTTP: {@code git http-backend} behind a small HTTP server on loopback, basic authentication
 * required. Repositories are bare, in {@code <root>/{owner}/{repo}.git}.
 */
public final class LoopbackGitHost implements GitHost, AutoCloseable {
    private static final String USER = "scaffolder";
    private static final String PASSWORD = "push-password";

    private final Path root;
    private final HttpServer server;
    private final BuiltInGit addresses;
    private final List<String> created = new ArrayList<>();
    private final List<String> additions = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    public LoopbackGitHost(Path root) throws IOException {
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/git", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        this.addresses = new BuiltInGit(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/git"));
    }

    public BuiltInGit addresses() {
        return addresses;
    }

    public Path root() {
        return root;
    }

    /** {@code owner/repo branch description creator} of each repository that was made. */
    public List<String> created() {
        return created;
    }

    /** The next requests for a push are answered with status 500. */
    public void failNextPushes(int count) {
        failures.set(count);
    }

    public Path directory(RepositoryName repository) {
        return root.resolve(repository.owner()).resolve(repository.name() + ".git");
    }

    @Override
    public boolean exists(RepositoryName repository) {
        return Files.isDirectory(directory(repository));
    }

    @Override
    public void create(RepositoryName repository, Creation creation) {
        if (exists(repository)) {
            throw ServiceException.conflict("The repository " + repository + " exists already");
        }
        Git.run(
                root,
                "init",
                "--bare",
                "--initial-branch=" + creation.defaultBranch(),
                directory(repository).toString());
        Git.run(directory(repository), "config", "http.receivepack", "true");
        Git.run(directory(repository), "config", "buildrun.madeby", creation.madeBy());
        created.add(
                repository + " " + creation.defaultBranch() + " " + creation.description() + " " + creation.creator());
    }

    @Override
    public Optional<State> look(RepositoryName repository) {
        if (!exists(repository)) {
            return Optional.empty();
        }
        var refs = new LinkedHashMap<String, String>();
        Git.run(directory(repository), "for-each-ref", "--format=%(refname) %(objectname)")
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(words -> refs.put(words[0], words[1]));
        return Optional.of(new State(Git.run(directory(repository), "config", "buildrun.madeby"), refs, additions));
    }

    /** From now on every repository has these. */
    public void addIssue(String issue) {
        additions.add(issue);
    }

    @Override
    public boolean remove(RepositoryName repository, State seen) {
        if (!look(repository).equals(Optional.of(seen))) {
            return false;
        }
        Trees.delete(directory(repository));
        return true;
    }

    @Override
    public String removalByHand(RepositoryName repository) {
        return "delete the directory of " + repository;
    }

    @Override
    public Map<String, byte[]> files(RepositoryName repository) {
        var files = new LinkedHashMap<String, byte[]>();
        Git.run(directory(repository), "ls-tree", "-r", "--name-only", "HEAD")
                .lines()
                .forEach(path -> files.put(
                        path,
                        Git.run(directory(repository), "show", "HEAD:" + path).getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    @Override
    public Remote remote(RepositoryName repository) {
        return new Remote(addresses.remoteUrl(repository), USER, PASSWORD);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var credentials =
                    Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (!("Basic " + credentials).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var isPush = exchange.getRequestURI().toString().contains("git-receive-pack");
            if (isPush && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            serve(exchange);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        var body = exchange.getRequestBody().readAllBytes();
        var builder = new ProcessBuilder("git", "http-backend");
        var environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", uri.getPath().substring("/git".length()));
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("QUERY_STRING", uri.getRawQuery() == null ? "" : uri.getRawQuery());
        environment.put("REMOTE_USER", USER);
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        header(exchange, "Content-Type", environment, "CONTENT_TYPE");
        header(exchange, "Content-Encoding", environment, "HTTP_CONTENT_ENCODING");
        header(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
        answer(exchange, Git.output(builder, body));
    }

    private static void header(
            HttpExchange exchange, String name, java.util.Map<String, String> environment, String variable) {
        var value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
            environment.put(variable, value);
        }
    }

    private static void answer(HttpExchange exchange, byte[] output) throws IOException {
        var text = new String(output, StandardCharsets.ISO_8859_1);
        var end = text.indexOf("\r\n\r\n");
        var status = 200;
        for (var line : text.substring(0, end).split("\r\n", -1)) {
            var colon = line.indexOf(':');
            var value = line.substring(colon + 1).strip();
            if (line.startsWith("Status:")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(line.substring(0, colon), value);
            }
        }
        var length = output.length - end - 4;
        exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
        new ByteArrayInputStream(output, end + 4, length).transferTo(exchange.getResponseBody());
    }

    /** The real {@code git} of this machine. */
    public static final class Git {
        private Git() {}

        /** Runs git and gives back what it printed. */
        public static String run(Path directory, String... arguments) {
            var command = new ArrayList<>(List.of("git", "-c", "user.name=Test", "-c", "user.email=test@example.com"));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command).directory(directory.toFile());
            return new String(output(builder, new byte[0]), StandardCharsets.UTF_8).strip();
        }

        static byte[] output(ProcessBuilder builder, byte[] input) {
            try {
                var process =
                        builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input);
                }
                var output = process.getInputStream().readAllBytes();
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("git failed: " + builder.command());
                }
                return output;
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(exception);
            }
        }
    }
}
