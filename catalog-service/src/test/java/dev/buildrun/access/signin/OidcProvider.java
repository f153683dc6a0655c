package dev.buildrun.access.signin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The npm package {@code oidc-provider} as a process of its own, installed when it is first wanted. */
final class OidcProvider implements AutoCloseable {
    private static final String PACKAGE = "oidc-provider@8.8.1";
    private static final Path INSTALLED =
            Path.of("..", "deploy", "target", "oidc").toAbsolutePath().normalize();
    private static final Path SCRIPT =
            Path.of("src", "test", "resources", "oidc", "provider.mjs").toAbsolutePath();

    private final Process process;

    /** Starts it, and returns when it listens. */
    OidcProvider(int port, String callback) {
        try {
            install();
            process = new ProcessBuilder(
                            "node", SCRIPT.toString(), INSTALLED.toString(), Integer.toString(port), callback)
                    .redirectErrorStream(true)
                    .start();
            var output = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
            var line = output.readLine();
            while (line != null && !line.equals("ready")) {
                line = output.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("The provider did not start");
            }
            Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /** Whether there is what it needs: Node, and the package or a registry to have it from. */
    static boolean isAvailable() {
        try {
            install();
            return true;
        } catch (IOException | IllegalStateException _) {
            return false;
        }
    }

    private static void install() throws IOException {
        if (Files.isDirectory(INSTALLED.resolve("node_modules").resolve("oidc-provider"))) {
            return;
        }
        Files.createDirectories(INSTALLED);
        Files.writeString(INSTALLED.resolve("package.json"), "{\"private\": true}");
        var npm = new ProcessBuilder(List.of("npm", "install", "--no-audit", "--no-fund", PACKAGE))
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(INSTALLED.resolve("npm.log").toFile())
                .start();
        try {
            if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroy();
                throw new IllegalStateException("npm could not install " + PACKAGE);
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
