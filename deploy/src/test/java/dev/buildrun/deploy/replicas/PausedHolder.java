package dev.buildrun.deploy.replicas;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.deploy.crash.StoredState;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A process is stopped (SIGSTOP) while it holds leases: in the middle of a batch, where it has asked for a page and not yet heard, and in the
 * middle of tasks. Others take over; the page has changed by then. When it goes on it finishes what it was about to do, and must find that
 * none of it counts.
 */
final class PausedHolder {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration TAKEN_OVER = Duration.ofMinutes(3);
    private static final int TASKS = 4;
    private static final String PAGE = "slow.yaml";
    private static final String SLOW = "component:default/slow";
    private static final List<String> STEPS = List.of("fetch", "wait", "publish", "rest", "register");

    private final Cluster cluster;
    private final Path repositories;
    private int tasks;
    private int paused;

    /** @param repositories the folder of all Git repositories */
    PausedHolder(Cluster cluster, Path repositories) {
        this.cluster = cluster;
        this.repositories = repositories;
    }

    /** Makes the template and what it needs; one replica is enough. */
    void prepare(Replica replica) throws IOException, InterruptedException {
        cluster.sources().putPage("readme.txt", "Made from a template.\n");
        cluster.sources().putPage("template.yaml", Json.write(template()));
        for (var page : List.of("template.yaml")) {
            register(replica, page);
        }
        await(replica, "template:default/slow-path", _ -> true);
    }

    private void register(Replica replica, String page) throws IOException, InterruptedException {
        var location =
                Json.object().put("type", "url").put("target", cluster.sources().url(page));
        var answer = replica.send("POST", "/api/catalog/locations", location, Map.of());
        if (answer.statusCode() != 201) {
            throw new CrashFailure("could not register " + page + ": " + answer.body());
        }
    }

    private JsonNode template() {
        var json = Json.object()
                .put("apiVersion", "scaffolder.backstage.io/v1beta3")
                .put("kind", "Template");
        json.putObject("metadata").put("name", "slow-path");
        var spec = json.putObject("spec").put("type", "service").put("owner", "team-a");
        var steps = spec.putArray("steps");
        step(steps.addObject(), "fetch", "fetch:plain:file")
                .put("url", cluster.sources().url("readme.txt"))
                .put("targetPath", "README.md");
        step(steps.addObject(), "wait", "debug:wait").put("seconds", 2);
        step(steps.addObject(), "publish", "publish:git").put("owner", "team-a").put("repo", "${{ parameters.name }}");
        step(steps.addObject(), "rest", "debug:wait").put("seconds", 1);
        step(steps.addObject(), "register", "catalog:register").put("catalogInfoUrl", "${{ parameters.page }}");
        return json;
    }

    private static tools.jackson.databind.node.ObjectNode step(
            tools.jackson.databind.node.ObjectNode step, String id, String action) {
        step.put("id", id).put("name", id).put("action", action);
        return step.putObject("input");
    }

    /**
     * One pause.
     *
     * @param holder the only replica that is alive
     * @param other takes over; it is started once the holder is stopped
     * @param atLeast how long the holder is stopped
     * @param millisIntoTasks how long after the tasks were created
     */
    void pause(Replica holder, Replica other, Duration atLeast, int millisIntoTasks) throws Exception {
        cluster.sources().putPage(PAGE, page(1));
        var hold = cluster.sources().hold(PAGE);
        register(holder, PAGE);
        if (!hold.asked().await(TAKEN_OVER.toSeconds(), TimeUnit.SECONDS)) {
            throw new CrashFailure("nobody has read " + PAGE);
        }
        var ids = new ArrayList<String>();
        for (var n = 0; n < TASKS; n++) {
            ids.add(create(holder));
        }
        Thread.sleep(millisIntoTasks);
        holder.pause();
        var start = System.nanoTime();
        var processing = count("select count(*) from tasks where status = 'processing'");
        cluster.sources().putPage(PAGE, page(2));
        hold.released().countDown();
        hold.answered().await();
        other.start();
        other.awaitReady(READY);
        await(
                other,
                SLOW,
                entity -> entity.path("metadata").path("description").asString().equals("version 2"));
        for (var id : ids) {
            awaitTask(other, id);
        }
        var left = atLeast.toMillis() - (System.nanoTime() - start) / 1_000_000;
        Thread.sleep(Math.max(0, left));
        var before = logged();
        holder.goOn();
        var millis = (System.nanoTime() - start) / 1_000_000;
        awaitBeats(holder);
        check(ids);
        if (!logged().equals(before)) {
            throw new CrashFailure(
                    "the log tells more of " + SLOW + " after the holder went on: " + before + ", then " + logged());
        }
        unregister(other, PAGE);
        paused++;
        System.out.println("    stopped for " + millis + " ms with a batch and " + processing + " of " + TASKS
                + " tasks in the middle; taken over, and nothing was done twice");
    }

    private static String page(int version) {
        var json = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        json.putObject("metadata").put("name", "slow").put("description", "version " + version);
        json.putObject("spec")
                .put("type", "service")
                .put("lifecycle", "production")
                .put("owner", "team-a");
        return Json.write(json);
    }

    private String create(Replica replica) throws IOException, InterruptedException {
        var name = "made-" + tasks++;
        var page = name + ".yaml";
        cluster.sources().putPage(page, page(1).replace("slow", name));
        var body = Json.object().put("templateRef", "template:default/slow-path");
        body.putObject("values").put("name", name).put("page", cluster.sources().url(page));
        var answer = replica.send("POST", "/api/scaffolder/v2/tasks", body, Map.of());
        if (answer.statusCode() != 201) {
            throw new CrashFailure("could not create a task: " + answer.body());
        }
        return Json.read(answer.body()).path("id").asString();
    }

