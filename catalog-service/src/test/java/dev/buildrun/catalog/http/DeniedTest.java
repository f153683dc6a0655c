package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller gets whose policy says no. */
class DeniedTest {
    private static final String TARGET = "https://example.com/catalog-info.yaml";
    private static final String GOOD = """
            {'apiVersion':'backstage.io/v1alpha1','kind':'Component','metadata':{'name':'web'},
            'spec':{'type':'service','lifecycle':'production','owner':'team-a'}}""";

    @Test
    void readingFindsNothing() {
        try (var denied = LiveCatalog.denying("catalog.entity.read")) {
            denied.catalog.provide("p", component("web"));
            denied.settle();
            var uid = denied.catalog.known("component:default/web").uid();
            var server = denied.server;

            assertThat(server.get("/entities/by-name/component/default/web"))
                    .returns(404, CatalogServer.Answer::status)
                    .returns(
                            "No entity named 'web' found, with kind 'component' in namespace 'default'",
                            CatalogServer.Answer::message);
            assertThat(server.get("/entities/by-uid/" + uid).message()).isEqualTo("No entity with uid " + uid);
            assertThat(server.get("/entities").body()).isEqualTo("[]");
            assertThat(server.get("/entities/by-query").body())
                    .isEqualTo("{\"items\":[],\"totalItems\":0,\"pageInfo\":{}}");
            assertThat(server.post("/entities/by-query", "{}").body())
                    .isEqualTo("{\"items\":[],\"totalItems\":0,\"pageInfo\":{}}");
            assertThat(server.post("/entities/by-refs", "{\"entityRefs\":[\"component:default/web\"]}")
                            .body())
                    .isEqualTo("{\"items\":[null]}");
            assertThat(server.get("/entity-facets?facet=kind").body()).isEqualTo("{\"facets\":{\"kind\":[]}}");
        }
    }

    @Test
    void theQuestionWhereAnEntityComesFromIsRefusedWhetherOrNotThereIsOne() {
        try (var denied = LiveCatalog.denying("catalog.entity.read")) {
            denied.catalog.provide("p", component("web"));
            denied.settle();

            for (var name : new String[] {"web", "nope"}) {
                var answer = denied.server.get("/entities/by-name/component/default/" + name + "/ancestry");

                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.json().path("error").path("name").asString()).isEqualTo("NotAllowedError");
                assertThat(answer.message()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "catalog.entity.delete     | DELETE | /entities/by-uid/00000000-0000-0000-0000-000000000000 |",
                "catalog.entity.refresh    | POST   | /refresh          | {'entityRef':'component:default/web'}",
                "catalog.location.create   | POST   | /locations        | {'type':'url','target':'https://example.com/x.yaml'}",
                "catalog.location.create   | POST   | /locations?dryRun=true | {'type':'url','target':'https://example.com/x.yaml'}",
                "catalog.location.create   | PUT    | /locations/00000000-0000-0000-0000-000000000000 | {'type':'url','target':'x'}",
                "catalog.location.delete   | DELETE | /locations/00000000-0000-0000-0000-000000000000 |",
                "catalog.location.analyze  | POST   | /analyze-location | {'location':{'type':'url','target':'https://github.com/a/b'}}",
            })
    void changingIsRefusedWithoutAWord(String permission, String method, String path, String body) {
        try (var denied = LiveCatalog.denying(permission)) {
            var answer = denied.server.send(method, path, body == null ? null : body.replace('\'', '"'));

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("error"))
                    .isEqualTo(Json.read("{\"name\":\"NotAllowedError\",\"message\":\"\"}"));
        }
    }

    @Test
    void checkingIsRefusedOnlyAfterTheEntityCanBeTold() {
        try (var denied = LiveCatalog.denying("catalog.entity.validate")) {
            var good = denied.server.post(
                    "/validate-entity",
                    ("{'location':'url:https://x.test/y','entity':" + GOOD + "}").replace('\'', '"'));
            var none = denied.server.post("/validate-entity", "{\"location\":\"url:https://x.test/y\",\"entity\":{}}");

            assertThat(good.status()).isEqualTo(403);
            assertThat(none.status()).isEqualTo(400);
            assertThat(none.json().has("errors")).isTrue();
        }
    }

    @Test
    void locationsAreNotThere() {
        try (var denied = LiveCatalog.denying("catalog.location.read")) {
            denied.catalog.files().put(TARGET, component("web"));
            var id = denied.register(TARGET);
            denied.settle();

            assertThat(denied.server.get("/locations").body()).isEqualTo("[]");
            assertThat(denied.server.get("/locations/" + id).message()).isEqualTo("Found no location with ID " + id);
            assertThat(denied.server.post("/locations/by-query", "{}").body())
                    .isEqualTo("{\"items\":[],\"totalItems\":0,\"pageInfo\":{}}");
            var byEntity = denied.server.get("/locations/by-entity/component/default/web");
            assertThat(byEntity.status()).isEqualTo(404);
            assertThat(byEntity.message()).isEmpty();
        }
    }

    @Test
    void unprocessedEntitiesAreRefusedInTheWordsOfTheirModule() {
        try (var denied = LiveCatalog.denying("catalog.entities.unprocessed.read")) {
            assertThat(denied.server.get("/entities/unprocessed/pending"))
                    .returns(403, CatalogServer.Answer::status)
                    .returns("Unauthorized", CatalogServer.Answer::message);
            assertThat(denied.server.get("/entities/unprocessed/failed").status())
                    .isEqualTo(403);
        }
        try (var denied = LiveCatalog.denying("catalog.entities.unprocessed.delete")) {
            assertThat(denied.server.delete("/entities/unprocessed/delete/x").message())
                    .isEqualTo("Unauthorized");
        }
    }
}
