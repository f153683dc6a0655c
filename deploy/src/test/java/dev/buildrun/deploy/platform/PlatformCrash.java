package dev.buildrun.deploy.platform;

import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.json.Json;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Lets a golden path make a workspace and a binding on the cluster that {@code ./dev cluster} has started, and kills the service before and
 * after each change of the cluster. Then the world must equal the plan, and nothing may be there twice.
 */
final class PlatformCrash implements AutoCloseable {
    private static final String TOKEN = "the-token-of-the-crash-test";
    private static final Duration STARTING = Duration.ofMinutes(2);
    private static final Duration LONGEST_RUN = Duration.ofSeconds(90);
    private static final int MOST_KILLS = 80;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path project;
    private final Path folder;
    private final KubernetesClient admin;
    private final EmbeddedServer postgres;
    private final CuttingProxy proxy;
    private final int port;
    private final String name;
    private @Nullable Process process;

    private PlatformCrash(Path project, Path folder, KubernetesClient admin, String name) throws Exception {
        this.project = project;
        this.folder = folder;
        this.admin = admin;
        this.name = name;
        postgres = EmbeddedServer.start(folder.resolve("postgres"));
        proxy = new CuttingProxy(URI.create(admin.getMasterUrl().toString()));
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("overlay.yaml"), """
                backend:
                  auth: {externalAccess: [{type: static, options: {token: %s, subject: crash}}]}
                kubernetes:
                  clusterLocatorMethods:
                    - type: config
                      clusters: [{name: crash, url: 'http://127.0.0.1:%d', serviceAccountToken: buildrun-token}]
                buildrun:
                  scaffolder: {maxInterruptions: 1000}
                  platform: {environments: {dev: crash}}
                scaffolder: {taskRecovery: {staleTimeout: 5s}}
                """.formatted(TOKEN, proxy.port()));
    }

    public static void main(String[] arguments) throws Exception {
        var options = List.of(arguments).subList(2, arguments.length);
        var isQuick = options.contains("--quick");
        var at = options.indexOf("--seed");
        var seed = at < 0 ? new Random().nextInt(1_000_000) : Integer.parseInt(options.get(at + 1));
        var file = kubeconfig();
        var admin = file.flatMap(PlatformCrash::connect);
        if (admin.isEmpty()) {
            System.out.println("crash platform: skipped, no cluster runs (./dev cluster starts one)");
            return;
        }
        try (var client = admin.get();
                var crash =
                        new PlatformCrash(Path.of(arguments[0]), Path.of(arguments[1]), client, "ws-crash-" + seed)) {
            System.out.println(crash.run(isQuick ? 4 : 1));
        }
    }

    private static Optional<Path> kubeconfig() {
        var named = System.getenv("BUILDRUN_CLUSTER");
        var cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        var file =
                Path.of(named == null ? cache + "/buildrun/kubernetes" : named).resolve("kubeconfig");
        return Files.isReadable(file) ? Optional.of(file) : Optional.empty();
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

    private String run(int stride) throws Exception {
        ClusterRoles.install(admin);
        start();
        var task = createTask();
        var kills = 0;
        for (var change = 1; kills < MOST_KILLS; change += stride) {
            var before = isKilledAt(change, true, task);
            var after = isKilledAt(change, false, task);
            kills += (before ? 1 : 0) + (after ? 1 : 0);
            if (!before && !after) {
                break;
            }
        }
        proxy.cutAt(null);
        awaitEnd(task);
        var problems = problems(task);
        admin.namespaces().withName(name + "-dev").delete();
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("\n", problems));
        }
        return "crash platform: " + kills + " kills, the cluster and the ledger equal the plan";
    }

    /** Whether the task came as far as to the change; then the service was killed there and has been started again. */
    private boolean isKilledAt(int change, boolean before, String task) throws Exception {
        var died = new CountDownLatch(1);
        proxy.cutAt(new CuttingProxy.Cut(change, before, () -> {
            kill();
            died.countDown();
        }));
        var end = System.nanoTime() + LONGEST_RUN.toNanos();
        while (!died.await(200, TimeUnit.MILLISECONDS)) {
            if (status(task).equals("completed") || System.nanoTime() > end) {
                return false;
            }
        }
        start();
        return true;
    }

    private void start() throws Exception {
        process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlatformChild.class.getName(),
                        project.toString(),
                        folder.resolve("data").toString(),
                        Integer.toString(port),
                        postgres.database().jdbcUrl(),
                        folder.resolve("overlay.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
        var end = System.nanoTime() + STARTING.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (send("GET", "/.backstage/health/v1/readiness", null).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // Not there yet.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("The service did not start, see " + folder.resolve("output"));
    }

    private void kill() {
        var running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(body)));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String createTask() throws IOException, InterruptedException {
        var values = Json.object()
                .put("name", name)
                .put("description", "Is made although the service dies")
                .put("owner", "group:default/team-orders")
                .put("system", "system:default/ordering")
                .put("port", 8080);
        values.putArray("services").add("redis");
        var created = send(
                "POST",
                "/api/scaffolder/v2/tasks",
                Json.object()
                        .put("templateRef", "template:default/node-service")
                        .set("values", values));
        if (created.statusCode() != 201) {
            throw new IllegalStateException("The task was not created: " + created.body());
        }
        return Json.read(created.body()).path("id").asString();
    }

    private String status(String task) throws InterruptedException {
        try {
            var status = Json.read(send("GET", "/api/scaffolder/v2/tasks/" + task, null)
                            .body())
                    .path("status")
                    .asString("");
            if (status.equals("failed") || status.equals("cancelled")) {
                throw new IllegalStateException("The task has " + status + ", see " + folder);
            }
            return status;
        } catch (IOException _) {
            return "";
        }
    }

    private void awaitEnd(String task) throws InterruptedException {
        var end = System.nanoTime() + STARTING.toNanos();
        while (!status(task).equals("completed")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The task did not end, see " + folder);
            }
            Thread.sleep(200);
        }
    }

    private List<String> problems(String task) throws Exception {
        var problems = new ArrayList<String>();
        var path = "/api/buildrun/platform/components/component/default/" + name;
        var dev = Json.read(send("GET", path + "/workspaces", null).body())
                .path("items")
                .path(0);
        if (!dev.path("inSync").asBoolean(false)) {
            problems.add("The workspace is not as planned: " + dev);
        }
        var bindings = Json.read(send("GET", path + "/bindings", null).body()).path("items");
        if (bindings.size() != 3 || !bindings.path(0).path("status").asString().equals("ready")) {
            problems.add("Expected a binding in each of three environments, ready in dev, found " + bindings);
        }
        var mine = admin.namespaces()
                .withLabel("buildrun.dev/component", name)
                .list()
                .getItems();
        if (mine.size() != 1) {
            problems.add("Expected one namespace, found " + mine.size());
        }
        problems.addAll(inDatabase(task));
        return problems;
    }

    private List<String> inDatabase(String task) throws SQLException {
        var problems = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(postgres.database().jdbcUrl(), "postgres", "postgres");
                var statement = connection.createStatement()) {
            // Three workspaces, three bindings, the repository, the registration: each once, each confirmed.
            try (var rows = statement.executeQuery(
                    "select count(*), count(*) filter (where result is not null), count(distinct (kind, key))"
                            + " from task_effects where task_id = '" + task + "'")) {
                rows.next();
                if (rows.getInt(1) != 8 || rows.getInt(2) != 8 || rows.getInt(3) != 8) {
                    problems.add("Expected 8 effects, each confirmed and each once, found " + rows.getInt(1) + ", "
                            + rows.getInt(2) + ", " + rows.getInt(3));
                }
            }
            try (var rows = statement.executeQuery("select count(*) from platform_workspaces where subject_ref ="
                    + " 'component:default/" + name + "'")) {
                rows.next();
                if (rows.getInt(1) != 3) {
                    problems.add("Expected three reservations, found " + rows.getInt(1));
                }
            }
        }
        return problems;
    }

    @Override
    public void close() throws IOException {
        kill();
        proxy.close();
        postgres.close();
        client.close();
    }
}
