package dev.buildrun.deploy.story;

import dev.buildrun.json.Json;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The service that the story is about, looked at from outside. */
record Orders(Stage stage, Path folder) {
    static final String SERVICE = "orders-" + Long.toString(System.nanoTime() % 1_000_000, 36);
    static final String REF = "component:default/" + SERVICE;
    static final String PLATFORM = "/api/buildrun/platform";
    static final String COMPONENT = PLATFORM + "/components/component/default/" + SERVICE;

    static ObjectNode values() {
        var values = Json.object()
                .put("name", SERVICE)
                .put("description", "Takes orders")
                .put("owner", "group:default/team-orders")
                .put("system", "system:default/shop")
                .put("javaPackage", "example.shop.orders")
                .put("port", 8080)
                .put("size", "smallest");
        values.putArray("services").add("postgres");
        return values;
    }

    Map<String, String> labels(String environment) {
        return stage.cluster
                .namespaces()
                .withName(SERVICE + "-" + environment)
                .get()
                .getMetadata()
                .getLabels();
    }

    boolean mayDeploy(String person, String environment) {
        return stage.may(person, "patch", "apps", "deployments", SERVICE + "-" + environment);
    }

    String bindingSecret(String environment) {
        var bindings = stage.as("olga").get(COMPONENT + "/bindings").json();
        return bindings.path("items")
                .valueStream()
                .filter(each -> each.path("environment").asString().equals(environment))
                .findFirst()
                .orElseThrow()
                .path("secretName")
                .asString();
    }

    Path clone(String name) throws Exception {
        var target = folder.resolve(name);
        var url = stage.baseUrl().replace("://", "://x:" + stage.token("olga") + "@") + "/git/team-orders/" + SERVICE
                + ".git";
        Stage.run(folder, "git", "clone", "-q", url, target.toString());
        Stage.run(target, "git", "config", "user.name", "Olga");
        Stage.run(target, "git", "config", "user.email", "olga@example.com");
        return target;
    }

    JsonNode environment(String name) {
        return stage.as("olga").get(COMPONENT + "/environments/" + name).json();
    }

    int ready(JsonNode environment) {
        return (int)
                stage.cluster.pods().inNamespace(environment.path("namespace").asString()).list().getItems().stream()
                        .filter(pod -> pod.getStatus().getConditions().stream()
                                .anyMatch(each -> each.getType().equals("Ready")
                                        && each.getStatus().equals("True")))
                        .count();
    }

    Stage.Answer deploy(String person, String environment, String image) {
        return stage.as(person)
                .post(
                        COMPONENT + "/environments/" + environment + "/deployments",
                        Json.object().put("image", stage.image(image)).put("reason", "A new version"));
    }

    String podWith(String image) {
        return stage.cluster.pods().inNamespace(SERVICE + "-dev").list().getItems().stream()
                .filter(pod ->
                        pod.getSpec().getContainers().getFirst().getImage().equals(stage.image(image)))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> pod.getMetadata().getName())
                .findFirst()
                .orElse("");
    }

    String result(String rule) {
        return stage.as("olga")
                .get(COMPONENT + "/conformance")
                .json()
                .path("items")
                .valueStream()
                .filter(each -> each.path("rule").asString().equals(rule))
                .map(each -> each.path("result").asString())
                .distinct()
                .reduce((left, right) -> left + "," + right)
                .orElse("");
    }

    String stageOf(String version) {
        return contract(version).path("stage").asString();
    }

    JsonNode contract(String version) {
        return stage.as("petra").get(PLATFORM + "/contracts/" + version).json();
    }
}
