package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.json.Json;
import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritingRoutesTest {
    private static final String TARGET = "https://example.com/catalog-info.yaml";
    private static final String LOCATION = location(TARGET);
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
    private static final String WEB = """
            {"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"web"},
            "spec":{"type":"service","lifecycle":"production","owner":"team-a"}}""";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CatalogHarness catalog = CatalogHarness.open();
    private final CatalogIndex index = new CatalogIndex(catalog.reader(), Duration.ofHours(1));
    private final CatalogServer server = start();

    private CatalogServer start() {
        var urls = new KnownHosts(Map.of(), null);
        var processors = BuiltInProcessors.all(catalog.files(), urls, Set.of());
        index.start();
        return CatalogServer.start(new CatalogRoutes(
                        index,
                        catalog.locations(),
                        catalog.intake(),
                        new Processing(processors, CatalogRules.DEFAULT, urls)::process,
                        Map.of("github.com", "github.com/project-slug"),
                        CatalogServer.ACCESS)
                .mount());
    }

    @AfterEach
    void stop() {
        server.close();
        index.close();
        catalog.close();
    }

    private static String location(String target) {
        return "{\"type\":\"url\",\"target\":\"" + target + "\"}";
    }

    private String register(String target) {
        var answer = server.post("/locations", location(target));
        assertThat(answer.status()).isEqualTo(201);
        return answer.json().path("location").path("id").asString();
    }

    private void settle() {
        catalog.settle();
        index.awaitPosition(catalog.reader().latest(), SOON);
    }

    @Test
    void registersALocationThatIsThenReadAndServed() {
        catalog.files().putText(TARGET, WEB);

        var answer = server.post("/locations", LOCATION);
        settle();

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("entities").isEmpty()).isTrue();
        assertThat(answer.json().path("location").path("entityRef").asString())
                .startsWith("location:default/generated-");
        assertThat(answer.header("buildrun-position")).isNotEmpty();
        assertThat(server.get("/entities/by-name/component/default/web").status())
                .isEqualTo(200);
        assertThat(server.get("/locations/by-entity/component/default/web").json())
                .isEqualTo(answer.json().path("location"));
    }

    @Test
    void refusesToRegisterALocationTwiceUnlessItIsToBeReadAgain() {
        var id = register(TARGET);

        var again = server.post("/locations", LOCATION);
        var refreshed = server.post("/locations?onConflict=refresh", LOCATION);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.message()).isEqualTo("Location url:" + TARGET + " already exists");
        assertThat(refreshed.status()).isEqualTo(201);
        assertThat(refreshed.json().path("location").path("id").asString()).isEqualTo(id);
        assertThat(server.get("/locations").json()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/locations                  | {'type':'url'}                           | request/body must have required property 'target'",
                "/locations                  | {'type':'file','target':'/x'}            | Registered locations must be of an allowed type [\"url\"]",
                "/locations?onConflict=bogus | {'type':'url','target':'x'}              | request/query/onConflict must be equal to one of the allowed values: refresh, reject",
                "/locations?dryrun=true      | {'type':'url','target':'x'}              | Unknown query parameter 'dryrun'",
                "/refresh                    | {}                                       | request/body must have required property 'entityRef'",
                "/refresh                    | {'entityRef':'a:b/c','x':1}              | request/body must NOT have additional properties",
                "/analyze-location           | {'location':{'type':'url'}}              | request/body/location must have required property 'target'",
                "/analyze-location           | {'location':{'type':'url','target':'x'}} | The given location.target is not a URL",
                "/validate-entity            | {'entity':{}}                            | request/body must have required property 'location'",
                "/locations/by-query         | {'limit':0}                              | Limit must be a positive integer >= 1",
                "/locations/by-query         | {'cursor':'zzz'}                         | Malformed cursor, unknown encoding",
                "/locations/by-query         | {'cursor':''}                            | Cursor cannot be empty",
            })
    void refuses(String path, String body, String message) {
        var answer = server.post(path, body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo(message);
    }

    @Test
    void namesAFieldThatALocationDoesNotHave() {
        var answer = server.post("/locations", "{\"type\":\"url\",\"target\":\"x\",\"extra\":1}");

        assertThat(answer.message()).isEqualTo("""
                        Malformed request: [
                          {
                            "code": "unrecognized_keys",
                            "keys": [
                              "extra"
                            ],
                            "path": [],
                            "message": "Unrecognized key(s) in object: 'extra'"
                          }
                        ]""");
    }

    @Test
    void triesALocationOutWithoutStoringAnything() {
        catalog.files().putText(TARGET, WEB);

        var answer = server.post("/locations?dryRun=Yes", LOCATION);
        var missing = server.post("/locations?dryRun=true", location("https://example.com/nope.yaml"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("exists").asBoolean()).isFalse();
        assertThat(answer.json().path("location").path("id").asString()).isEqualTo("url:" + TARGET);
        assertThat(answer.json()
                        .path("entities")
                        .valueStream()
                        .map(entity -> entity.path("kind").asString())
                        .collect(Collectors.joining(" ")))
                .isEqualTo("Location Component");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.message()).startsWith("NotFoundError: ");
        assertThat(server.get("/locations").body()).isEqualTo("[]");
    }

    @Test
    void servesChangesAndDeletesALocation() {
        var id = register(TARGET);
        register("https://example.com/other.yaml");

        var conflict = server.send("PUT", "/locations/" + id, location("https://example.com/other.yaml"));
        var changed = server.send("PUT", "/locations/" + id, location("https://example.com/moved.yaml"));
        var read = server.get("/locations/" + id);
        var deleted = server.delete("/locations/" + id);

        assertThat(conflict.status()).isEqualTo(409);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(changed.body()).contains("moved.yaml");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(server.delete("/locations/" + id).message()).isEqualTo("Found no location with ID " + id);
        assertThat(server.get("/locations").json()).hasSize(1);
    }

    @Test
    void saysWhatIsNotThere() {
        assertThat(server.get("/locations/" + NO_ID).message()).isEqualTo("Found no location with ID " + NO_ID);
        assertThat(server.get("/locations/xyz").status()).isEqualTo(404);
        assertThat(server.send("PUT", "/locations/" + NO_ID, LOCATION).status()).isEqualTo(404);
        assertThat(server.get("/locations/by-entity/component/default/Nope").message())
                .isEqualTo("found no entity for ref component:default/nope");
        assertThat(server.post("/refresh", "{\"entityRef\":\"component:default/nope\"}")
                        .message())
                .isEqualTo("Entity component:default/nope not found");
    }

    @Test
    void pagesThroughLocationsByQuery() {
        register("https://example.com/a.yaml");
        register("https://example.com/b.yaml");
        register("https://other.example.com/c.yaml");

        var first = server.post(
                "/locations/by-query", "{\"limit\":1,\"query\":{\"target\":{\"$hasPrefix\":\"HTTPS://example.com\"}}}");
        var cursor = first.json().path("pageInfo").path("nextCursor").asString();
        var second = server.post("/locations/by-query", "{\"cursor\":\"" + cursor + "\"}");

        assertThat(first.json().path("items")).hasSize(1);
        assertThat(first.json().path("totalItems").asInt()).isEqualTo(2);
        assertThat(second.json().path("items")).hasSize(1);
        assertThat(second.json().path("items").path(0))
                .isNotEqualTo(first.json().path("items").path(0));
        assertThat(second.json().path("pageInfo").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'URL'}                    | 1",
                "{'$all':[]}                       | 0",
                "{'$any':[{'type':'x'},{}]}        | 1",
                "{'$not':{'type':'file'}}          | 1",
                "{'type':{'$contains':'url'}}      | 0",
                "{'entityRef':{'$exists':true}}    | 1",
                "{'type':{'$in':['file','url']}}   | 1",
            })
    void findsLocationsByPredicate(String query, int count) {
        register(TARGET);

        var answer = server.post("/locations/by-query", "{\"query\":" + query.replace('\'', '"') + "}");

        assertThat(answer.json().path("totalItems").asInt()).isEqualTo(count);
    }

    @Test
    void refusesAPredicateOverWhatALocationDoesNotHave() {
        register(TARGET);

        assertThat(server.post("/locations/by-query", "{\"query\":{\"name\":\"x\"}}")
                        .message())
                .isEqualTo(
                        "Invalid filter predicate, expected key to be 'id', 'type', 'target', or 'entityRef', got 'name'");
    }

    @Test
    void deletesAnEntityAndShowsItAtOnce() {
        catalog.provide("p", component("web"));
        settle();
        var path = "/entities/by-name/component/default/web";
        var uid = server.get(path).json().path("metadata").path("uid").asString();

        var deleted = server.delete("/entities/by-uid/" + uid);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(server.get(path).status()).isEqualTo(404);
        assertThat(server.delete("/entities/by-uid/" + uid).status()).isEqualTo(204);
        assertThat(server.delete("/entities/by-uid/xyz").status()).isEqualTo(204);
    }

    @Test
    void readsAnEntityAgainWhenAskedTo() {
        catalog.files().putText(TARGET, WEB);
        register(TARGET);
        settle();
        catalog.files().putText(TARGET, WEB.replace("production", "deprecated"));

        var answer = server.post("/refresh", "{\"entityRef\":\"Component:default/web\"}");
        settle();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(server.get("/entities/by-name/component/default/web").body()).contains("deprecated");
    }

    @Test
    void checksAnEntityWithoutStoringIt() {
        var good = server.post("/validate-entity", "{\"entity\":" + WEB + ",\"location\":\"url:https://x.test/y\"}");
        var bad = server.post(
                "/validate-entity",
                "{\"entity\":" + WEB.replace("\"web\"", "\"bad name!\"") + ",\"location\":\"url:https://x.test/y\"}");
        var noMetadata = server.post(
                "/validate-entity", "{\"entity\":{\"kind\":\"A\",\"apiVersion\":\"b/c\"},\"location\":\"url:x\"}");
        var file = server.post("/validate-entity", "{\"entity\":" + WEB + ",\"location\":\"file:/tmp/x\"}");

        assertThat(good.status()).isEqualTo(200);
        assertThat(good.body()).isEmpty();
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.json().path("errors").path(0).path("message").asString())
                .startsWith("Policy check failed for component:default/bad name!; caused by Error: ");
        assertThat(noMetadata.body())
                .isEqualTo("{\"errors\":[{\"name\":\"TypeError\",\"message\":\"<root> must have required property"
                        + " 'metadata' - missingProperty: metadata\"}]}");
        assertThat(file.body())
                .isEqualTo("{\"errors\":[{\"name\":\"TypeError\",\"message\":\"Invalid location ref file:/tmp/x, only"
                        + " 'url:<target>' is supported, e.g. url:https://host/path\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://github.com/example-org/example-repo                        | example-repo | example-org/example-repo",
                "https://github.com/example-org/example-repo.git                    | example-repo | example-org/example-repo",
                "https://github.com/example-org/example-repo/blob/main/catalog.yaml | example-repo | example-org/example-repo",
                "http://localhost:8099/golden/single.yaml                           | single.yaml  | ``",
            })
    void proposesAnEntityForARepository(String target, String name, String slug) {
        var answer = server.post("/analyze-location", "{\"location\":" + location(target) + "}");

        var entity = answer.json().path("generateEntities").path(0).path("entity");
        assertThat(answer.json().path("existingEntityFiles").isEmpty()).isTrue();
        assertThat(entity.path("metadata").path("name").asString()).isEqualTo(name);
        assertThat(entity.path("metadata")
                        .path("annotations")
                        .path("github.com/project-slug")
                        .asString(""))
                .isEqualTo(slug);
        assertThat(entity.path("spec")).isEqualTo(Json.read("{\"type\":\"other\",\"lifecycle\":\"unknown\"}"));
    }
}
