package dev.buildrun.deploy.platform;

import dev.buildrun.json.Json;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets a golden path make a workspace and a binding, and kills the service before and after each change of the cluster. Then the world must
 * equal the plan, and nothing may be there twice.
 */
final class WorkspaceCrash {
    private static final Duration LONGEST_RUN = Duration.ofSeconds(90);
    private static final int MOST_KILLS = 400;

    private final KilledService service;
    private final KubernetesClient admin;
    private final String name;

    WorkspaceCrash(KilledService service, KubernetesClient admin, String name) {
        this.service = service;
        this.admin = admin;
        this.name = name;
    }

    /**
     * Does it all, with the service running.
     *
     * @param isQuick kills it at two of the changes only
     * @return how often the service was killed
     */
    int run(boolean isQuick) throws Exception {
        var task = createTask();
        var kills = isQuick ? killed(4, false, task) + killed(9, true, task) : killAtEach(task);
        service.diesNoMore();
        awaitEnd(task);
        var problems = problems(task);
        admin.namespaces().withName(name + "-dev").delete();
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("\n", problems));
        }
        return kills;
    }

    private int killAtEach(String task) throws Exception {
        var kills = 0;
        for (var change = 1; kills <= MOST_KILLS; change++) {
            var more = killed(change, true, task) + killed(change, false, task);
            if (more == 0) {
                return kills;
            }
            kills += more;
        }
        throw new IllegalStateException("The task does not come to its end in " + MOST_KILLS + " kills");
    }

    private int killed(int change, boolean before, String task) throws Exception {
        return isKilledAt(change, before, task) ? 1 : 0;
    }

    /** Whether the task came as far as to the change; then the service was killed there and has been started again. */
    private boolean isKilledAt(int change, boolean before, String task) throws Exception {
        var died = service.diesAt(change, before);
        var end = System.nanoTime() + LONGEST_RUN.toNanos();
        while (!died.await(200, TimeUnit.MILLISECONDS)) {
            if (status(task).equals("completed")) {
                return false;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Neither change " + change + " nor the end came, see " + service.folder());
            }
        }
        service.start();
        return true;
    }

    private String createTask() throws IOException, InterruptedException {
        var values = Json.object()
                .put("name", name)
                .put("description", "Is made although the service dies")
                .put("owner", "group:default/team-orders")
                .put("system", "system:default/ordering")
                .put("port", 8080);
        values.putArray("services").add("redis");
        return service.must(
                        201,
                        "POST",
                        "/api/scaffolder/v2/tasks",
                        Json.object()
                                .put("templateRef", "template:default/node-service")
                                .set("values", values))
                .path("id")
                .asString();
    }

    private String status(String task) throws InterruptedException {
        try {
            var status = Json.read(service.send("GET", "/api/scaffolder/v2/tasks/" + task, null)
                            .body())
                    .path("status")
                    .asString("");
            if (status.equals("failed") || status.equals("cancelled")) {
                throw new IllegalStateException("The task has " + status + ", see " + service.folder());
            }
            return status;
        } catch (IOException _) {
            return "";
        }
    }

    private void awaitEnd(String task) throws InterruptedException {
        var end = System.nanoTime() + LONGEST_RUN.toNanos();
        while (!status(task).equals("completed")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The task did not end, see " + service.folder());
            }
            Thread.sleep(200);
        }
    }

    private List<String> problems(String task) throws Exception {
        var problems = new ArrayList<String>();
        var path = "/api/buildrun/platform/components/component/default/" + name;
        var dev = service.get(path + "/workspaces").path("items").path(0);
        if (!dev.path("inSync").asBoolean(false)) {
            problems.add("The workspace is not as planned: " + dev);
        }
        var bindings = service.get(path + "/bindings").path("items");
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
        try (var connection = service.database();
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
}
