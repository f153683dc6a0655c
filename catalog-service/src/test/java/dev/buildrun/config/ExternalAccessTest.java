package dev.buildrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.ExternalAccess;
import dev.buildrun.access.Scope;
import dev.buildrun.json.Yaml;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalAccessTest {
    private static final String STATIC = "{type: static, options: {token: long-enough, subject: ci}";

    @TempDir
    Path directory;

    private AccessConfig config(String yaml) {
        return ServiceConfig.of(Config.of(Yaml.read(yaml)), null, directory, directory)
                .access();
    }

    private List<ExternalAccess> read(String entry) {
        return config("backend: {auth: {externalAccess: [" + entry + "]}}").external();
    }

    @Test
    void readsAStaticTokenAndWhereItIsGood() {
        var tokens = read(STATIC + ", accessRestrictions: [{plugin: catalog}]}");

        assertThat(tokens)
                .containsExactly(new ExternalAccess(
                        new ExternalAccess.StaticToken("long-enough", "ci"), Map.of("catalog", Scope.ALL)));
    }

    @Test
    void readsPermissionsAndActionsAsListsAndAsWords() {
        var restrictions = read(STATIC + ", accessRestrictions: [{plugin: catalog, permission: 'a.b, c.d'},"
                        + " {plugin: scaffolder, permission: [e.f], permissionAttribute: {action: [read, update]}}]}")
                .getFirst()
                .restrictions();

        assertThat(restrictions)
                .isEqualTo(Map.of(
                        "catalog",
                        new Scope(List.of("a.b", "c.d"), null, null),
                        "scaffolder",
                        new Scope(List.of("e.f"), List.of("read", "update"), null)));
    }

    @Test
    void readsLegacySecretsAndPublishedKeys() {
        var entries = read("{type: legacy, options: {secret: c2VjcmV0LW9mLXRoZS1vbGQtYmFja2VuZA==, subject: old}},"
                + " {type: jwks, options: {url: 'https://id.example/keys', issuer: 'https://id.example',"
                + " algorithm: RS256, audience: [a, b], subjectPrefix: github}}");

        assertThat(entries)
                .extracting(ExternalAccess::proof)
                .containsExactly(
                        new ExternalAccess.Legacy("c2VjcmV0LW9mLXRoZS1vbGQtYmFja2VuZA==", "old"),
                        new ExternalAccess.Jwks(
                                URI.create("https://id.example/keys"),
                                List.of("https://id.example"),
                                List.of("RS256"),
                                List.of("a", "b"),
                                "github"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{plugin: a, permissions: b}]                        | [0].permissions: expected one of plugin, permission
            [{plugin: a, permission: 'catalog.*'}]               | [0].permission: expected names of permissions
            [{plugin: a, permissionAttribute: {kind: x}}]        | [0].permissionAttribute.kind: expected one of action
            [{plugin: a, permissionAttribute: {action: write}}]  | [0].permissionAttribute.action: expected one of create
            [{plugin: a}, {plugin: a}]                           | [1].plugin: expected each plugin once
            """)
    void refusesARestrictionThatItWouldNotEnforce(String restrictions, String message) {
        assertThatThrownBy(() -> read(STATIC + ", accessRestrictions: " + restrictions + "}"))
                .hasMessageStartingWith("backend.auth.externalAccess[0].accessRestrictions" + message);
    }

    @Test
    void refusesATypeThatItDoesNotHave() {
        assertThatThrownBy(() -> read("{type: magic, options: {}}"))
                .hasMessageStartingWith("backend.auth.externalAccess[0].type: expected static, legacy or jwks");
    }

    @Test
    void knowsWhereOtherPluginsAre() {
        var discovery = config(
                        "discovery: {endpoints: [{target: 'http://node:7007/api/{{pluginId}}', plugins: [auth, search]},"
                                + " {target: {internal: 'http://docs:1/x', external: 'https://docs.example'}, plugins: [techdocs]}]}")
                .discovery();

        assertThat(discovery.plugins())
                .isEqualTo(Map.of(
                        "auth", URI.create("http://node:7007/api/auth"),
                        "search", URI.create("http://node:7007/api/search"),
                        "techdocs", URI.create("http://docs:1/x")));
    }

    @Test
    void knowsWhoSaysWhatUsersMay() {
        var backend = config("permission: {enabled: true, backend: 'http://node:7007/api/permission/'}")
                .permissionBackend();

        assertThat(backend).isEqualTo(URI.create("http://node:7007/api/permission"));
        assertThat(config("permission: {enabled: true}").permissionBackend()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permission: {backend: 'http://node'}                                                             | permission.backend: expected permission.enabled: true
            permission: {enabled: true, backend: 'node'}                                                     | permission.backend: expected an absolute URL
            permission: {enabled: true, backend: 'http://node', policy: {rules: []}}                         | permission.policy: expected nothing beside permission.backend
            {permission: {enabled: true, backend: 'http://node'}, buildrun: {policy: {file: policy.yaml}}}   | buildrun.policy.file: expected nothing beside permission.backend
            """)
    void refusesTwoWhoDecideAndOneWhoIsNotAsked(String yaml, String message) {
        assertThatThrownBy(() -> config(yaml)).hasMessageStartingWith(message);
    }
}
