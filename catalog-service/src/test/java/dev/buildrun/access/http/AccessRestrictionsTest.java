package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tokens with {@code accessRestrictions} get from the whole service. */
class AccessRestrictionsTest {
    private static final String READER = "token-of-the-reader";
    private static final String UPDATER = "token-of-the-updater";
    private static final String ENTITIES = "/api/catalog/entities";

    @TempDir
    static Path folder;

    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(
                folder.resolve("all.yaml"),
                "{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: web},"
                        + " spec: {type: service, lifecycle: production, owner: team-a}}");
        service = RunningService.start(TestDatabase.create(), folder, """
                auth: {environment: development}
                backend:
                  auth:
                    externalAccess:
                      - {type: static, options: {token: token-of-the-reader, subject: reader},
                         accessRestrictions: [{plugin: catalog, permission: [catalog.entity.read, catalog.location.read]}]}
                      - {type: static, options: {token: token-of-the-updater, subject: updater},
                         accessRestrictions: [{plugin: catalog, permissionAttribute: {action: update}}, {plugin: scaffolder}]}
                catalog: {locations: [{type: file, target: ./all.yaml}]}
                """);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static int status(String token, String method, String path, @Nullable String body) {
        return service.send(token, method, path, body).status();
    }

    @Test
    void showWhatMayBeReadAndNothingElse() {
        var uid = service.get(READER, ENTITIES + "/by-name/component/default/web")
                .json()
                .path("metadata")
                .path("uid")
                .asString();

        assertThat(uid).isNotEmpty();
        assertThat(status(READER, "DELETE", ENTITIES + "/by-uid/" + uid, null)).isEqualTo(403);
        assertThat(status(READER, "POST", "/api/catalog/refresh", "{\"entityRef\":\"component:default/web\"}"))
                .isEqualTo(403);
        assertThat(status(
                        READER,
                        "POST",
                        "/api/catalog/locations",
                        "{\"type\":\"url\",\"target\":\"https://example.org/a.yaml\"}"))
                .isEqualTo(403);
        assertThat(status(READER, "GET", "/api/catalog/locations", null)).isEqualTo(200);
    }

    @Test
    void hideWhatMayNotBeReadOnEveryWay() {
        assertThat(service.get(UPDATER, ENTITIES).body()).isEqualTo("[]");
        assertThat(service.get(UPDATER, ENTITIES + "/by-name/component/default/web")
                        .error())
                .startsWith("404 NotFoundError");
        assertThat(service.get(UPDATER, ENTITIES + "/by-query")
                        .json()
                        .path("totalItems")
                        .asInt())
                .isZero();
        assertThat(service.get(UPDATER, "/api/catalog/entity-facets?facet=kind").body())
                .isEqualTo("{\"facets\":{\"kind\":[]}}");
        assertThat(status(UPDATER, "POST", "/api/catalog/refresh", "{\"entityRef\":\"component:default/web\"}"))
                .isEqualTo(200);
        // A permission without an action is not one of an action.
        assertThat(status(
                        UPDATER,
                        "POST",
                        "/api/catalog/analyze-location",
                        "{\"location\":{\"type\":\"url\",\"target\":\"https://example.org/x\"}}"))
                .isEqualTo(403);
    }

    @Test
    void nameThePluginsWhereTheTokenIsGood() {
        assertThat(service.get(UPDATER, "/api/scaffolder/v2/actions").status()).isEqualTo(200);
        assertThat(service.get(READER, "/api/scaffolder/v2/actions").error())
                .isEqualTo("403 NotAllowedError: This token's access is restricted to plugin(s) 'catalog'");
        assertThat(service.get(READER, "/api/buildrun/nothing").status()).isEqualTo(403);
    }
}
