package dev.buildrun.deploy.platform;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deploys, promotes, scales, restarts and rolls back with real pods, and kills the service at each of these: before the cluster has heard of the
 * change, when the cluster has made it and the service has not heard so, and while it rolls out. Each must then come to its end by itself: once on
 * the cluster, once in the table, once in the audit. That nobody else holds the lease of a dead process takes a minute; it is let run out by hand.
 */
final class DeploymentCrash {
    private static final String FIRST = "crash-one";
    private static final String SECOND = "crash-two";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PLATFORM = "/api/buildrun/platform";

    private final KilledService service;
    private final KubernetesClient admin;
    private final String name;
    private final String component;
    private final String image;
    private final String nextImage;

    /** @param images of the cluster, by name */
    DeploymentCrash(KilledService service, KubernetesClient admin, String name, Map<String, String> images) {
        this.service = service;
        this.admin = admin;
        this.name = name;
        this.component = PLATFORM + "/components/component/default/" + name;
        this.image = String.valueOf(images.get("orders:1"));
        this.nextImage = String.valueOf(images.get("orders:2"));
    }

    /** When the service dies. */
    private enum Moment {
        BEFORE_THE_CHANGE,
        BEFORE_THE_ANSWER,
        ROLLING_OUT
    }

    /**
     * Something that is asked for.
     *
     * @param at the environment whose route it is
     * @param changed the environment where it changes something
     */
    private record Wish(String action, String at, String changed, ObjectNode body, String image, int replicas) {
        String path() {
            return "/environments/" + at + "/" + (action.equals("deploy") ? "deployments" : action);
        }
    }

    /** In this order; after the last all is as it was before the first. */
    private List<Wish> wishes() {
        return List.of(
                new Wish("deploy", FIRST, FIRST, Json.object().put("image", nextImage), nextImage, 1),
                new Wish("promote", FIRST, SECOND, Json.object().put("to", SECOND), nextImage, 1),
                new Wish("scale", SECOND, SECOND, Json.object().put("replicas", 2), nextImage, 2),
                new Wish("restart", SECOND, SECOND, Json.object(), nextImage, 2),
                new Wish("rollback", SECOND, SECOND, Json.object(), image, 2),
                new Wish("scale", SECOND, SECOND, Json.object().put("replicas", 1), image, 1),
                new Wish("rollback", FIRST, FIRST, Json.object(), image, 1));
    }

    /**
     * Does it all, with the service running.
     *
     * @param isQuick deploys, promotes and rolls back once, with another moment of death for each
     * @return how often the service was killed
     */
    int run(boolean isQuick) throws Exception {
        prepare();
        var wishes = wishes();
        var kills = 0;
        if (isQuick) {
            fulfil(wishes.get(0), Moment.BEFORE_THE_ANSWER);
            fulfil(wishes.get(1), Moment.BEFORE_THE_CHANGE);
            fulfil(wishes.get(6), Moment.ROLLING_OUT);
            kills = 3;
        } else {
            for (var moment : Moment.values()) {
                for (var wish : wishes) {
                    fulfil(wish, moment);
                    kills++;
                }
            }
        }
        for (var environment : List.of(FIRST, SECOND)) {
            admin.namespaces().withName(namespace(environment)).delete();
        }
        return kills;
    }

    private String namespace(String environment) {
        return name + "-" + environment;
    }

    private void prepare() throws Exception {
        var entities = Json.object();
        var list = entities.putArray("entities");
        for (var yaml : List.of("""
                {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: crash-team, annotations: {buildrun.dev/pipelines: 'external:crash'}}, spec: {type: build-run-team, children: []}}
                """, """
                {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: NAME}, spec: {type: service, lifecycle: production, owner: crash-team, consumesApis: ['platform/crash-contract']}}
                """, """
                {apiVersion: backstage.io/v1alpha1, kind: API, metadata: {name: crash-contract, namespace: platform}, spec: {type: platform-contract, lifecycle: experimental, owner: 'group:default/platform-team', definition: "{contract: crash, stage: beta, workload: {images: {registries: ['127.0.0.1:25000'], pinnedBy: digest}}, environments: [{name: crash-one, order: 1, replicas: {min: 1}}, {name: crash-two, order: 2, replicas: {min: 1}}]}"}}
                """)) {
            list.add(Yaml.read(yaml.replace("NAME", name)));
        }
        service.must(200, "PUT", "/api/buildrun/providers/crash/entities", entities);
        await(
                "the contract",
                () -> service.send("GET", PLATFORM + "/contracts/crash", null).statusCode() == 200);
        service.must(200, "POST", component + "/workspaces", Json.object());
        for (var environment : List.of(FIRST, SECOND)) {
            create(environment);
            await("the first pods in " + environment, () -> isRolledOut(environment));
        }
        // What is seen on the cluster is recorded, too; from then on only what is asked for comes.
        await("both to be seen", () -> deployments().size() == 2);
    }

