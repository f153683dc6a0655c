package dev.buildrun.platform.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.conformance.Fact;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RepositoryManifestsTest {
    private static RemoteFile file(String path, String text) {
        return new RemoteFile(path, RemoteFile.Kind.REGULAR, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> names(Fact<List<JsonNode>> fact) {
        return ((Fact.Known<List<JsonNode>>) fact)
                .value().stream()
                        .map(object -> object.at("/metadata/name").asString())
                        .toList();
    }

    @Test
    void aTreeGivesItsFilesItsProvenanceAndTheObjectsOfEachEnvironment() {
        var content = RepositoryContent.of(
                List.of(
                        file("ci.sh", "true\n"),
                        file(".buildrun/provenance.json", "{\"template\": \"template:default/java-service\"}"),
                        file("deploy/web.yaml", "{kind: Deployment, metadata: {name: web}}"),
                        file("deploy/prod/web.yaml", "{kind: Deployment, metadata: {name: web-prod}}")),
                "abc");

        assertThat(content.facts().path("files").valueStream().map(JsonNode::asString))
                .containsExactly("ci.sh", ".buildrun/provenance.json", "deploy/web.yaml", "deploy/prod/web.yaml");
        assertThat(content.facts().at("/provenance/template").asString()).isEqualTo("template:default/java-service");
        assertThat(names(content.objects("dev"))).containsExactly("web");
        assertThat(names(content.objects("prod"))).containsExactly("web-prod");
    }

    @Test
    void aRepositoryOfAnotherHostIsUnknownAndSaysWhy() {
        var readers = new UrlReaders(List.of());
        var manifests = new RepositoryManifests(
                new BuiltInGit(URI.create("http://localhost:7007/git")),
                readers,
                new RemoteRepositories(readers, _ -> {}, () -> 0));
        var component = Entity.of((ObjectNode) Yaml.read("""
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: orders, annotations: {backstage.io/source-location: 'url:https://git.example/orders/'}}
                spec: {type: service, lifecycle: production, owner: team-orders}
                """));

        assertThat(manifests.look(component))
                .isEqualTo(
                        new Fact.Unknown<>("the repository is on a host that is not read; integrations may name it"));
    }
}
