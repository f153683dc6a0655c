package dev.buildrun.platform.conformance;

import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static dev.buildrun.platform.testing.PlatformHarness.service;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.testing.PlatformHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * How long it takes to work out all services again after a change of the contract, and one after a change of that: what {@code ./dev bench
 * --conformance} runs, with the number of services and the example's contract as arguments. Fails where it is more than what is promised.
 */
final class ConformanceSpeed {
    private static final int TEAMS = 100;
    private static final int BATCH = 200;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private ConformanceSpeed() {}

    public static void main(String[] arguments) throws IOException {
        var services = Integer.parseInt(arguments[0]);
        var definition = Yaml.read(Files.readString(Path.of(arguments[1])))
                .path("spec")
                .path("definition")
                .asString();
        try (var platform = new PlatformHarness()) {
            platform.look(new Sources(
                    (component, _) -> new Fact.Known<>(manifests(component.name())),
                    RepositorySource.NONE,
                    LiveState.NONE,
                    DeploymentRecords.NONE));
            fill(platform, services, definition);
            timed("all, the first time", platform, services + 1);
            platform.put(
                    contract("contract-v1", "production", definition.replace("Ownership labels", "Owners' labels")));
            timed("all, after a change of the contract", platform, services + 1);
            platform.put(contract(
                    "contract-v1", "production", definition.replace("Ownership labels", "The labels of owners")));
            timed("all, after another", platform, services + 1);
            platform.put(service("service-7", "team-8", "platform/contract-v1"));
            timed("one, after a change of that", platform, 1);
        }
    }

    private static void fill(PlatformHarness platform, int services, String definition) {
        platform.put(PlatformHarness.ORGANISATION).put(contract("contract-v1", "production", definition));
        var text = new StringBuilder();
        for (var i = 0; i < TEAMS; i++) {
            text.append("---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team-")
                    .append(i)
                    .append("}\nspec: {type: build-run-team, children: []}\n");
        }
        platform.put(text.toString());
        for (var from = 0; from < services; from += BATCH) {
            var batch = new StringBuilder();
            for (var i = from; i < Math.min(services, from + BATCH); i++) {
                batch.append("---\n").append(service("service-" + i, "team-" + i % TEAMS, "platform/contract-v1"));
            }
            platform.put(batch.toString());
        }
    }

    private static List<JsonNode> manifests(String name) {
        return List.of("Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget").stream()
                .map(kind -> Json.read(manifest(kind, name)))
                .toList();
    }

    private static String manifest(String kind, String name) {
        return """
                {"kind": "%s", "metadata": {"name": "%s", "labels": {"buildrun.dev/team": "t", "buildrun.dev/component": "%s"},
                 "annotations": {"buildrun.dev/scaling": "fixed"}},
                 "spec": {"replicas": 2, "template": {"spec": {"topologySpreadConstraints": [{"maxSkew": 1}],
                  "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
                  "containers": [{"image": "registry.fernwick.example/t/x@sha256:1", "livenessProbe": {}, "readinessProbe": {},
                   "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}},
                   "securityContext": {"readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false}}]}}}}
                """.formatted(kind, name, name);
    }

    private static void timed(String what, PlatformHarness platform, int expected) {
        var start = System.nanoTime();
        var count = platform.settle();
        var took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("%s: %d components in %d ms%n", what, count, took.toMillis());
        if (count != expected || took.compareTo(LONGEST) > 0) {
            throw new AssertionError(what + ": expected " + expected + " components within " + LONGEST.toSeconds()
                    + " s, found " + count + " in " + took.toMillis() + " ms");
        }
    }
}
