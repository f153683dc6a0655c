package dev.buildrun.platform.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.platform.manifest.Manifests.Unclear;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ManifestsTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec: {replicas: 1, template: {spec: {containers: [{name: web, image: web}]}}}
            """;

    private static String image(List<JsonNode> objects) {
        return objects.getFirst().at("/spec/template/spec/containers/0/image").asString();
    }

    @Test
    void readsAllDocumentsOfAFolder() throws Unclear {
        var objects = new Manifests(Map.of(
                        "a.yaml", DEPLOYMENT + "---\nkind: Service\nmetadata: {name: web}\n",
                        "b.yml", "kind: List\nitems: [{kind: ConfigMap}]\n",
                        "notes.md", "nothing"))
                .of("dev");

        assertThat(objects)
                .extracting(object -> object.path("kind").asString())
                .containsExactly("Deployment", "Service", "ConfigMap");
    }

    @Test
    void appliesWhatASimpleKustomizationSays() throws Unclear {
        var objects = new Manifests(Map.of(
                        "kustomization.yaml", """
                        resources: [web.yaml]
                        labels: [{pairs: {team: a}, includeTemplates: true}]
                        images: [{name: web, newName: registry.test/web, digest: 'sha256:00'}]
                        replicas: [{name: web, count: 3}]
                        """,
                        "web.yaml", DEPLOYMENT,
                        "other.yaml", "kind: Secret\n"))
                .of("dev");

        assertThat(objects).hasSize(1);
        assertThat(image(objects)).isEqualTo("registry.test/web@sha256:00");
        assertThat(objects.getFirst().at("/metadata/labels/team").asString()).isEqualTo("a");
        assertThat(objects.getFirst().at("/spec/template/metadata/labels/team").asString())
                .isEqualTo("a");
        assertThat(objects.getFirst().at("/spec/replicas").asInt()).isEqualTo(3);
    }

    @Test
    void takesTheFolderOfTheEnvironment() throws Unclear {
        var manifests = new Manifests(Map.of(
                "base/kustomization.yaml", "resources: [web.yaml]\nimages: [{name: web, newTag: '1'}]\n",
                "base/web.yaml", DEPLOYMENT,
                "overlays/prod/kustomization.yaml",
                        "resources: [../../base]\nimages: [{name: web, newName: registry.test/web}]\n"));

        assertThat(image(manifests.of("prod"))).isEqualTo("registry.test/web:1");
        assertThat(image(manifests.of("dev"))).isEqualTo("web:1");
    }

    @Test
    void whatItCannotApplyMakesThemUnclear() {
        assertUnclear("patches are not applied here", Map.of("kustomization.yaml", "patches: [{path: a.yaml}]"));
        assertUnclear("there is no gone.yaml", Map.of("kustomization.yaml", "resources: [gone.yaml]"));
        assertUnclear("is outside of the folder deploy", Map.of("kustomization.yaml", "resources: [../../etc]"));
        assertUnclear("deploy/a.yaml: ", Map.of("a.yaml", "kind: ["));
        assertUnclear(
                "at most 5 times",
                Map.of(
                        "a/kustomization.yaml",
                        "resources: [../b]",
                        "b/kustomization.yaml",
                        "resources: [../a]",
                        "kustomization.yaml",
                        "resources: [a]"));
    }

    private static void assertUnclear(String message, Map<String, String> files) {
        assertThatThrownBy(() -> new Manifests(files).of("dev"))
                .isInstanceOf(Unclear.class)
                .hasMessageContaining(message);
    }
}
