package dev.buildrun.platform.deploy;

import dev.buildrun.platform.contract.Contract;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The small web service whose images {@code ./dev cluster} has, in namespaces of its own. */
record OrdersOnKubernetes(KubernetesClient client, String name, Map<String, String> images) {
    /** Where {@code ./dev cluster} leaves its files. */
    static Path folder() {
        var named = System.getenv("BUILDRUN_CLUSTER");
        var cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return Path.of(named == null ? cache + "/buildrun/kubernetes" : named);
    }

    static boolean hasPods(KubernetesClient client) {
        try {
            return !client.nodes().list().getItems().isEmpty();
        } catch (KubernetesClientException _) {
            return false;
        }
    }

    static Map<String, String> readImages() throws IOException {
        return Files.readAllLines(folder().resolve("images")).stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    static Contract contract() {
        var parsed = Contract.parse("""
                contract: v1
                workload: {images: {registries: ['127.0.0.1:25000'], pinnedBy: digest}}
                environments:
                  - {name: dev, order: 1, replicas: {min: 1}}
                  - {name: prod, order: 2, replicas: {min: 1}, promotion: {from: dev, gate: conformance}}
                """);
        return switch (parsed) {
            case Contract.Parsed.Good(var contract) -> contract;
            case Contract.Parsed.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    /** As the repository's pipeline makes it the first time. */
    void create(String environment) {
        var namespace = name + "-" + environment;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("buildrun.dev/component", name)
                        .addToLabels("buildrun.dev/team", "team-orders")
                        .endMetadata()
                        .build())
                .create();
        var yaml = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app, namespace: NAMESPACE, labels: {buildrun.dev/component: NAME, buildrun.dev/team: team-orders}}
                spec:
                  replicas: 1
                  progressDeadlineSeconds: 10
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
                """.replace("NAMESPACE", namespace)
                .replace("NAME", name)
                .replace("IMAGE", String.valueOf(images.get("orders:1")));
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(item -> client.resource(item).create());
    }
}
