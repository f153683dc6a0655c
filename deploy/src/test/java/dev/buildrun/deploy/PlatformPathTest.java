package dev.buildrun.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The platform's part of the golden paths, where no cluster is there: what is planned, written into the repository, and said. */
class PlatformPathTest {
    @TempDir
    private static Path folder;

    private static RunningBuildrun buildrun;

    @BeforeAll
    static void start() throws Exception {
        buildrun = RunningBuildrun.start(Files.createDirectory(folder.resolve("data")));
    }

    @AfterAll
    static void stop() {
        buildrun.close();
    }

    @ParameterizedTest
    @CsvSource({"java-service,bound-java", "node-service,bound-node"})
    void aServiceHasItsWorkspacesAndBindings(String template, String name) throws Exception {
        var values = Json.object()
                .put("name", name)
                .put("description", "Counts what we sow")
                .put("owner", "group:default/team-orders")
                .put("system", "system:default/ordering")
                .put("javaPackage", "example.fernwick.bound")
                .put("port", 8080)
                .put("size", "largest");
        values.putArray("services").add("postgres").add("redis");

        var completion = buildrun.runTask(
                Json.object().put("templateRef", "template:default/" + template).set("values", values));

        assertThat(completion.path("error").isMissingNode())
                .as("%s", completion)
                .isTrue();
        var component = "/component/default/" + name;
        var platform = "/api/buildrun/platform/components" + component;
        assertThat(buildrun.get(platform + "/workspaces").path("items"))
                .extracting(item -> item.path("namespace").asString())
                .containsExactly(name + "-dev", name + "-staging", name + "-prod");
        assertThat(buildrun.get(platform + "/workspaces").path("items"))
                .allMatch(item -> item.path("mode").asString().equals("plan")
                        && item.path("note").asString().contains("planned only")
                        && item.path("reserved").booleanValue());
        assertThat(buildrun.get(platform + "/bindings").path("items"))
                .extracting(item -> item.path("environment").asString() + " "
                        + item.path("name").asString() + " " + item.path("plan").asString() + " "
                        + item.path("status").asString())
                .containsExactly(
                        "dev postgres large planned",
                        "dev redis large planned",
                        "prod postgres large planned",
                        "prod redis large planned",
                        "staging postgres large planned",
                        "staging redis large planned");
        var clone = clone(name);
        assertTheRepositoryHasWhatAClusterWouldGet(clone, name);
        assertTheCatalogShowsIt(name);
        assertTheWorkloadMountsIt(clone.resolve("deploy/deployment.yaml"));
    }

    private static void assertTheRepositoryHasWhatAClusterWouldGet(Path clone, String name) throws Exception {
        var serialization = new KubernetesSerialization();
        for (var environment : List.of("dev", "staging", "prod")) {
            var text = Files.readString(clone.resolve("platform/" + environment + "/workspace.yaml"));
            assertThat(text).startsWith("# Planned, not applied: ");
            var objects = new ArrayList<HasMetadata>();
            for (var document : Yaml.documents(text)) {
                objects.add(serialization.unmarshal(Json.write(((ParsedDocument.Content) document).value())));
            }
            assertThat(objects)
                    .noneMatch(GenericKubernetesResource.class::isInstance)
                    .extracting(object ->
                            object.getKind() + "/" + object.getMetadata().getName())
                    .contains(
                            "Namespace/" + name + "-" + environment,
                            "NetworkPolicy/default-deny",
                            "RoleBinding/team-developers");
        }
    }

    private static void assertTheCatalogShowsIt(String name) throws Exception {
        var component = buildrun.get("/api/catalog/entities/by-name/component/default/" + name);
        assertThat(component.path("relations"))
                .extracting(relation -> relation.path("targetRef").asString())
                .contains(
                        "resource:default/" + name + "-postgres",
                        "resource:default/" + name + "-redis",
                        "resource:default/" + name + "-prod");
        var instance = buildrun.get("/api/catalog/entities/by-name/resource/default/" + name + "-postgres");
        assertThat(instance.path("relations"))
                .extracting(relation -> relation.path("targetRef").asString())
                .contains("resource:platform/postgres", "group:default/team-orders");
        var workspace = buildrun.get("/api/catalog/entities/by-name/resource/default/" + name + "-prod");
        assertThat(workspace.path("relations"))
                .extracting(relation -> relation.path("targetRef").asString())
                .contains("resource:platform/prod");
    }

    private static void assertTheWorkloadMountsIt(Path file) throws Exception {
        var deployment = (Deployment) new KubernetesSerialization().<HasMetadata>unmarshal(Files.readString(file));
        var pod = deployment.getSpec().getTemplate().getSpec();
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .extracting(volume -> volume.getSecret().getSecretName())
                .containsExactly("postgres-binding", "redis-binding");
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .extracting(mount -> mount.getMountPath())
                .contains("/bindings/postgres", "/bindings/redis");
        assertThat(pod.getContainers().getFirst().getEnv())
                .anyMatch(variable -> variable.getName().equals("SERVICE_BINDING_ROOT")
                        && variable.getValue().equals("/bindings"));
    }

    @Test
    void aServiceThatTicksNothingHasNoBindings() throws Exception {
        var values = Json.object()
                .put("name", "unbound-node")
                .put("description", "Counts what we sow")
                .put("owner", "group:default/team-orders")
                .put("system", "system:default/ordering")
                .put("port", 8080);

        var completion = buildrun.runTask(Json.object()
                .put("templateRef", "template:default/node-service")
                .set("values", values));

        assertThat(completion.path("error").isMissingNode())
                .as("%s", completion)
                .isTrue();
        assertThat(items("unbound-node", "bindings")).isEmpty();
        assertThat(Files.readString(clone("unbound-node").resolve("deploy/deployment.yaml")))
                .doesNotContain("SERVICE_BINDING_ROOT");
    }

    private static JsonNode items(String name, String what) throws Exception {
        return buildrun.get("/api/buildrun/platform/components/component/default/" + name + "/" + what)
                .path("items");
    }

    private static Path clone(String name) throws Exception {
        var target = folder.resolve(name);
        var process = new ProcessBuilder(
                        "git",
                        "clone",
                        "-q",
                        buildrun.baseUrl() + "/git/team-orders/" + name + ".git",
                        target.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return target;
    }
}
