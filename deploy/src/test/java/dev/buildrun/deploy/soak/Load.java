package dev.buildrun.deploy.soak;

import dev.buildrun.deploy.replicas.Cluster;
import dev.buildrun.deploy.replicas.Replica;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** People and tools who read, run templates and listen, all at a steady pace, until they are stopped. */
final class Load {
    static final int ENTITIES = 2000;

    private static final int READERS = 6;
    private static final long READER_PAUSE_MILLIS = 40;
    private static final long TASK_PAUSE_MILLIS = 3000;
    private static final int LISTENERS = 20;
    private static final Duration LISTEN = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final Random random;
    private final Map<String, AtomicInteger> counts = new ConcurrentSkipListMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private volatile boolean stopping;
    private volatile @Nullable String newestTask;

    Load(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
    }

    /** Puts entities and the template there. */
    void prepare() throws IOException, InterruptedException {
        var body = Json.object();
        var list = body.putArray("entities");
        for (var n = 0; n < ENTITIES; n++) {
            var entity =
                    list.addObject().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
            entity.putObject("metadata")
                    .put("name", "soak-" + n)
                    .put("title", "Soak number " + n)
                    .put("description", "The component number " + n + " of the soak, with a sentence to search in")
                    .putArray("tags")
                    .add("tag-" + n % 17);
            entity.putObject("spec")
                    .put("type", n % 3 == 0 ? "service" : "library")
                    .put("lifecycle", "production")
                    .put("owner", "team-" + n % 50)
                    .putArray("dependsOn")
                    .add("component:default/soak-" + n / 2);
        }
        var answer = any().send("PUT", "/api/buildrun/providers/probe/entities", body, Map.of());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("The entities were not taken: " + answer.body());
        }
        cluster.sources().putPage("soak-template.yaml", Json.write(template()));
        var target = cluster.sources().url("soak-template.yaml");
        any().send(
                        "POST",
                        "/api/catalog/locations",
                        Json.object().put("type", "url").put("target", target),
                        Map.of());
        while (any().send("GET", "/api/catalog/entities/by-name/template/default/soak", null, Map.of())
                        .statusCode()
                != 200) {
            Thread.sleep(50);
        }
    }

    private static JsonNode template() {
        var json = Json.object()
                .put("apiVersion", "scaffolder.backstage.io/v1beta3")
                .put("kind", "Template");
        json.putObject("metadata").put("name", "soak");
        var spec = json.putObject("spec").put("type", "service").put("owner", "team-a");
        var steps = spec.putArray("steps");
        for (var n = 0; n < 3; n++) {
            steps.addObject()
                    .put("id", "log-" + n)
                    .put("name", "log")
                    .put("action", "debug:log")
                    .putObject("input")
                    .put("message", "${{ parameters.name }} says something " + n)
                    .put("listWorkspace", true);
        }
        return json;
    }

    void start() {
        for (var reader = 0; reader < READERS; reader++) {
            var own = new Random(random.nextLong());
            forEver(READER_PAUSE_MILLIS, () -> read(own));
        }
        forEver(TASK_PAUSE_MILLIS, this::runATask);
        for (var listener = 0; listener < LISTENERS; listener++) {
            forEver(100, () -> listen("task events", "/api/scaffolder/v2/tasks/" + newestTask + "/eventstream"));
        }
        forEver(100, () -> listen("feed", "/api/buildrun/feed"));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void forEver(long pauseMillis, Work work) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (!stopping) {
                    try {
                        work.run();
                    } catch (IOException exception) {
                        count("NOT ANSWERED: " + exception.getClass().getSimpleName());
                    }
                    Thread.sleep(pauseMillis);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private Replica any() {
        var all = cluster.replicas();
        return all.get(random.nextInt(all.size()));
    }

    private void read(Random own) throws IOException, InterruptedException {
        var n = own.nextInt(ENTITIES);
        var path = switch (own.nextInt(9)) {
            case 0 -> "/api/catalog/entities/by-name/component/default/soak-" + n;
            case 1 -> "/api/catalog/entities/by-query?limit=20&filter=kind=component&orderField=metadata.name,asc";
            case 2 -> "/api/catalog/entities/by-query?limit=20&fullTextFilterTerm=number%20" + n;
            case 3 -> "/api/catalog/entity-facets?facet=spec.type&facet=spec.owner&facet=kind";
            case 4 -> "/api/catalog/entities/by-query?limit=0&filter=spec.owner=team-" + n % 50;
            case 5 -> "/api/catalog/entities?filter=metadata.tags=tag-" + n % 17;
            case 6 -> "/api/catalog/entities/by-name/component/default/soak-" + n + "/ancestry";
            case 7 -> "/api/buildrun/providers";
            default -> "/api/catalog/locations";
        };
        answered("read", any().send("GET", path, null, Map.of()));
    }

    private void runATask() throws IOException, InterruptedException {
        var body = Json.object().put("templateRef", "template:default/soak");
        body.putObject("values").put("name", "somebody");
        var answer = any().send("POST", "/api/scaffolder/v2/tasks", body, Map.of());
        answered("tasks", answer);
        if (answer.statusCode() == 201) {
            newestTask = Json.read(answer.body()).path("id").asString();
        }
    }

    /** Reads a stream for a while and goes away in the middle of it, as browsers do. */
    private void listen(String what, String path) throws IOException, InterruptedException {
        if (path.contains("null")) {
            return;
        }
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + any().port() + path))
                .header("Authorization", "Bearer " + Replica.TOKEN)
                .header("Accept", "text/event-stream")
                .timeout(LISTEN);
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var stream = answer.body()) {
            if (answer.statusCode() == 404) {
                Thread.sleep(LISTEN);
                return;
            }
            count(what + " heard");
            var end = System.nanoTime()
                    + Duration.ofMillis(500 + random.nextInt(3000)).toNanos();
            var buffer = new byte[4096];
            while (!stopping && System.nanoTime() < end) {
                if (stream.available() > 0 && stream.read(buffer) < 0) {
                    return;
                }
                Thread.sleep(50);
            }
        }
    }

    private void answered(String what, HttpResponse<String> answer) {
        count(answer.statusCode() < 400 ? what : what + " REFUSED with " + answer.statusCode());
    }

    private void count(String what) {
        counts.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
    }

    void stop() throws InterruptedException {
        stopping = true;
        for (var thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    Map<String, AtomicInteger> counts() {
        return counts;
    }
}
