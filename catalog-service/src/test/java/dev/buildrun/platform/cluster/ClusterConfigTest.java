package dev.buildrun.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Yaml;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ClusterConfigTest {
    private static final Map<String, String> POD =
            Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "6443");

    @Test
    void hasNoClustersWhereNothingIsSaid() {
        assertThat(parse("{}")).isEqualTo(ClusterConfig.NONE);
    }

    @Test
    void readsBackstagesKeysAndOurs() {
        var config = parse("""
                kubernetes:
                  serviceLocatorMethod: {type: multiTenant}
                  clusterLocatorMethods:
                    - type: config
                      clusters:
                        - {name: east, url: "https://east.example:6443", title: East, authProvider: serviceAccount,
                           serviceAccountToken: secret-token, caData: Y2E=, skipTLSVerify: true,
                           dashboardUrl: "https://look.example/east"}
                        - {name: west, url: "https://west.example", caFile: /etc/west.crt}
                    - type: localKubectlProxy
                buildrun:
                  platform:
                    clusters:
                      - {name: north, kubeconfig: /etc/north.yaml, context: admin}
                      - {name: home, inCluster: true}
                """);

        assertThat(config.clusters())
                .containsExactly(
                        new ClusterAccess.Direct(
                                "east",
                                "East",
                                URI.create("https://east.example:6443"),
                                "secret-token",
                                "Y2E=",
                                null,
                                true,
                                URI.create("https://look.example/east")),
                        new ClusterAccess.Direct(
                                "west",
                                "west",
                                URI.create("https://west.example"),
                                null,
                                null,
                                Path.of("/etc/west.crt"),
                                false,
                                null),
                        new ClusterAccess.LocalProxy("local"),
                        new ClusterAccess.Kubeconfig("north", Path.of("/etc/north.yaml"), "admin"),
                        new ClusterAccess.InCluster("home", URI.create("https://10.0.0.1:6443")));
        assertThat(config.notTaken()).isEmpty();
    }

    @Test
    void takesNoClusterFromTheCatalogAndSaysSo() {
        var config = parse("""
                kubernetes:
                  clusterLocatorMethods:
                    - type: catalog
                    - type: gke
                    - {type: config, clusters: [{name: aws, url: "https://aws.example", authProvider: aws}]}
                """);

        assertThat(config.clusters()).isEmpty();
        assertThat(config.notTaken())
                .satisfiesExactly(
                        reason -> assertThat(reason)
                                .startsWith(
                                        "kubernetes.clusterLocatorMethods[0]: clusters from the catalog are not taken"),
                        reason -> assertThat(reason).startsWith("kubernetes.clusterLocatorMethods[1].type: expected"),
                        reason -> assertThat(reason)
                                .isEqualTo("kubernetes.clusterLocatorMethods[2].clusters[0].authProvider:"
                                        + " expected serviceAccount, found aws"));
    }

    @Test
    void refusesWhatItCantUse() {
        assertRefused(
                "buildrun: {platform: {clusters: [{name: a, kubeconfig: /a}, {name: a, inCluster: true}]}}", "twice");
        assertRefused("buildrun: {platform: {clusters: [{name: a}]}}", "clusters[0]: expected either kubeconfig");
        assertRefused("buildrun: {platform: {clusters: [{name: a, kubeConfig: /a}]}}", "clusters[0].kubeConfig");
        assertRefused("buildrun: {platform: {clusters: [{name: '../a', kubeconfig: /a}]}}", "expected a name");
        assertRefused(
                "kubernetes: {clusterLocatorMethods: [{type: config, clusters: [{name: a, url: 'file:///etc'}]}]}",
                "kubernetes.clusterLocatorMethods[0].clusters[0].url: expected an address");
    }

    @Test
    void refusesToBeInAClusterOutsideOfOne() {
        var whole = yaml("buildrun: {platform: {clusters: [{name: home, inCluster: true}]}}");

        assertThatThrownBy(() -> ClusterConfig.parse(whole, Map.of()))
                .hasMessageContaining("clusters[0].inCluster: expected to run in a pod");
    }

    @Test
    void showsNoToken() {
        var config = parse("""
                kubernetes: {clusterLocatorMethods: [{type: config, clusters: [
                  {name: east, url: "https://east.example", serviceAccountToken: secret-token}]}]}
                """);

        assertThat(config.toString()).contains("east").doesNotContain("secret-token");
    }

    @Test
    void refusesAContextThatTheFileDoesNotHave(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: there, context: {cluster: c, user: u}}]
                current-context: there
                """);
        var there = parse("buildrun: {platform: {clusters: [{name: a, kubeconfig: " + file + ", context: there}]}}");
        var elsewhere = parse("buildrun: {platform: {clusters: [{name: a, kubeconfig: " + file + ", context: no}]}}");

        try (var clusters = Clusters.open(there)) {
            assertThat(clusters.named("a"))
                    .get()
                    .satisfies(cluster -> assertThat(
                                    cluster.client().getConfiguration().getMasterUrl())
                            .startsWith("https://127.0.0.1:1"));
        }
        assertThatThrownBy(() -> Clusters.open(elsewhere)).hasMessageContaining("expected the context 'no'");
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static ClusterConfig parse(String yaml) {
        return ClusterConfig.parse(yaml(yaml), POD);
    }

    private static JsonNode yaml(String text) {
        return Yaml.read(text);
    }
}