    /** As the repository's pipeline makes it the first time. */
    private void create(String environment) {
        var yaml = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app, namespace: NAMESPACE, labels: {buildrun.dev/component: NAME, buildrun.dev/team: crash-team}}
                spec:
                  replicas: 1
                  progressDeadlineSeconds: 30
                  selector: {matchLabels: {app: app}}
                  template:
                    metadata: {labels: {app: app, buildrun.dev/component: NAME}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      volumes: [{name: tmp, emptyDir: {}}]
                      containers:
                        - name: app
                          image: IMAGE
                          volumeMounts: [{name: tmp, mountPath: /tmp}]
                          readinessProbe: {httpGet: {path: /health/ready, port: 8080}, periodSeconds: 1}
                """.replace("NAMESPACE", namespace(environment))
                .replace("NAME", name)
                .replace("IMAGE", image);
        admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(item -> admin.resource(item).create());
    }

    private Deployment workload(String environment) {
        return admin.apps()
                .deployments()
                .inNamespace(namespace(environment))
                .withName("app")
                .require();
    }

    private boolean isRolledOut(String environment) {
        var workload = workload(environment);
        var status = workload.getStatus();
        return status != null
                && workload.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && workload.getSpec().getReplicas().equals(status.getAvailableReplicas())
                && workload.getSpec().getReplicas().equals(status.getReplicas());
    }

    private void fulfil(Wish wish, Moment moment) throws Exception {
        await("the former to end in " + wish.changed(), () -> isRolledOut(wish.changed()));
        var known = ids(deployments());
        var generation = workload(wish.changed()).getMetadata().getGeneration();
        switch (moment) {
            case BEFORE_THE_CHANGE -> dieAsking(wish, true);
            case BEFORE_THE_ANSWER -> dieAsking(wish, false);
            case ROLLING_OUT -> {
                service.must(202, "POST", component + wish.path(), wish.body());
                service.kill();
            }
        }
        letLeasesRunOut();
        service.start();
        await(
                wish.action() + " to end",
                () -> deployments().stream()
                        .filter(one -> !known.contains(one.path("id").asString()))
                        .anyMatch(one -> !one.path("finishedAt").isNull()));
        var problems = problems(wish, known, generation);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(wish.action() + " in " + wish.changed() + ", killed " + moment + ": "
                    + String.join("\n", problems) + "\nsee " + service.folder());
        }
    }

    private void dieAsking(Wish wish, boolean before) throws InterruptedException {
        var died = service.diesAt(1, before);
        try {
            var answer = service.send("POST", component + wish.path(), wish.body());
            throw new IllegalStateException(
                    "Expected the service to die, found " + answer.statusCode() + " " + answer.body());
        } catch (IOException _) {
            if (!died.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The service gave no answer and is not dead");
            }
        }
        service.diesNoMore();
    }

    private void letLeasesRunOut() throws SQLException {
        try (var connection = service.database();
                var statement = connection.createStatement()) {
            statement.executeUpdate("update deployments set leased_until = now() where leased_until > now()");
        }
    }

    private List<JsonNode> deployments() throws IOException, InterruptedException {
        return service.get(PLATFORM + "/deployments?limit=100&component=component:default/" + name)
                .path("items")
                .valueStream()
                .toList();
    }

    private static Set<String> ids(List<JsonNode> deployments) {
        var ids = new HashSet<String>();
        deployments.forEach(one -> ids.add(one.path("id").asString()));
        return ids;
    }

    private List<String> problems(Wish wish, Set<String> known, long generation) throws Exception {
        var problems = new ArrayList<String>();
        var made = deployments().stream()
                .filter(one -> !known.contains(one.path("id").asString()))
                .toList();
        if (made.size() != 1) {
            problems.add("Expected one deployment, found " + made);
            return problems;
        }
        var one = made.getFirst();
        if (!one.path("action").asString().equals(wish.action())
                || !one.path("source").asString().equals("requested")
                || !one.path("status").asString().equals("succeeded")) {
            problems.add("Expected that to have succeeded, found " + one);
        }
        var workload = workload(wish.changed());
        if (workload.getMetadata().getGeneration() != generation + 1) {
            problems.add("Expected the cluster to have been changed once, from generation " + generation + ", found "
                    + workload.getMetadata().getGeneration());
        }
        var runs = workload.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
        if (!runs.equals(wish.image()) || workload.getSpec().getReplicas() != wish.replicas()) {
            problems.add("Expected " + wish.replicas() + " of " + wish.image() + ", found "
                    + workload.getSpec().getReplicas() + " of " + runs);
        }
        var told = audited(one.path("id").asString());
        if (told.size() != 2 || !told.getLast().equals("deployment.end")) {
            problems.add("Expected a row in the audit of what was done, and one of its end, found " + told);
        }
        return problems;
    }

    private List<String> audited(String id) throws SQLException {
        try (var connection = service.database();
                var statement = connection.prepareStatement(
                        "select action from audit_log where what like '%deployment:' || ? order by id")) {
            statement.setString(1, id);
            var actions = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    actions.add(rows.getString(1));
                }
            }
            return actions;
        }
    }

    /** Whether something is so by now. */
    @FunctionalInterface
    private interface Question {
        boolean isSo() throws IOException, InterruptedException;
    }

    private void await(String what, Question question) throws IOException, InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.isSo()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Waited too long for " + what + ", see " + service.folder());
            }
            Thread.sleep(100);
        }
    }
}
