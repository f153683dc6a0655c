package dev.buildrun.deploy.crash;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Callers who register and delete locations, refresh and delete entities until the service dies, and remember what was
 * acknowledged. An answer that was received must hold ever after; what was asked without an answer may hold or not, but wholly.
 */
final class Callers {
    private static final int CALLERS = 3;

    private final List<String> targets;
    private final Landscape landscape;
    private final Random random;
    private final Map<String, String> registered = new ConcurrentSkipListMap<>();
    private final Map<String, String> unanswered = new ConcurrentHashMap<>();
    private final Set<String> deletedUids = ConcurrentHashMap.newKeySet();
    private final Set<String> deletedRefs = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> acknowledged = new ConcurrentSkipListMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** @param targets the URLs that they may register; each caller has its own ones */
    Callers(List<String> targets, Landscape landscape, Random random) {
        this.targets = List.copyOf(targets);
        this.landscape = landscape;
        this.random = random;
    }

    /** Begins to call. */
    void start(KillableBuildrun service) {
        stopping = false;
        for (var caller = 0; caller < CALLERS; caller++) {
            var number = caller;
            var own = new Random(random.nextLong());
            threads.add(Thread.ofVirtual().start(() -> call(service, number, own)));
        }
    }

    /** Waits until all have noticed that the service is dead, or have finished their last call. */
    void stop() throws InterruptedException {
        stopping = true;
        for (var thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    private void call(KillableBuildrun service, int caller, Random own) {
        var targetsOfCaller = targets.stream()
                .filter(target -> targets.indexOf(target) % CALLERS == caller)
                .toList();
        while (!stopping) {
            try {
                var target = targetsOfCaller.get(own.nextInt(targetsOfCaller.size()));
                switch (own.nextInt(8)) {
                    case 0, 1, 2, 3 -> registerOrDelete(service, target, own);
                    case 4, 5 -> deleteEntity(service);
                    default -> refresh(service);
                }
            } catch (IOException _) {
                return;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Rather registers than deletes, so that most are there. */
    private void registerOrDelete(KillableBuildrun service, String target, Random own)
            throws IOException, InterruptedException {
        var id = registered.get(target);
        if (id == null) {
            register(service, target);
        } else if (own.nextInt(4) == 0) {
            unanswered.put(target, "delete");
            var answer = service.send("DELETE", "/api/catalog/locations/" + id, null);
            if (acknowledges(answer.statusCode(), 204, "unregistered")) {
                registered.remove(target);
                unanswered.remove(target);
            }
        }
    }

    private void register(KillableBuildrun service, String target) throws IOException, InterruptedException {
        unanswered.put(target, "register");
        var answer = service.send(
                "POST",
                "/api/catalog/locations",
                Json.object().put("type", "url").put("target", target));
        if (acknowledges(answer.statusCode(), 201, "registered")) {
            registered.put(
                    target, Json.read(answer.body()).path("location").path("id").asString());
            unanswered.remove(target);
        }
    }

    private void deleteEntity(KillableBuildrun service) throws IOException, InterruptedException {
        var query =
                "/api/catalog/entities/by-query?limit=1&fields=metadata.uid,kind,metadata.name&filter=metadata.name="
                        + URLEncoder.encode(nameOf(anyRef()), StandardCharsets.UTF_8);
        var found = service.send("GET", query, null);
        var entity = found.statusCode() == 200
                ? Json.read(found.body()).path("items").path(0)
                : Json.object().path("none");
        var uid = entity.path("metadata").path("uid").asString("");
        if (uid.isEmpty()) {
            return;
        }
        deletedRefs.add((entity.path("kind").asString() + ":default/"
                        + entity.path("metadata").path("name").asString())
                .toLowerCase(java.util.Locale.ROOT));
        var answer = service.send("DELETE", "/api/catalog/entities/by-uid/" + uid, null);
        if (acknowledges(answer.statusCode(), 204, "entities deleted")) {
            deletedUids.add(uid);
        }
    }

    private void refresh(KillableBuildrun service) throws IOException, InterruptedException {
        var answer = service.send("POST", "/api/catalog/refresh", Json.object().put("entityRef", anyRef()));
        acknowledges(answer.statusCode(), 200, "refreshed");
    }

    private String anyRef() {
        synchronized (landscape) {
            return landscape.anyRef();
        }
    }

    private static String nameOf(String ref) {
        return ref.substring(ref.indexOf('/') + 1);
    }

    /** Counts a good answer. Others than 404 and 5xx should not be. */
    private boolean acknowledges(int status, int good, String what) {
        if (status == good) {
            acknowledged.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
        } else if (status < 500 && status != 404) {
            acknowledged
                    .computeIfAbsent("REFUSED with " + status + ", not " + what, _ -> new AtomicInteger())
                    .incrementAndGet();
        }
        return status == good;
    }

    /** The URLs that are registered now. */
    Set<String> registered() {
        return new TreeSet<>(registered.keySet());
    }

    /** How often each kind of call was acknowledged. */
    Map<String, AtomicInteger> acknowledged() {
        return acknowledged;
    }

    /**
     * Holds the tables against what was acknowledged, and takes over what became of the rest. To be called while nobody calls.
     *
     * @return what is wrong
     */
    List<String> verify(Connection connection) throws SQLException {
        var problems = new ArrayList<String>();
        var stored = new TreeMap<String, String>();
        StoredState.each(
                connection, "select target, id from locations", row -> stored.put(row.getString(1), row.getString(2)));
        for (var target : targets) {
            verify(target, stored.get(target), problems);
        }
        unanswered.clear();
        StoredState.each(connection, "select entity_id::text from refresh_state", row -> {
            if (deletedUids.contains(row.getString(1))) {
                problems.add("there again after its deletion was acknowledged: " + row.getString(1));
            }
        });
        StoredState.each(connection, """
                select entity_ref, l.target, r.target_entity_ref from locations l
                full join (select * from refresh_state_references where source_key = 'StoredLocationProvider') r
                    on r.target_entity_ref = entity_ref
                where entity_ref is null or r.target_entity_ref is null
                """, row -> {
            // Who deletes the entity of a location leaves the location; the next start declares it again.
            if (row.getString(1) == null || !deletedRefs.contains(row.getString(1))) {
                problems.add(
                        "half a location: " + row.getString(1) + ", " + row.getString(2) + ", " + row.getString(3));
            }
        });
        return problems;
    }

    private void verify(String target, @Nullable String stored, List<String> problems) {
        var known = registered.get(target);
        var open = unanswered.get(target);
        if (open == null && !java.util.Objects.equals(known, stored)) {
            problems.add("location " + target + " should have the id " + known + ", and has " + stored);
        }
        if ("delete".equals(open) && stored != null && !stored.equals(known)) {
            problems.add("location " + target + " has another id than it had: " + stored + ", " + known);
        }
        if (stored == null) {
            registered.remove(target);
        } else {
            registered.put(target, stored);
        }
    }

    /** Makes sure that at least so many are registered. */
    void registerAtLeast(int count, KillableBuildrun service) throws IOException, InterruptedException {
        for (var target : targets) {
            if (registered.size() >= count) {
                return;
            }
            if (!registered.containsKey(target)) {
                register(service, target);
            }
        }
    }
}