    private static void awaitTask(Replica replica, String id) throws IOException, InterruptedException {
        var end = System.nanoTime() + TAKEN_OVER.toNanos();
        while (true) {
            var status =
                    replica.get("/api/scaffolder/v2/tasks/" + id).path("status").asString();
            if (status.equals("completed")) {
                return;
            }
            if (status.equals("failed") || System.nanoTime() > end) {
                throw new CrashFailure("the task " + id + " is " + status + ": "
                        + replica.get("/api/scaffolder/v2/tasks/" + id + "/events"));
            }
            Thread.sleep(50);
        }
    }

    @FunctionalInterface
    private interface Expected {
        boolean is(JsonNode entity);
    }

    private static void await(Replica replica, String ref, Expected expected) throws IOException, InterruptedException {
        var end = System.nanoTime() + TAKEN_OVER.toNanos();
        var path = "/api/catalog/entities/by-name/" + ref.replace(':', '/');
        while (true) {
            var answer = replica.send("GET", path, null, Map.of());
            if (answer.statusCode() == 200 && expected.is(Json.read(answer.body()))) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new CrashFailure(replica.name() + " does not show " + ref + " as it should be: " + answer.body());
            }
            Thread.sleep(50);
        }
    }

    /** Until every loop of the replica has taken turns again: its claims, its heartbeats and its commits. */
    private void awaitBeats(Replica holder) throws InterruptedException, IOException {
        for (var turn = 0; turn < 4; turn++) {
            Thread.sleep(1000);
            holder.get("/api/catalog/entities/by-query?limit=1");
        }
    }

    private List<String> logged() throws SQLException {
        var rows = new ArrayList<String>();
        read(
                "select seq, what, body from change_log where entity_ref = '" + SLOW + "' order by seq",
                row -> rows.add(row.getString(1) + " " + row.getString(2) + " "
                        + (row.getString(3) == null
                                ? ""
                                : Json.read(row.getString(3)).at("/metadata/description"))));
        if (rows.stream().anyMatch(row -> row.contains("version 1"))) {
            throw new CrashFailure("what the stopped process had read was stored after others had taken over: " + rows);
        }
        return rows;
    }

    private long count(String sql) throws SQLException {
        var count = new long[1];
        read(sql, row -> count[0] = row.getLong(1));
        return count[0];
    }

    private void read(String sql, StoredState.Row each) throws SQLException {
        try (Connection connection = cluster.connect()) {
            StoredState.each(connection, sql, each);
        }
    }

    /** Each step has one end (that one is skipped is told too), nothing comes after the end of the task, each effect is there once. */
    private void check(List<String> ids) throws Exception {
        for (var id : ids) {
            var ends = new TreeMap<String, Integer>();
            var afterwards = new ArrayList<String>();
            var completions = new int[1];
            read("select event_type, body from task_events where task_id = '" + id + "' order by id", row -> {
                var body = Json.read(row.getString(2));
                if (completions[0] > 0) {
                    afterwards.add(row.getString(2));
                }
                if (row.getString(1).equals("completion")) {
                    completions[0]++;
                } else if (body.path("message").asString("").startsWith("Finished step ")) {
                    ends.merge(body.path("stepId").asString(), 1, Integer::sum);
                }
            });
            var once = new TreeMap<String, Integer>();
            STEPS.forEach(step -> once.put(step, 1));
            if (completions[0] != 1 || !afterwards.isEmpty() || !ends.equals(once)) {
                throw new CrashFailure("the task " + id + " has " + completions[0] + " ends, ends of steps " + ends
                        + ", and after its end " + afterwards);
            }
        }
        checkEffects();
    }

    private void checkEffects() throws Exception {
        var effects = new TreeMap<String, Integer>();
        read(
                "select kind, confirmed_at is not null from task_effects",
                row -> effects.merge(row.getString(1) + (row.getBoolean(2) ? "" : " not confirmed"), 1, Integer::sum));
        if (!effects.values().stream().allMatch(each -> each == tasks)) {
            throw new CrashFailure("of " + tasks + " tasks the ledger has " + effects);
        }
        var commits = new TreeMap<String, String>();
        try (var paths = Files.walk(repositories, 4)) {
            for (var repository :
                    paths.filter(path -> Files.exists(path.resolve("HEAD"))).toList()) {
                commits.put(repository.toString(), commits(repository));
            }
        }
        if (commits.size() != tasks || !commits.values().stream().allMatch("1"::equals)) {
            throw new CrashFailure("of " + tasks + " tasks there are repositories with so many commits: " + commits);
        }
    }

    private static String commits(Path repository) throws IOException, InterruptedException {
        var git = new ProcessBuilder("git", "--git-dir", repository.toString(), "rev-list", "--count", "--all")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var text = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).trim();
        git.waitFor();
        return text;
    }

    private void unregister(Replica replica, String page) throws IOException, InterruptedException {
        for (var item : replica.get("/api/catalog/locations")) {
            if (item.path("data")
                    .path("target")
                    .asString()
                    .equals(cluster.sources().url(page))) {
                replica.send(
                        "DELETE",
                        "/api/catalog/locations/" + item.path("data").path("id").asString(),
                        null,
                        Map.of());
            }
        }
    }

    int paused() {
        return paused;
    }

    /** What the tasks have registered, by name. */
    void expectInto(Map<String, String> model) {
        for (var n = 0; n < tasks; n++) {
            model.put("made-" + n, "version 1");
        }
    }
}
