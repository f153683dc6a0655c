package dev.buildrun.deploy.replicas;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A caller who writes to a replica, reads what it wrote from another one, and knows what must be there in the end. It asks again, somebody
 * else, until it has an answer; nobody else writes to what is its own.
 */
public final class Writer implements Runnable {
    static final int COUNT = 8;

    private static final int PAGES = 3;
    private static final int PER_PAGE = 4;
    private static final int NAMES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Cluster cluster;
    private final int number;
    private final Random random;
    private final Map<String, AtomicInteger> counts;
    private final Map<Integer, Integer> pageVersions = new TreeMap<>();
    /** By the number of the page: the id of its location. */
    private final Map<Integer, String> registered = new TreeMap<>();
    /** By the name of the entity: its version. */
    private final Map<String, Integer> pushed = new TreeMap<>();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int version;
    private volatile boolean stopping;

    public Writer(Cluster cluster, int number, Random random, Map<String, AtomicInteger> counts) {
        this.cluster = cluster;
        this.number = number;
        this.random = random;
        this.counts = counts;
        for (var page = 0; page < PAGES; page++) {
            edit(page);
        }
    }

    public static Map<String, AtomicInteger> counts() {
        return new ConcurrentSkipListMap<>();
    }

    static String provider(int writer) {
        return "writer-" + writer;
    }

    public void stop() {
        stopping = true;
    }

    /** To be run once more, with what it knows. */
    void again() {
        stopping = false;
    }

    /** Throws what ended this writer early, if anything did. */
    public void throwFailure() {
        var thrown = failure.get();
        if (thrown instanceof CrashFailure known) {
            throw known;
        }
        if (thrown != null) {
            throw new IllegalStateException("Writer " + number + " ended early", thrown);
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> push();
                    case 4 -> removePushed();
                    case 5, 6 -> registerOrUnregister();
                    case 7, 8 -> refresh();
                    default -> delete();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error thrown) {
            failure.set(thrown);
        }
    }

    private void push() throws InterruptedException {
        version++;
        var entities = Json.object();
        var list = entities.putArray("entities");
        pushed.clear();
        for (var n = 1 + random.nextInt(5); n > 0; n--) {
            var name = "w" + number + "-pushed-" + random.nextInt(NAMES);
            if (pushed.put(name, version) == null) {
                list.add(component(name, version));
            }
        }
        var answer = send("PUT", "/api/buildrun/providers/" + provider(number) + "/entities", entities);
        expect(answer, 200);
        if (Json.read(answer.body()).path("pending").asInt() == 0) {
            var name = pushed.keySet().iterator().next();
            readElsewhere(name, answer, version);
        }
        count("pushed");
    }

    private void removePushed() throws InterruptedException {
        if (pushed.isEmpty()) {
            return;
        }
        var name = pushed.keySet().iterator().next();
        var answer = send(
                "DELETE", "/api/buildrun/providers/" + provider(number) + "/entities/component/default/" + name, null);
        expect(answer, 200, 404);
        pushed.remove(name);
        if (answer.statusCode() == 200) {
            readElsewhere(name, answer, 0);
        }
        count("pushed entities removed");
    }

    private void registerOrUnregister() throws InterruptedException {
        var page = random.nextInt(PAGES);
        var id = registered.get(page);
        if (id == null) {
            var target = cluster.sources().url(page(page));
            var answer = send(
                    "POST",
                    "/api/catalog/locations",
                    Json.object().put("type", "url").put("target", target));
            // A conflict means that an earlier attempt, which was not answered, had come through.
            expect(answer, 201, 409);
            registered.put(page, idOf(target));
            count("registered");
        } else {
            var answer = send("DELETE", "/api/catalog/locations/" + id, null);
            expect(answer, 204, 404);
            registered.remove(page);
            if (answer.statusCode() == 204) {
                readElsewhere(nameOnPage(page, 0), answer, 0);
            }
            count("unregistered");
        }
    }

    private String idOf(String target) throws InterruptedException {
        for (var item : Json.read(send("GET", "/api/catalog/locations", null).body())) {
            if (item.path("data").path("target").asString().equals(target)) {
                return item.path("data").path("id").asString();
            }
        }
        throw new CrashFailure("registered and not there: " + target);
    }

    private void refresh() throws InterruptedException {
        var page = random.nextInt(PAGES);
        edit(page);
        var ref = Json.object().put("entityRef", "component:default/" + nameOnPage(page, 1));
        expect(send("POST", "/api/catalog/refresh", ref), 200, 404);
        count("refreshed");
    }

