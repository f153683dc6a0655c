package dev.buildrun.platform.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers as a Kubernetes API server does to what this service asks of one: lists by label, single objects, JSON patches, logs; what is applied
 * is merged into what is there, whoever owns it. Its controllers are quick: what is patched is rolled out at once, unless it is told to stall. It
 * checks nothing else; what a real one makes of our requests is shown on a real one.
 */
public final class ApiServerFake implements AutoCloseable {
    private final HttpServer server;
    private final KubernetesClient client;
    private final Map<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
    private final Map<String, String> logs = new ConcurrentSkipListMap<>();
    private final AtomicInteger patches = new AtomicInteger();
    private final List<String> requests = new ArrayList<>();
    private final Set<String> credentials = new ConcurrentSkipListSet<>();
    private volatile Mode mode = Mode.WELL;

    /** How it is. */
    public enum Mode {
        WELL,
        /** Takes patches, and no pod becomes available. */
        STALLS,
        /** Does not answer as it should. */
        AWAY,
        /** Knows nobody's credentials. */
        REFUSES,
        /** Does what it is asked to, and then fails to say so. */
        LOSES_ANSWERS
    }

    public ApiServerFake() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(url())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public KubernetesClient client() {
        return client;
    }

    public void is(Mode next) {
        mode = next;
    }

    /** As the operator's configuration has it. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All that anybody has signed in with. */
    public Set<String> credentials() {
        return Set.copyOf(credentials);
    }

    /** Everything that is there and begins with a path, by its own path. */
    public Set<String> paths(String beginning) {
        var found = new TreeSet<String>();
        objects.keySet().stream().filter(path -> path.startsWith(beginning)).forEach(found::add);
        return found;
    }

    /** Patches that were done. */
    public int patches() {
        return patches.get();
    }

    /** What was asked for, with the query string. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Forgets what was asked for. */
    public synchronized void forget() {
        requests.clear();
    }

    /** Puts an object in. */
    public void put(String path, String yaml) {
        objects.put(path, (ObjectNode) Yaml.read(yaml));
    }

    public ObjectNode object(String path) {
        return objects.getOrDefault(path, Json.object());
    }

