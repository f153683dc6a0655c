package dev.buildrun.deploy.platform;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Kills the service while it changes the cluster that {@code ./dev cluster} has started: {@link WorkspaceCrash} and {@link DeploymentCrash}.
 */
final class PlatformCrash {
    private PlatformCrash() {}

    public static void main(String[] arguments) throws Exception {
        var options = List.of(arguments).subList(2, arguments.length);
        var isQuick = options.contains("--quick");
        var at = options.indexOf("--seed");
        var seed = at < 0 ? new Random().nextInt(1_000_000) : Integer.parseInt(options.get(at + 1));
        var file = folder().resolve("kubeconfig");
        var admin = Files.isReadable(file) ? connect(file) : Optional.<KubernetesClient>empty();
        if (admin.isEmpty()) {
            System.out.println("crash platform: skipped, no cluster runs (./dev cluster starts one)");
            return;
        }
        var partAt = options.indexOf("--part");
        var part = partAt < 0 ? "12" : options.get(partAt + 1).replaceFirst("/.*", "");
        var begun = System.nanoTime();
        try (var client = admin.get();
                var service = new KilledService(
                        Path.of(arguments[0]),
                        Path.of(arguments[1]),
                        URI.create(client.getMasterUrl().toString()))) {
            ClusterRoles.install(client);
            service.start();
            if (part.contains("1")) {
                var kills = new WorkspaceCrash(service, client, "ws-crash-" + seed).run(isQuick);
                System.out.println("crash platform: " + kills
                        + " kills while a workspace and a binding were made; the cluster and the"
                        + " ledger equal the plan, nothing is there twice, after " + seconds(begun) + " s");
            }
            if (client.nodes().list().getItems().isEmpty()) {
                System.out.println("crash platform: nothing is deployed, the cluster has no node");
            } else if (part.contains("2")) {
                var kills = new DeploymentCrash(service, client, "deploy-crash-" + seed, images()).run(isQuick);
                System.out.println("crash platform: " + kills
                        + " kills during deployments; the cluster, the table and the audit have each" + " once, after "
                        + seconds(begun) + " s");
            }
        }
    }

    private static long seconds(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    }

    /** Where {@code ./dev cluster} leaves its files. */
    private static Path folder() {
        var named = System.getenv("BUILDRUN_CLUSTER");
        var cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return Path.of(named == null ? cache + "/buildrun/kubernetes" : named);
    }

    private static Map<String, String> images() throws IOException {
        return Files.readAllLines(folder().resolve("images")).stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static Optional<KubernetesClient> connect(Path kubeconfig) {
        var client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig("admin", kubeconfig.toFile()))
                .build();
        try {
            client.namespaces().withName("default").get();
            return Optional.of(client);
        } catch (KubernetesClientException _) {
            client.close();
            return Optional.empty();
        }
    }
}
