package dev.buildrun.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.contract.Contract;
import dev.buildrun.json.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The main job without a browser: create a service from a golden path, find it in the catalog, clone it, build it. */
class GoldenPathTest {
    private static final long BUILD_MINUTES = 10;

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

    @Test
    void aJavaServiceIsInTheCatalogAndItsCloneBuilds() throws Exception {
        var completion = buildrun.runTask(task("java-service")
                .set("values", values("seed-counter").put("javaPackage", "example.fernwick.seeds")));
        var clone = clone("seed-counter");

        assertThat(completion.path("error").isMissingNode())
                .as("%s", completion)
                .isTrue();
        assertThatTeamOrdersOwns("seed-counter");
        assertThatManifestsAreKubernetesObjects(clone.resolve("deploy"));
        run(clone, "mvn", "-B", "-q", "verify");
        assertThat(clone.resolve("target/seed-counter.jar")).exists();
    }

    @Test
    void aNodeServiceIsInTheCatalogAndItsTestsPass() throws Exception {
        var completion = buildrun.runTask(task("node-service").set("values", values("seed-labels")));
        var clone = clone("seed-labels");

        assertThat(completion.path("error").isMissingNode())
                .as("%s", completion)
                .isTrue();
        assertThatTeamOrdersOwns("seed-labels");
        assertThatManifestsAreKubernetesObjects(clone.resolve("deploy"));
        run(clone, "npm", "test");
    }

    /** Neither component nor repository is there, and yet nothing of what would be made is unknown. */
    @ParameterizedTest
    @ValueSource(strings = {"java-service", "node-service"})
    void aPlanSaysWhatThereWouldBeAndMakesNothing(String template) throws Exception {
        var values = values("seed-vault");
        values.put("javaPackage", "example.fernwick.vault").putArray("services").add("postgres");
        var before = buildrun.get("/api/catalog/entities?fields=metadata.name");

        var plan = Json.read(buildrun.post("/api/buildrun/plan", task(template).set("values", values))
                .body());

        assertThat(plan.path("unknownEffects")).isEmpty();
        assertThat(plan.path("failure").isMissingNode()).as("%s", plan).isTrue();
        assertThat(plan.path("verdict").asString()).isEqualTo("ok");
        assertThat(texts(plan.path("effects"), "kind"))
                .containsExactly(
                        "git-repository",
                        "catalog-location",
                        "platform-workspace",
                        "platform-workspace",
                        "platform-workspace",
                        "platform-binding",
                        "platform-binding",
                        "platform-binding");
        assertThat(texts(output(plan, "workspaces").path("workspaces"), "namespace"))
                .containsExactly("seed-vault-dev", "seed-vault-staging", "seed-vault-prod");
        assertThat(output(plan, "bind").path("secretName").asString()).isEqualTo("postgres-binding");
        var rules = output(plan, "conformance").path("rules");
        assertThat(rules.valueStream()
                        .filter(rule -> rule.path("rule").asString().matches("BR-0[134]|BR-1[024] in .*"))
                        .map(rule -> rule.path("outcome").asString()))
                .as("%s", rules)
                .isNotEmpty()
                .containsOnly("pass");
        assertThat(rules.valueStream()
                        .filter(rule -> rule.path("rule").asString().startsWith("BR-2"))
                        .map(rule -> rule.path("outcome").asString()))
                .containsOnly("unknown");
        assertThat(buildrun.get("/api/catalog/entities?fields=metadata.name")).isEqualTo(before);
        assertThat(buildrun.get("/api/buildrun/platform/events").path("items").toString())
                .doesNotContain("seed-vault");
    }

    private static JsonNode output(JsonNode plan, String step) {
        return plan.path("stepOutputs")
                .valueStream()
                .filter(each -> each.path("stepId").asString().equals(step))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + step + " in " + plan))
                .path("output");
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(each -> each.path(field).asString()).toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyPluginDescribesItself(Contract contract) throws Exception {
        assertThat(buildrun.get(contract.mount() + "/openapi.json")).isEqualTo(contract.served());
    }

    private static ObjectNode task(String template) {
        return Json.object().put("templateRef", "template:default/" + template);
    }

    private static ObjectNode values(String name) {
        return Json.object()
                .put("name", name)
                .put("description", "Counts what we sow")
                .put("owner", "group:default/team-orders")
                .put("system", "system:default/ordering")
                .put("port", 8080);
    }

    private static void assertThatTeamOrdersOwns(String name) throws Exception {
        var entity = buildrun.get("/api/catalog/entities/by-name/component/default/" + name);
        var owner = Json.object().put("type", "ownedBy").put("targetRef", "group:default/team-orders");
        assertThat(entity.path("relations")).contains((JsonNode) owner);
    }

    private static void assertThatManifestsAreKubernetesObjects(Path manifests) throws IOException {
        var serialization = new KubernetesSerialization();
        try (var files = Files.list(manifests)) {
            var objects = files.filter(file -> !file.endsWith("kustomization.yaml"))
                    .map(file -> (HasMetadata) serialization.unmarshal(text(file)))
                    .toList();
            assertThat(objects).hasAtLeastOneElementOfType(Deployment.class).hasSizeGreaterThan(2);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }

    private static Path clone(String name) throws Exception {
        var target = folder.resolve(name);
        run(folder, "git", "clone", "-q", buildrun.baseUrl() + "/git/team-orders/" + name + ".git", target.toString());
        return target;
    }

    private static void run(Path directory, String... command) throws Exception {
        var log = Files.createTempFile(folder, "command", ".log");
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor())
                .as("%s%n%s", List.of(command), Files.readString(log))
                .isZero();
    }
}