    public void putLog(String pod, String log) {
        logs.put(pod, log);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        synchronized (this) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        }
        credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (mode == Mode.AWAY) {
            send(exchange, 503, status("away"));
        } else if (mode == Mode.REFUSES) {
            send(exchange, 401, status("Unauthorized"));
        } else if (String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"))
                .startsWith("application/apply-patch")) {
            apply(exchange, path);
        } else if (exchange.getRequestMethod().equals("PATCH")) {
            patch(exchange, path);
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            objects.remove(path);
            send(exchange, 200, status("deleted"));
        } else if (path.endsWith("/log")) {
            var log = logs.get(path.replaceFirst("/log$", "").replaceFirst(".*/", ""));
            send(exchange, log == null ? 404 : 200, log == null ? status("no log") : log);
        } else if (objects.containsKey(path)) {
            send(exchange, 200, Json.write(objects.get(path)));
        } else {
            list(exchange, path);
        }
    }

    private void list(HttpExchange exchange, String path) throws IOException {
        var items = Json.array();
        var selector = query(exchange).getOrDefault("labelSelector", "");
        objects.forEach((key, object) -> {
            if (key.startsWith(path + "/") && key.indexOf('/', path.length() + 1) < 0 && fits(object, selector)) {
                items.add(object);
            }
        });
        var name = path.replaceFirst(".*/", "");
        var isKnown = path.contains("/namespaces/")
                && !path.contains("/autoscaling/v2/")
                && name.endsWith("s")
                && !path.matches("/api/v1/namespaces/[^/]+");
        if (!isKnown) {
            send(exchange, 404, status("the server could not find the requested resource"));
            return;
        }
        var list = Json.object()
                .put(
                        "kind",
                        name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1, name.length() - 1) + "List");
        list.set("items", items);
        send(exchange, 200, Json.write(list));
    }

    private static boolean fits(JsonNode object, String selector) {
        if (selector.isEmpty()) {
            return true;
        }
        var labels = object.path("metadata").path("labels");
        return List.of(selector.split(",", -1)).stream().allMatch(each -> {
            var parts = each.split("=", 2);
            return labels.path(parts[0]).asString("").equals(parts.length > 1 ? parts[1] : "");
        });
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var values = new TreeMap<String, String>();
        var raw = exchange.getRequestURI().getRawQuery();
        for (var pair : (raw == null ? "" : raw).split("&", -1)) {
            var parts = pair.split("=", 2);
            values.put(parts[0], parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return values;
    }

    private synchronized void patch(HttpExchange exchange, String path) throws IOException {
        var object = objects.get(path);
        if (object == null) {
            send(exchange, 404, status("not found"));
            return;
        }
        var patched = object.deepCopy();
        for (var operation : Json.read(exchange.getRequestBody().readAllBytes())) {
            if (!apply(patched, operation)) {
                send(exchange, 422, status("the server rejected our request due to an error in our request"));
                return;
            }
        }
        rollOut(patched);
        objects.put(path, patched);
        patches.incrementAndGet();
        if (mode == Mode.LOSES_ANSWERS) {
            mode = Mode.WELL;
            send(exchange, 500, status("the answer was lost"));
        } else {
            send(exchange, 200, Json.write(patched));
        }
    }

    private synchronized void apply(HttpExchange exchange, String path) throws IOException {
        var wanted =
                (ObjectNode) Yaml.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var object = objects.computeIfAbsent(path, _ -> {
            var made = wanted.deepCopy();
            ((ObjectNode) made.path("metadata")).put("uid", UUID.randomUUID().toString());
            return made;
        });
        merge(object, wanted);
        send(exchange, 200, Json.write(object));
    }

    private static void merge(ObjectNode object, JsonNode wanted) {
        for (var field : wanted.properties()) {
            if (field.getValue().isObject() && object.path(field.getKey()).isObject()) {
                merge((ObjectNode) object.path(field.getKey()), field.getValue());
            } else {
                object.set(field.getKey(), field.getValue());
            }
        }
    }

    private void rollOut(ObjectNode object) {
        var generation = object.path("metadata").path("generation").asLong(1) + 1;
        ((ObjectNode) object.path("metadata")).put("generation", generation);
        var replicas = object.path("spec").path("replicas").asInt(1);
        object.putObject("status")
                .put("observedGeneration", generation)
                .put("replicas", replicas)
                .put("updatedReplicas", replicas)
                .put("readyReplicas", mode == Mode.STALLS ? 0 : replicas)
                .put("availableReplicas", mode == Mode.STALLS ? 0 : replicas);
    }

    /** False where a test fails. */
    private static boolean apply(ObjectNode object, JsonNode operation) {
        var parts = new ArrayList<>(
                List.of(operation.path("path").asString("").substring(1).split("/", -1)));
        var last = unescaped(parts.removeLast());
        JsonNode at = object;
        for (var part : parts) {
            at = at instanceof ArrayNode array ? array.path(Integer.parseInt(part)) : at.path(unescaped(part));
        }
        if (operation.path("op").asString("").equals("test")) {
            return at.path(last).equals(operation.path("value"));
        }
        ((ObjectNode) at).set(last, operation.path("value"));
        return true;
    }

    private static String unescaped(String part) {
        return part.replace("~1", "/").replace("~0", "~");
    }

    private static String status(String message) {
        return Json.write(Json.object().put("kind", "Status").put("message", message));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", body.startsWith("{") ? "application/json" : "text/plain");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    /** The workspace of the component {@code orders} of team-orders with one Deployment of one pod. */
    public void putOrders(String environment, String image) {
        var namespace = "orders-" + environment;
        put("/api/v1/namespaces/" + namespace, """
                {kind: Namespace, metadata: {name: NS, labels: {buildrun.dev/component: orders, buildrun.dev/team: team-orders}}}
                """.replace("NS", namespace));
        putWorkload("orders", namespace, image, image);
    }

    /** One Deployment of one pod, in a namespace that is there. */
    public void putWorkload(String component, String namespace, String image, String imageBefore) {
        put(
                "/apis/apps/v1/namespaces/" + namespace + "/deployments/" + component,
                filled("""
                kind: Deployment
                metadata: {name: NAME, namespace: NS, uid: u-NS-NAME, generation: 1, labels: {buildrun.dev/component: NAME}, annotations: {deployment.kubernetes.io/revision: '2'}}
                spec: {replicas: 1, template: {metadata: {labels: {buildrun.dev/component: NAME}}, spec: {containers: [{name: NAME, image: 'IMAGE'}]}}}
                status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1}
                """, component, namespace, image));
        if (!image.equals(imageBefore)) {
            put(
                    replicaSet(component, namespace, 1),
                    filled(REPLICA_SET, component, namespace, imageBefore)
                            .replace("REVISION", "1")
                            .replace("PODS", "0"));
        }
        put(
                replicaSet(component, namespace, 2),
                filled(REPLICA_SET, component, namespace, image)
                        .replace("REVISION", "2")
                        .replace("PODS", "1"));
        put(
                "/api/v1/namespaces/" + namespace + "/pods/" + component + "-1-a",
                filled("""
                {kind: Pod, metadata: {name: NAME-1-a, namespace: NS, uid: p-NS-NAME, labels: {buildrun.dev/component: NAME}, ownerReferences: [{kind: ReplicaSet, name: NAME-2, uid: rs-2-NS-NAME}]}, spec: {containers: [{name: NAME, resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: NAME, ready: true, restartCount: 0, state: {running: {startedAt: '2026-11-25T10:00:00Z'}}}]}}
                """, component, namespace, image));
        putLog(component + "-1-a", "up\n");
    }

    private static final String REPLICA_SET = """
            {kind: ReplicaSet, metadata: {name: NAME-REVISION, namespace: NS, uid: rs-REVISION-NS-NAME, labels: {buildrun.dev/component: NAME}, annotations: {deployment.kubernetes.io/revision: 'REVISION'}, ownerReferences: [{kind: Deployment, name: NAME, uid: u-NS-NAME}]}, spec: {template: {spec: {containers: [{name: NAME, image: 'IMAGE'}]}}}, status: {replicas: PODS}}
            """;

    private static String replicaSet(String component, String namespace, int revision) {
        return "/apis/apps/v1/namespaces/" + namespace + "/replicasets/" + component + "-" + revision;
    }

    private static String filled(String yaml, String component, String namespace, String image) {
        return yaml.replace("NAME", component).replace("NS", namespace).replace("IMAGE", image);
    }
}
