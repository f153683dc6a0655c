package dev.buildrun.deploy.tasks;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.deploy.replicas.Cluster;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The example's golden path, which fails before each of its steps and at its end. After the rollback everything is as it was before; or
 * strangers have touched what it made, and exactly that is left over.
 */
final class GoldenPath {
    private static final int STEPS = 9;
    /** Planning and writing the code have no effects outside. */
    private static final int STEPS_BEFORE_EFFECTS = 2;

    private static final int NEVER = 99;
    private static final String OWNER = "team-orders";

    private final TaskTemplates templates;
    private final TaskCalls calls;
    private final TaskWorld world;
    private final RecordingForge forge;
    private final Cluster cluster;
    private final List<String> undoneByRequest = new ArrayList<>();
    private final List<String> undoneByTemplate = new ArrayList<>();
    private int runs;

    GoldenPath(TaskTemplates templates, TaskCalls calls, TaskWorld world, RecordingForge forge, Cluster cluster) {
        this.templates = templates;
        this.calls = calls;
        this.world = world;
        this.forge = forge;
        this.cluster = cluster;
    }

    /** Writes the templates, before anybody reads them. */
    void write(boolean isQuick) throws IOException {
        // One that succeeds can be undone as well.
        undoneByRequest.add(templates.writeGolden(NEVER, false));
        for (var step = 0; step <= STEPS; step++) {
            undoneByRequest.add(templates.writeGolden(step, false));
            if (!isQuick || step == STEPS) {
                undoneByTemplate.add(templates.writeGolden(step, true));
            }
        }
    }

    /** Returns how many failures there were. */
    int run(Consumer<String> say) throws Exception {
        plan();
        for (var template : undoneByRequest) {
            calls.awaitEntity("template:default/" + template);
            undone(template, id -> calls.rollBack(id));
        }
        for (var template : undoneByTemplate) {
            calls.awaitEntity("template:default/" + template);
            undone(template, id -> calls.awaitRollback(id));
        }
        undoneWhileKilled();
        say.accept(runs + " failures of the golden path were undone, and everything is as it was before");
        leftOver();
        say.accept("what strangers have touched was left over, and nothing else");
        return runs;
    }

    /** A plan names what the path makes, and makes nothing. */
    private void plan() throws Exception {
        var template = undoneByRequest.getFirst();
        calls.awaitEntity("template:default/" + template);
        calls.awaitEntity("group:default/" + OWNER);
        calls.awaitEntity("api:platform/platform-contract-v1");
        calls.awaitEntity("resource:platform/prod");
        var before = world.everything();
        var body = Json.object().put("templateRef", "template:default/" + template);
        body.set("values", values("planned"));
        var answer = calls.send("POST", "/api/buildrun/plan", body);
        var plan = Json.read(answer.body());
        var kinds = plan.path("effects")
                .valueStream()
                .map(effect -> effect.path("kind").asString())
                .toList();
        var entity = plan.at("/effects/1/entities/0/entityRef").asString("");
        if (answer.statusCode() != 200
                || !plan.path("verdict").asString("").equals("ok")
                || !kinds.subList(0, Math.min(2, kinds.size())).equals(List.of("git-repository", "catalog-location"))
                || !kinds.contains("platform-workspace")
                || !entity.equals("component:default/planned")
                || plan.at("/effects/0/files").size() < 10) {
            throw new CrashFailure("the plan of the golden path is not what it makes: " + answer.body());
        }
        equal("planned", before, world.everything());
    }

    /** Undoes a task, or waits for that. */
    @FunctionalInterface
    private interface Undo {
        JsonNode of(String id) throws Exception;
    }

    private void undone(String template, Undo undo) throws Exception {
        var before = world.everything();
        var id = calls.run(template, values(name()));
        if (template.endsWith("-undone") && failsAt(template) <= STEPS_BEFORE_EFFECTS) {
            // It has failed before it did anything, so there was nothing to undo.
            equal(template, before, world.everything());
            return;
        }
        var report = undo.of(id);
        if (report.path("leftovers").asInt() != 0) {
            throw new CrashFailure(template + " leaves something over: " + report);
        }
        equal(template, before, world.everything());
        var again = calls.rollBack(id);
        if (!again.path("endedAt").equals(report.path("endedAt"))) {
            throw new CrashFailure("to ask for a rollback twice does something: " + report + ", then " + again);
        }
    }

    private static int failsAt(String template) {
        return Integer.parseInt(template.replaceAll("\\D", ""));
    }

