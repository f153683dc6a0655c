package dev.buildrun.deploy.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.Folders;
import dev.buildrun.Service;
import dev.buildrun.access.KeyRing;
import dev.buildrun.access.Tokens;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.config.ConfigFile;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.deploy.FreePort;
import dev.buildrun.deploy.platform.ClusterRoles;
import dev.buildrun.json.Json;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The whole service with the story's organisation, the real Kubernetes beside it, and those who call. */
final class Stage implements AutoCloseable {
    /** The team names it as its own. */
    private static final String PIPELINE = "external:orders-ci";

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    final MovableClock clock = new MovableClock();
    final Path catalog;
    final KubernetesClient cluster;
    private final Map<String, String> images;
    private final HttpClient client = CheckedHttpClient.create();
    private final EmbeddedServer postgres;
    private final Database database;
    private final Service service;
    private final Tokens tokens;
    private final String baseUrl;

    /** What was answered. */
    record Answer(int status, JsonNode json) {
        String message() {
            return json.path("error").path("message").asString();
        }
    }

    /** @param folder for all of its data */
    Stage(Path folder) throws IOException {
        var kubernetes = cache();
        assumeTrue(Files.isReadable(kubernetes.resolve("images")), "No Kubernetes with pods: ./dev cluster starts one");
        var kubeconfig = kubernetes.resolve("kubeconfig");
        cluster = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig("admin", kubeconfig.toFile()))
                .build();
        assumeTrue(hasNode(), "The Kubernetes of ./dev cluster does not answer");
        images = Files.readAllLines(kubernetes.resolve("images")).stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        ClusterRoles.install(cluster);
        catalog = Files.createDirectories(folder.resolve("catalog"));
        put("organisation.yaml", resource("organisation.yaml"));
        put("contract-v1.yaml", resource("contract-v1.yaml"));
        put("contract-v2.yaml", "");
        var port = FreePort.find();
        baseUrl = "http://localhost:" + port;
        var overlay = Files.writeString(folder.resolve("story.yaml"), overlay(kubeconfig));
        var folders = new Folders(folder.resolve("data"));
        var config = ServiceConfig.of(
                new ConfigFile(Map.of("BUILDRUN_PORT", Integer.toString(port)))
                        .read(List.of(
                                PROJECT.resolve("deploy/app-config.yaml"),
                                PROJECT.resolve("deploy/example/app-config.yaml"),
                                overlay)),
                port,
                PROJECT,
                folders.git());
        postgres = EmbeddedServer.start(folder.resolve("postgres"));
        database = Database.open(postgres.database());
        service = Service.start(config, database, folders, null, clock);
        service.awaitLoaded(PATIENCE, _ -> {});
        // As another replica would: it makes a key of its own, and tells the others.
        var keys = new KeyRing(database, clock, Duration.ofHours(1));
        keys.turn();
        tokens = new Tokens(keys, config.access(), clock);
    }

    private static Path cache() {
        var named = System.getenv("BUILDRUN_CLUSTER");
        var cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return Path.of(named == null ? cache + "/buildrun/kubernetes" : named);
    }

    private boolean hasNode() {
        try {
            return !cluster.nodes().list().getItems().isEmpty();
        } catch (KubernetesClientException _) {
            return false;
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = Stage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String overlay(Path kubeconfig) {
        return """
                catalog:
                  locations:
                    - {type: file, target: CATALOG/organisation.yaml, rules: [{allow: [User, Group, Component, System, Resource]}]}
                    - {type: file, target: CATALOG/contract-v1.yaml}
                    - {type: file, target: CATALOG/contract-v2.yaml}
                    - {type: file, target: ./deploy/example/templates/java-service/template.yaml, rules: [{allow: [Template]}]}
                buildrun:
                  platform:
                    clusters: [{name: test, kubeconfig: KUBECONFIG, context: buildrun}]
                    repair: repair
                """.replace("CATALOG", catalog.toString()).replace("KUBECONFIG", kubeconfig.toString());
    }

    /** Writes a file of the catalog's folder; {@link #refresh} has it read. */
    void put(String file, String text) throws IOException {
        Files.writeString(catalog.resolve(file), text);
    }

    void refresh(String entityRef) {
        assertThat(as("petra")
                        .post("/api/catalog/refresh", Json.object().put("entityRef", entityRef))
                        .status())
                .isEqualTo(200);
    }

    /** Has all files of the catalog's folder read again. */
    void refreshCatalog() {
        var locations = as("petra")
                .get("/api/catalog/entities?filter=kind=location,spec.type=file")
                .json();
        for (var location : locations) {
            refresh("location:" + location.path("metadata").path("namespace").asString() + "/"
                    + location.path("metadata").path("name").asString());
        }
    }

    /** Whether somebody may do something on the cluster, as the API server says. */
    boolean may(String person, String verb, String group, String resource, String namespace) {
        try (var theirs = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(
                        person, cache().resolve("kubeconfig").toFile()))
                .build()) {
            var review = new SelfSubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withNewResourceAttributes()
                    .withVerb(verb)
                    .withGroup(group)
                    .withResource(resource)
                    .withNamespace(namespace)
                    .endResourceAttributes()
                    .endSpec()
                    .build();
            return theirs.authorization()
                    .v1()
                    .selfSubjectAccessReview()
                    .create(review)
                    .getStatus()
                    .getAllowed();
        }
    }

    /** As whoever runs the databases does it. */
    void secret(String namespace, String name) {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToStringData("host", "db.example")
                .addToStringData("password", "for this story")
                .build();
        cluster.secrets().inNamespace(namespace).resource(secret).create();
    }

    /** The first deployment, by the repository's manifest, as its pipeline makes it. */
    void applyFirst(Path manifest, String namespace, String image) throws IOException {
        var text = Files.readString(manifest).replaceFirst("image: service\\b.*", "image: " + image);
        var deployment = cluster.getKubernetesSerialization().unmarshal(text, Deployment.class);
        deployment.getMetadata().getAnnotations().put("buildrun.dev/started-by", PIPELINE);
        cluster.resource(deployment).inNamespace(namespace).create();
    }

    /** A version of the service, with its digest. */
    String image(String name) {
        return Objects.requireNonNull(images.get(name), name);
    }

    String token(String person) {
        return tokens.forUser("user:default/" + person);
    }

    String baseUrl() {
        return baseUrl;
    }

    Caller as(String person) {
        return new Caller(person);
    }

    /** Waits until something is as it should be. */
    static <T> T eventually(Supplier<T> look, Predicate<T> isThere) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        var seen = look.get();
        while (!isThere.test(seen) && System.nanoTime() < end) {
            pause();
            seen = look.get();
        }
        assertThat(isThere.test(seen)).as("%s", seen).isTrue();
        return seen;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", exception);
        }
    }

    /** Somebody with a token. */
    final class Caller {
        private final String person;

        private Caller(String person) {
            this.person = person;
        }

        Answer get(String path) {
            return send("GET", path, null);
        }

        Answer post(String path, @Nullable JsonNode body) {
            return send("POST", path, body);
        }

        Answer delete(String path) {
            return send("DELETE", path, null);
        }

        private Answer send(String method, String path, @Nullable JsonNode body) {
            var request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + token(person))
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(Json.write(body)));
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            var answer = exchange(request.build());
            var text = answer.body();
            var isJson = answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
            return new Answer(
                    answer.statusCode(),
                    isJson && !text.isEmpty() ? Json.read(text) : Json.object().put("text", text));
        }

        private HttpResponse<String> exchange(HttpRequest request) {
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", exception);
            }
        }

        /** Runs a task to its end; its last events where it fails. */
        JsonNode task(JsonNode task) {
            var created = post("/api/scaffolder/v2/tasks", task);
            assertThat(created.status()).as("%s", created).isEqualTo(201);
            var path = "/api/scaffolder/v2/tasks/" + created.json().path("id").asString();
            var ended = eventually(
                    () -> get(path).json(),
                    seen -> !List.of("open", "processing")
                            .contains(seen.path("status").asString()));
            assertThat(ended.path("status").asString())
                    .as("%s", get(path + "/events").json())
                    .isEqualTo("completed");
            return ended;
        }

        /** Waits until a deployment is over. */
        JsonNode over(Answer begun) {
            assertThat(begun.status()).as("%s", begun).isEqualTo(202);
            var path = "/api/buildrun/platform/deployments/"
                    + begun.json().path("id").asString();
            return eventually(
                    () -> get(path).json(),
                    seen -> !List.of("pending", "rolling")
                            .contains(seen.path("status").asString()));
        }
    }

    /** Runs a program. */
    static void run(Path folder, String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile("story", ".log");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor())
                .as("%s%n%s", List.of(command), Files.readString(log))
                .isZero();
        Files.delete(log);
    }

    @Override
    public void close() {
        service.close();
        database.close();
        postgres.close();
        cluster.close();
    }
}