    /** It comes back, since its page goes on to declare it. */
    private void delete() throws InterruptedException {
        var page = random.nextInt(PAGES);
        var found = send("GET", "/api/catalog/entities/by-name/component/default/" + nameOnPage(page, 2), null);
        if (found.statusCode() == 200) {
            var uid = Json.read(found.body()).path("metadata").path("uid").asString();
            expect(send("DELETE", "/api/catalog/entities/by-uid/" + uid, null), 204);
            count("deleted");
        }
    }

    private void edit(int page) {
        var text = new StringBuilder();
        var next = pageVersions.merge(page, 1, Integer::sum);
        for (var n = 0; n < PER_PAGE; n++) {
            text.append(Json.write(component(nameOnPage(page, n), next))).append("\n---\n");
        }
        cluster.sources().putPage(page(page), text.toString());
    }

    private String page(int page) {
        return "writer-" + number + "-page-" + page + ".yaml";
    }

    private String nameOnPage(int page, int entity) {
        return "w" + number + "-page-" + page + "-" + entity;
    }

    private static ObjectNode component(String name, int version) {
        var json = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        json.putObject("metadata").put("name", name).put("description", "version " + version);
        json.putObject("spec")
                .put("type", version % 2 == 0 ? "service" : "website")
                .put("lifecycle", "production")
                .put("owner", "team-" + name.charAt(1));
        return json;
    }

    /** What was written must be seen at once by whoever says how new the answer has to be. */
    private void readElsewhere(String name, HttpResponse<String> written, int expectedVersion)
            throws InterruptedException {
        var position = Replica.ofPosition(written);
        if (position.size() != 1) {
            throw new CrashFailure(written.request().method() + " " + written.uri() + " answered "
                    + written.statusCode() + " with the positions " + position);
        }
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var replica = cluster.any();
            try {
                var answer = replica.send(
                        "GET",
                        "/api/catalog/entities/by-name/component/default/" + name,
                        null,
                        Map.of(Replica.POSITION, position.getFirst(), "Prefer", "wait=30"));
                if (answer.statusCode() == 200 || answer.statusCode() == 404) {
                    hold(name, expectedVersion, answer, replica);
                    return;
                }
                if (answer.statusCode() != 503 || answer.body().contains("is at position")) {
                    throw new CrashFailure(replica.name() + " answered " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException _) {
                // It has been killed; another one will tell.
            }
            giveUpAfter(end, "read " + name);
        }
    }

    private void hold(String name, int expectedVersion, HttpResponse<String> answer, Replica replica) {
        var found = answer.statusCode() == 404
                ? 0
                : Integer.parseInt(Json.read(answer.body())
                        .path("metadata")
                        .path("description")
                        .asString()
                        .substring("version ".length()));
        if (found != expectedVersion) {
            throw new CrashFailure(replica.name() + " shows version " + found + " of " + name + ", written was "
                    + expectedVersion + "; it says that it is at " + Replica.ofPosition(answer) + ": " + answer.body());
        }
        count("read elsewhere what was written");
    }

    private HttpResponse<String> send(String method, String path, @Nullable JsonNode body) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                var answer = cluster.any().send(method, path, body, Map.of());
                if (answer.statusCode() < 500) {
                    return answer;
                }
                count("answered " + answer.statusCode());
            } catch (IOException _) {
                count("not answered");
            }
            giveUpAfter(end, method + " " + path);
        }
    }

    private static void giveUpAfter(long end, String what) throws InterruptedException {
        if (System.nanoTime() > end) {
            throw new CrashFailure("no replica has taken this for " + PATIENCE.toSeconds() + " s: " + what);
        }
        Thread.sleep(20);
    }

    private static void expect(HttpResponse<String> answer, int... statuses) {
        for (var status : statuses) {
            if (answer.statusCode() == status) {
                return;
            }
        }
        throw new CrashFailure(answer.request().method() + " " + answer.uri() + " answered " + answer.statusCode()
                + ": " + answer.body());
    }

    private void count(String what) {
        counts.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
    }

    /** Adds what must be there in the end, by name: the description. */
    void expectInto(Map<String, String> model) {
        pushed.forEach((name, of) -> model.put(name, "version " + of));
        registered.keySet().forEach(page -> {
            for (var n = 0; n < PER_PAGE; n++) {
                model.put(nameOnPage(page, n), "version " + pageVersions.get(page));
            }
        });
    }
}
