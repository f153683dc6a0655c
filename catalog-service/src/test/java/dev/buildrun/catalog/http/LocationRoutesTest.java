package dev.buildrun.catalog.http;

import static dev.buildrun.catalog.http.LiveCatalog.location;
import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationRoutesTest {
    private static final String TARGET = "https://example.com/catalog-info.yaml";
    private static final String NO_ID = "/locations/00000000-0000-0000-0000-000000000000";

    private final LiveCatalog live = LiveCatalog.open();

    @AfterEach
    void stop() {
        live.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Yes", "TRUE", "1", "on"})
    void triesOutWhereTheParameterSaysYes(String yes) {
        live.catalog.files().put(TARGET, component("web"));

        assertThat(live.server
                        .post("/locations?dryRun=" + yes, location(TARGET))
                        .json()
                        .has("exists"))
                .isTrue();
        assertThat(live.server.get("/locations").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "false", "no", "off", "2", "tru"})
    void registersWhereTheParameterSaysAnythingElse(String no) {
        var answer = live.server.post("/locations?dryRun=" + no, location(TARGET));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().has("exists")).isFalse();
        assertThat(live.server.get("/locations").json()).hasSize(1);
    }

    @Test
    void showsTriedOutEntitiesWithoutWhatOnlyTheCatalogGives() {
        live.catalog.files().put(TARGET, component("web"));

        var entities = live.server
                .post("/locations?dryRun=true", location(TARGET))
                .json()
                .path("entities");

        assertThat(entities).hasSize(2);
        assertThat(entities).allSatisfy(entity -> {
            assertThat(entity.has("relations")).isFalse();
            assertThat(entity.path("metadata").has("uid")).isFalse();
            assertThat(entity.path("metadata").has("etag")).isFalse();
        });
    }

    @Test
    void wrapsLocationsInOneListAndNotInTheOther() {
        var id = live.register(TARGET);

        var list = live.server.get("/locations").json();
        var query = live.server.post("/locations/by-query", "{}").json();

        assertThat(list.path(0).path("data").path("id").asString()).isEqualTo(id);
        assertThat(query.path("items").path(0).path("id").asString()).isEqualTo(id);
    }

    @Test
    void takesTargetsThatDifferOnlyInASlash() {
        live.register(TARGET);

        assertThat(live.server.post("/locations", location(TARGET + "/")).status())
                .isEqualTo(201);
    }

    @Test
    void registersAnAddressThatIsNoneAndNeverServesItsEntity() {
        var answer = live.server.post("/locations", location("not a url"));
        live.settle();

        assertThat(answer.status()).isEqualTo(201);
        assertThat(live.server.get("/locations").json()).hasSize(1);
        assertThat(live.server.get("/entities").body()).isEqualTo("[]");
    }

    @Test
    void changesNothingInReadonlyModeButTriesOut() {
        try (var readonly = LiveCatalog.readonly()) {
            readonly.catalog.files().put(TARGET, component("web"));
            var refusal = "This operation not allowed in readonly mode";

            var create = readonly.server.post("/locations", location(TARGET));
            var update = readonly.server.send("PUT", NO_ID, location(TARGET));
            var delete = readonly.server.delete(NO_ID);
            var dryRun = readonly.server.post("/locations?dryRun=true", location(TARGET));
            var malformed = readonly.server.post("/locations", "{}");

            assertThat(create)
                    .returns(403, CatalogServer.Answer::status)
                    .returns(refusal, CatalogServer.Answer::message);
            assertThat(update)
                    .returns(403, CatalogServer.Answer::status)
                    .returns(refusal, CatalogServer.Answer::message);
            assertThat(delete)
                    .returns(403, CatalogServer.Answer::status)
                    .returns(refusal, CatalogServer.Answer::message);
            assertThat(dryRun.status()).isEqualTo(201);
            assertThat(malformed.status()).isEqualTo(400);
        }
    }

    @Test
    void givesALocationThatLeadsElsewhereANewEntityOfTheOldName() {
        live.catalog.files().put(TARGET, component("web"));
        live.catalog.files().put("https://example.com/other.yaml", component("api"));
        var id = live.register(TARGET);
        live.settle();
        var ref = live.server.get("/locations/" + id).json().path("entityRef").asString();
        var before = live.catalog.known(ref).uid();

        var answer = live.server.send("PUT", "/locations/" + id, location("https://example.com/other.yaml"));
        var atOnce = live.server.get("/entities").body();
        live.settle();

        assertThat(answer.json().path("entityRef").asString()).isEqualTo(ref);
        assertThat(atOnce).isEqualTo("[]");
        assertThat(live.catalog.known(ref).uid()).isNotEqualTo(before);
        assertThat(live.catalog.entities()).containsOnlyKeys(ref, "component:default/api");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /locations                    | {}                                              | request/body must have required property 'target'",
                "POST   | /locations                    | []                                              | request/body must be object",
                "POST   | /locations                    | {'type':1,'target':2}                           | request/body/target must be string",
                "POST   | /locations?onConflict=        | {'type':'url','target':'x'}                     | Empty value found for query parameter 'onConflict'",
                "POST   | /locations?onConflict=REJECT  | {'type':'url','target':'x'}                     | request/query/onConflict must be equal to one of the allowed values: refresh, reject",
                "POST   | /locations?dryRun=            | {'type':'url','target':'x'}                     | Empty value found for query parameter 'dryRun'",
                "POST   | /locations?dryRun=1&dryRun=1  | {'type':'url','target':'x'}                     | request/query/dryRun must be string",
                "POST   | /locations?onConflict=reject&onConflict=reject | {'type':'url','target':'x'}    | request/query/onConflict must be string",
                "POST   | /locations?dryRun=true        | {'type':'file','target':'./x'}                  | Registered locations must be of an allowed type [\"url\"]",
                "GET    | /locations?limit=1            |                                                 | Unknown query parameter 'limit'",
                "GET    | /locations/x?y=1              |                                                 | Unknown query parameter 'y'",
                "GET    | /locations/by-entity/a/b/c?x=1 |                                                | Unknown query parameter 'x'",
                "PUT    | /locations/x                  | {}                                              | request/body must have required property 'type'",
                "PUT    | /locations/x                  | {'type':'url','target':'x','presence':'optional'} | request/body must NOT have additional properties",
                "PUT    | /locations/x                  | {'type':'file','target':'x'}                    | Registered locations must be of an allowed type [\"url\"]",
                "DELETE | /locations/x?y=1              |                                                 | Unknown query parameter 'y'",
                "DELETE | /entities/by-uid/x?y=1        |                                                 | Unknown query parameter 'y'",
                "POST   | /locations/by-query           | []                                              | request/body must be object",
                "POST   | /locations/by-query           | {'limit':1.5}                                   | Limit must be a positive integer >= 1",
                "POST   | /locations/by-query           | {'limit':'1'}                                   | request/body/limit must be number",
                "POST   | /locations/by-query           | {'query':null}                                  | request/body/query must be object",
                "POST   | /locations/by-query           | {'query':[]}                                    | request/body/query must be object",
                "POST   | /locations/by-query           | {'cursor':1}                                    | request/body/cursor must be string",
                "POST   | /locations/by-query           | {'query':{'foo':1}}                             | Invalid filter predicate, expected key to be 'id', 'type', 'target', or 'entityRef', got 'foo'",
                "POST   | /locations/by-query           | {'query':{'$all':[{'$not':{'foo':1}}]}}         | Invalid filter predicate, expected key to be 'id', 'type', 'target', or 'entityRef', got 'foo'",
                "POST   | /locations/by-query?x=1       | {}                                              | Unknown query parameter 'x'",
                "POST   | /analyze-location             | {}                                              | request/body must have required property 'location'",
                "POST   | /analyze-location             | {'location':1}                                  | request/body/location must be object",
                "POST   | /analyze-location             | {'location':{}}                                 | request/body/location must have required property 'type'",
                "POST   | /analyze-location             | {'location':{'type':'url','target':'https://github.com/a/b','presence':'required'}} | request/body/location must NOT have additional properties",
                "POST   | /analyze-location             | {'location':{'type':'url','target':'/x'}}       | The given location.target is not a URL",
                "POST   | /analyze-location?x=1         | {}                                              | Unknown query parameter 'x'",
                "POST   | /validate-entity              | {}                                              | request/body must have required property 'location'",
                "POST   | /validate-entity              | {'location':'url:x'}                            | request/body must have required property 'entity'",
                "POST   | /validate-entity              | {'entity':[],'location':'url:x'}                | request/body/entity must be object",
                "POST   | /validate-entity?x=1          | {}                                              | Unknown query parameter 'x'",
                "POST   | /refresh                      | {'entityRef':1}                                 | request/body/entityRef must be string",
                "POST   | /refresh                      | {'x':1}                                         | request/body must have required property 'entityRef'",
                "POST   | /refresh                      | {'entityRef':'a','authorizationToken':1}        | request/body/authorizationToken must be string",
                "POST   | /refresh?x=1                  | {}                                              | Unknown query parameter 'x'",
            })
    void refuses(String method, String path, String body, String message) {
        var answer = live.server.send(method, path, body == null ? null : body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'url','target':'x','presence':'x'}",
                "{'type':'url','target':'x','presence':1}",
            })
    void refusesAPresenceThatIsNone(String body) {
        var answer = live.server.post("/locations?dryRun=true", body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).startsWith("Malformed request: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':{'$in':['x']}}         | 0",
                "{'id':'x'}                   | 0",
                "{'id':{'$hasPrefix':''}}     | 1",
            })
    void comparesIdsWithAnyText(String query, int count) {
        live.register(TARGET);

        var answer = live.server.post("/locations/by-query", ("{'query':" + query + "}").replace('\'', '"'));

        assertThat(answer.json().path("totalItems").asInt()).isEqualTo(count);
    }

    @Test
    void takesATypeInAnyCaseAndLooksAtNoBodyOfAGet() {
        var upper = live.server
                .request("/locations")
                .header("Content-Type", "APPLICATION/JSON")
                .POST(BodyPublishers.ofString(location(TARGET)));
        var get = live.server
                .request("/locations")
                .header("Content-Type", "application/json")
                .method("GET", BodyPublishers.ofString("{"));

        assertThat(live.server.send(upper).status()).isEqualTo(201);
        assertThat(live.server.send(get).status()).isEqualTo(200);
    }

    @Test
    void refusesJsonThatSaysOneThingTwice() {
        var answer = live.server.post("/locations", "{\"type\":\"url\",\"target\":\"a\",\"target\":\"b\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").path("name").asString()).isEqualTo("InputError");
        assertThat(live.server.get("/locations").body()).isEqualTo("[]");
    }

    @Test
    void checksNothingOfAHeadRequest() {
        assertThat(live.server.send("HEAD", "/entities?foo=1", null).status()).isEqualTo(200);
        assertThat(live.server.send("HEAD", "/entities?limit=abc", null).status())
                .isEqualTo(200);
        assertThat(live.server.send("HEAD", "/entity-facets", null).status()).isEqualTo(400);
        assertThat(live.server.send("HEAD", "/locations?limit=1", null).status())
                .isEqualTo(200);
    }

    @Test
    void takesGetAndDeleteThatNameATypeAndBringNoBody() {
        var list = live.server.request("/locations").header("Content-Type", "application/json");
        var delete = live.server.request(NO_ID).header("Content-Type", "application/json");

        assertThat(live.server.send(list.GET()).status()).isEqualTo(200);
        assertThat(live.server.send(delete.DELETE()).status()).isEqualTo(404);
    }

    @Test
    void refreshesForTheCallerOfATokenInTheBody() {
        live.catalog.provide("p", component("web"));
        live.settle();

        var bad = live.server.post(
                "/refresh", "{\"entityRef\":\"component:default/web\",\"authorizationToken\":\"bad\"}");
        var good = live.server.post(
                "/refresh", "{\"entityRef\":\"component:default/web\",\"authorizationToken\":\"user\"}");
        var empty =
                live.server.post("/refresh", "{\"entityRef\":\"component:default/web\",\"authorizationToken\":\"\"}");

        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.message()).isEqualTo("Illegal token");
        assertThat(good.status()).isEqualTo(200);
        assertThat(empty.status()).isEqualTo(200);
    }

    @Test
    void answersNoUserOtherwiseThanAService() {
        var request = live.server
                .request("/locations?dryRun=false")
                .header("Authorization", "Bearer user")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(location(TARGET)));

        assertThat(live.server.send(request).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://github.com/a/b/                           | b | a/b   | github.com",
                "https://GITHUB.com/A/B                            | B | A/B   | github.com",
                "https://user:pw@github.com/a/b#readme             | b | a/b   | github.com",
                "https://github.com/a/b/tree/main/c                | b | a/b   | github.com",
                "https://github.com/a/b/blob/main/c/d.yaml?raw=1   | b | a/b   | github.com",
                "https://github.com/a/b.git/                       | b | a/b   | github.com",
                "https://github.com/a                              | a | /a    | github.com",
                "ssh://git@github.com/a/b                          | b | a/b   | github.com",
                "https://gitlab.com/g/s/p                          | p | g/s/p | gitlab.com",
                "https://gitlab.com/g/s/p/-/blob/main/x.yaml       | p | g/s/p | gitlab.com",
                "https://dev.azure.com/o/p/_git/r                  | r | p/r   | dev.azure.com",
                "https://bitbucket.org/w/r/src/master/x.yaml       | r |       |",
                "https://gitea.test/a/b                            | b |       |",
                "git@github.com:a/b.git                            | b |       |",
                "https://example.com/golden/                       | golden |  |",
            })
    void tellsARepositoryFromItsAddress(String target, String name, String slug, String prefix) {
        var answer = live.server.post(
                "/analyze-location", "{\"catalogFilename\":\"x.yaml\",\"location\":" + location(target) + "}");

        var metadata =
                answer.json().path("generateEntities").path(0).path("entity").path("metadata");
        assertThat(answer.json().path("existingEntityFiles").isEmpty()).isTrue();
        assertThat(metadata.path("name").asString()).isEqualTo(name);
        assertThat(metadata.has("annotations")).isEqualTo(slug != null);
        if (slug != null) {
            assertThat(metadata.path("annotations")
                            .path(prefix + "/project-slug")
                            .asString())
                    .isEqualTo(slug);
        }
    }
}
