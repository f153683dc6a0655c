package dev.buildrun.deploy.tasks;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.deploy.replicas.Cluster;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is there, on the forge and in the tables, and whether the one is what the other says. */
final class TaskWorld {
    private static final Duration AT_REST = Duration.ofMinutes(5);

    private final Cluster cluster;
    private final RecordingForge forge;

    TaskWorld(Cluster cluster, RecordingForge forge) {
        this.cluster = cluster;
        this.forge = forge;
    }

    /** Takes one row. */
    @FunctionalInterface
    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private void each(String sql, Row each) {
        try (Connection connection = cluster.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.take(rows);
            }
        } catch (SQLException exception) {
            throw new IllegalStateException(sql, exception);
        }
    }

    boolean hasTask(String name) {
        var found = new boolean[1];
        each(
                "select spec from tasks order by created_at desc limit 50",
                row -> found[0] |= name(row.getString(1)).equals(name));
        return found[0];
    }

    private static String name(String spec) {
        return Json.read(spec).path("parameters").path("name").asString("");
    }

    Map<String, Integer> statuses() {
        var statuses = new TreeMap<String, Integer>();
        each(
                "select status, count(*) from tasks group by status",
                row -> statuses.put(row.getString(1), row.getInt(2)));
        return statuses;
    }

    /** Until every task and every rollback has ended. */
    void awaitRest(int tasks) throws InterruptedException {
        var end = System.nanoTime() + AT_REST.toNanos();
        var open = new ArrayList<String>();
        do {
            Thread.sleep(100);
            open.clear();
            each(
                    "select id::text || ' ' || status from tasks where status in ('open', 'processing') union all"
                            + " select 'rollback ' || task_id || ' ' || status from task_rollbacks where ended_at is null",
                    row -> open.add(row.getString(1)));
            if (System.nanoTime() > end) {
                throw new CrashFailure(open.size() + " of " + tasks + " tasks do not end: " + open);
            }
        } while (!open.isEmpty());
    }

    /** Locations by target, with how often each is registered. */
    Map<String, Integer> locations() {
        var locations = new TreeMap<String, Integer>();
        each("select target from locations", row -> locations.merge(row.getString(1), 1, Integer::sum));
        return locations;
    }

    /** Everything outside of the tasks: repositories with branches and issues, and locations. */
    Map<String, String> everything() throws IOException {
        var everything = new TreeMap<>(forge.world());
        locations().forEach((target, count) -> everything.put(target, "registered " + count));
        return everything;
    }

    /**
     * Holds the world to the ledger.
     *
     * @return how many effects there are or were
     * @throws CrashFailure with all that is wrong
     */
    int check(int tasks, int failing) throws IOException {
        var problems = new ArrayList<String>();
        checkTasks(tasks, failing, problems);
        checkSteps(problems);
        var effects = checkEffects(problems);
        if (!problems.isEmpty()) {
            throw new CrashFailure(problems.size() + " things are wrong\n    "
                    + String.join("\n    ", problems.subList(0, Math.min(20, problems.size()))));
        }
        return effects;
    }

    private void checkTasks(int tasks, int failing, List<String> problems) {
        var seen = new TreeSet<String>();
        each("select id::text, status, spec from tasks", row -> {
            var name = name(row.getString(3));
            var number = Integer.parseInt(name.replaceFirst("made-", ""));
            var expected = number % failing == failing - 1 ? "failed" : "completed";
            if (!seen.add(name)) {
                problems.add("two tasks for " + name);
            }
            if (!row.getString(2).equals(expected)) {
                problems.add(row.getString(1) + " for " + name + " is " + row.getString(2) + ", expected " + expected
                        + ": " + completion(row.getString(1)));
            }
        });
        if (seen.size() != tasks) {
            problems.add("there are tasks for " + seen.size() + " names, expected " + tasks);
        }
    }

    private String completion(String id) {
        var found = new ArrayList<String>();
        each(
                "select body from task_events where event_type = 'completion' and task_id = '" + id + "'",
                row -> found.add(row.getString(1)));
        return found.toString();
    }

    /** One last event for each task, and each step has been finished at most once. */
    private void checkSteps(List<String> problems) {
        each(
                "select id::text, (select count(*) from task_events e where e.task_id = t.id and event_type = 'completion')"
                        + " from tasks t",
                row -> {
                    if (row.getInt(2) != 1) {
                        problems.add(row.getString(1) + " has " + row.getInt(2) + " last events");
                    }
                });
        each(
                "select task_id::text, body::json ->> 'stepId', count(*) from task_events where event_type = 'log'"
                        + " and body like '%\"Finished step %' group by 1, 2 having count(*) > 1",
                row -> problems.add(
                        row.getString(1) + " has finished " + row.getString(2) + " " + row.getInt(3) + " times"));
    }

    private int checkEffects(List<String> problems) throws IOException {
        var expected = new TreeMap<String, String>();
        var made = new TreeMap<String, Integer>();
        var count = new int[1];
        each("select task_id::text, kind, key, result, undo, undo_report from task_effects order by position", row -> {
            count[0]++;
            var what = row.getString(2) + " " + row.getString(3);
            if (row.getString(2).equals("git-repository")) {
                made.merge(row.getString(3), 1, Integer::sum);
            }
            if ("left".equals(row.getString(5))) {
                problems.add(what + " is left over: " + row.getString(6));
            } else if (row.getString(5) == null && row.getString(4) == null) {
                problems.add(what + " was intended and never confirmed");
            } else if (row.getString(5) == null) {
                expect(row.getString(1), row.getString(2), row.getString(3), row.getString(4), expected);
            }
        });
        compare(expected, found(), problems);
        made.forEach((name, times) -> {
            if (forge.created().getOrDefault(name, 0) > times) {
                problems.add(name + " was made " + forge.created().get(name) + " times, the ledger has " + times);
            }
        });
        return count[0];
    }

    private static void expect(String task, String kind, String key, String result, Map<String, String> expected) {
        switch (kind) {
            case "git-repository" ->
                expected.put(
                        "repository " + key,
                        task + " {refs/heads/main="
                                + Json.read(result).path("commitHash").asString() + "}");
            case "forge-issue" -> expected.put("issues of " + key, "[opened by task " + task + "]");
            default -> expected.put("location " + key, "1");
        }
    }

    private Map<String, String> found() throws IOException {
        var found = new TreeMap<String, String>();
        for (var name : forge.world().keySet()) {
            found.put("repository " + name, forge.madeBy(name) + " " + forge.refs(name));
            found.put("issues of " + name, forge.issues(name).toString());
        }
        locations().forEach((target, count) -> found.put("location " + target, count.toString()));
        return found;
    }

    private static void compare(Map<String, String> expected, Map<String, String> found, List<String> problems) {
        var all = new TreeSet<>(expected.keySet());
        all.addAll(found.keySet());
        for (var what : all) {
            if (!String.valueOf(expected.get(what)).equals(String.valueOf(found.get(what)))) {
                problems.add(what + ": the ledger has " + expected.get(what) + ", the world " + found.get(what));
            }
        }
    }
}