    /** The replica that undoes is killed in the middle, wherever that is. */
    private void undoneWhileKilled() throws Exception {
        var before = world.everything();
        var id = calls.run(undoneByRequest.getLast(), values(name()));
        var replica = cluster.replicas().getFirst();
        replica.send("POST", "/api/buildrun/tasks/" + id + "/rollback", null, Map.of());
        replica.kill();
        var report = calls.awaitRollback(id);
        equal("killed while it was undone, " + report, before, world.everything());
        replica.start();
    }

    private void leftOver() throws Exception {
        var names = new ArrayList<String>();
        var ids = new ArrayList<String>();
        for (var run = 0; run < 4; run++) {
            names.add(name());
            ids.add(calls.run(undoneByRequest.getLast(), values(names.get(run))));
        }
        pushByStranger(names.get(0));
        forge.openByStranger(OWNER + "/" + names.get(1), "It does not work");
        var branch = forge.directory(OWNER + "/" + names.get(2));
        Git.run(branch, "branch", "feature", "main");
        var page = cluster.sources().url("user.yaml");
        cluster.sources().putPage("user.yaml", dependant(names.get(3)));
        calls.send(
                "POST",
                "/api/catalog/locations",
                Json.object().put("type", "url").put("target", page));
        calls.awaitEntity("component:default/user-of-" + names.get(3));
        awaitRelation(names.get(3));
        expectLeft(ids.get(0), "git-repository", "branch main at ");
        expectLeft(ids.get(1), "git-repository", "issue \"It does not work\"");
        expectLeft(ids.get(2), "git-repository", "refs/heads/feature");
        expectLeft(ids.get(3), "catalog-location", "component:default/user-of-" + names.get(3));
        for (var run = 0; run < 3; run++) {
            if (forge.madeBy(OWNER + "/" + names.get(run)) == null) {
                throw new CrashFailure("a repository is gone that strangers have touched: " + names.get(run));
            }
        }
        if (forge.madeBy(OWNER + "/" + names.get(3)) != null) {
            throw new CrashFailure("a repository is still there that nobody has touched: " + names.get(3));
        }
    }

    private void pushByStranger(String name) throws IOException {
        var bare = forge.directory(OWNER + "/" + name);
        var clone = bare.resolveSibling("clone-of-" + name);
        Git.run(Objects.requireNonNull(bare.getParent()), "clone", "--quiet", bare.toString(), clone.toString());
        Git.run(clone, "commit", "--quiet", "--allow-empty", "-m", "theirs");
        Git.run(clone, "push", "--quiet", "origin", "main");
    }

    private static String dependant(String name) {
        var json = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        json.putObject("metadata").put("name", "user-of-" + name);
        json.putObject("spec")
                .put("type", "service")
                .put("lifecycle", "production")
                .put("owner", "team-a")
                .putArray("dependsOn")
                .add("component:default/" + name);
        return Json.write(json);
    }

    private void awaitRelation(String name) throws InterruptedException {
        for (var attempt = 0; attempt < 600; attempt++) {
            var entity = calls.send("GET", "/api/catalog/entities/by-name/component/default/" + name, null);
            if (entity.body().contains("user-of-" + name)) {
                return;
            }
            Thread.sleep(50);
        }
        throw new CrashFailure("the catalog does not show who depends on " + name);
    }

    /** One thing is left over, for this reason, and the report says where it is and how to remove it. */
    private void expectLeft(String id, String kind, String why) throws InterruptedException {
        var report = calls.rollBack(id);
        var left = report.path("effects")
                .valueStream()
                .filter(effect -> effect.path("state").asString().equals("left"))
                .toList();
        if (left.size() != 1
                || !left.getFirst().path("kind").asString().equals(kind)
                || !left.getFirst().path("why").asString().contains(why)
                || left.getFirst().path("where").asString("").isEmpty()
                || left.getFirst().path("remedy").asString("").isEmpty()) {
            throw new CrashFailure("expected a " + kind + " to be left over because of " + why + ", found " + report);
        }
        runs++;
    }

    private String name() {
        return "golden-service-" + runs++;
    }

    private static ObjectNode values(String name) {
        return Json.object()
                .put("name", name)
                .put("description", "Fails on purpose")
                .put("owner", "group:default/" + OWNER)
                .put("system", "system:default/ordering")
                .put("port", 3000);
    }

    private static void equal(String name, Map<String, String> before, Map<String, String> after) {
        var differences = new ArrayList<String>();
        var all = new TreeSet<>(new TreeMap<>(before).keySet());
        all.addAll(after.keySet());
        for (var what : all) {
            if (!String.valueOf(before.get(what)).equals(String.valueOf(after.get(what)))) {
                differences.add(what + ": " + before.get(what) + ", now " + after.get(what));
            }
        }
        if (!differences.isEmpty()) {
            throw new CrashFailure(
                    name + ": after the rollback it is not as before\n    " + String.join("\n    ", differences));
        }
    }
}
