package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.testing.EntityBuilder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CatalogActionsTest {
    private static final String TARGET = "https://example.com/catalog-info.yaml";
    private static final String GOOD = """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata:
              name: web
            spec:
              type: service
              lifecycle: production
              owner: team-a
            """;

    private final LiveCatalog live = LiveCatalog.open();

    @AfterEach
    void stop() {
        live.close();
    }

    private CatalogServer.Answer invoke(String action, String input) {
        return live.server.post(
                "/.backstage/actions/v1/actions/catalog%3A" + action + "/invoke", input.replace('\'', '"'));
    }

    private JsonNode output(String action, String input) {
        var answer = invoke(action, input);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("output");
    }

    private JsonNode validate(String yaml) {
        var input = Json.write(Json.object().put("entity", yaml));
        return live.server
                .post("/.backstage/actions/v1/actions/catalog:validate-entity/invoke", input)
                .json()
                .path("output");
    }

    @Test
    void areListedWithTheirSchemas() {
        var actions = live.server.get("/.backstage/actions/v1/actions").json().path("actions");

        assertThat(actions.valueStream().map(action -> action.path("id").asString()))
                .containsExactly(
                        "catalog:get-catalog-model-description",
                        "catalog:get-catalog-entity",
                        "catalog:validate-entity",
                        "catalog:register-entity",
                        "catalog:unregister-entity",
                        "catalog:query-catalog-entities",
                        "catalog:refresh-catalog-entity");
        assertThat(actions.path(1).path("pluginId").asString()).isEqualTo("catalog");
        assertThat(actions.path(4).path("attributes"))
                .isEqualTo(Json.read("{\"destructive\":true,\"idempotent\":true,\"readOnly\":false}"));
        assertThat(actions.path(1).path("schema").path("input").path("required").toString())
                .isEqualTo("[\"name\"]");
    }

    @Test
    void giveOneEntity() {
        live.catalog.provide("p", component("web"), component("api"), group("api"));
        live.settle();

        var web = output("get-catalog-entity", "{'name':'WEB','unknown':1}");
        var api = output("get-catalog-entity", "{'name':'api','kind':'Group','namespace':'default'}");

        assertThat(web)
                .isEqualTo(live.server
                        .get("/entities/by-name/component/default/web")
                        .json());
        assertThat(api.path("kind").asString()).isEqualTo("Group");
    }

    @Test
    void refuseANameThatIsNotOneEntity() {
        live.catalog.provide("p", component("api"), group("api"));
        live.settle();

        var none = invoke("get-catalog-entity", "{'name':'nope'}");
        var two = invoke("get-catalog-entity", "{'name':'api'}");

        assertThat(none.status()).isEqualTo(400);
        assertThat(none.message()).isEqualTo("No entity found with name \"nope\"");
        assertThat(two.status()).isEqualTo(409);
        assertThat(two.message())
                .startsWith("Multiple entities found with name \"api\", please provide more specific filters."
                        + " Entities found: ")
                .contains("\"component:default/api\"", "\"group:default/api\"");
    }

    @Test
    void answerAPredicateInPages() {
        live.catalog.provide("p", component("a"), component("b"), component("c"), group("g"));
        live.settle();
        var query = "'query':{'kind':'Component'},'orderFields':{'field':'metadata.name','order':'desc'},"
                + "'fields':['metadata.name'],";

        var first = output("query-catalog-entities", "{" + query + "'limit':'2'}");
        var cursor = first.path("nextPageCursor").asString();
        var second =
                output("query-catalog-entities", "{'cursor':'" + cursor + "','limit':2,'fields':['metadata.name']}");

        assertThat(first.path("items").toString())
                .isEqualTo("[{\"metadata\":{\"name\":\"c\"}},{\"metadata\":{\"name\":\"b\"}}]");
        assertThat(first.path("totalItems").asInt()).isEqualTo(3);
        assertThat(first.path("hasMoreEntities").asBoolean()).isTrue();
        assertThat(second.path("items").toString()).isEqualTo("[{\"metadata\":{\"name\":\"a\"}}]");
        assertThat(second.path("hasMoreEntities").asBoolean()).isFalse();
        assertThat(second.has("nextPageCursor")).isFalse();
    }

    @Test
    void findText() {
        live.catalog.provide("p", component("web"), component("webhook"), component("api"));
        live.settle();

        var found = output(
                "query-catalog-entities",
                "{'fullTextFilter':{'term':'WEB','fields':['metadata.name']},"
                        + "'orderFields':[{'field':'metadata.name','order':'asc'}],'offset':1,'fields':['metadata.name']}");

        assertThat(found.path("items").toString()).isEqualTo("[{\"metadata\":{\"name\":\"webhook\"}}]");
    }

    @Test
    void checkTheTextOfAnEntity() {
        var good = validate(GOOD);
        var incomplete = validate(GOOD.replace("  lifecycle: production\n", ""));
        var broken = validate("a: [b");
        var two = validate(GOOD + "---\n" + GOOD);
        var none = validate("just text");

        assertThat(good.path("isValid").asBoolean()).isTrue();
        assertThat(good.path("entity").path("kind").asString()).isEqualTo("Component");
        assertThat(incomplete.path("isValid").asBoolean()).isFalse();
        assertThat(incomplete.path("isValidYaml").asBoolean()).isTrue();
        assertThat(incomplete.path("errors").path(0).asString()).contains("must have required property 'lifecycle'");
        assertThat(broken.path("isValidYaml").asBoolean()).isFalse();
        assertThat(broken.path("errors").path(0).asString()).startsWith("YAML parsing error: ");
        assertThat(two.path("isValidYaml").asBoolean()).isFalse();
        assertThat(none.path("isValid").asBoolean()).isFalse();
    }

    @Test
    void registerALocationAndTakeItOutAgain() {
        live.catalog.files().put(TARGET, component("web"));

        var id = output("register-entity", "{'locationUrl':'" + TARGET + "'}")
                .path("locationId")
                .asString();
        live.settle();
        var registered =
                live.server.get("/entities/by-name/component/default/web").status();
        var again = invoke("register-entity", "{'locationUrl':'" + TARGET + "'}");
        var gone = output("unregister-entity", "{'type':{'locationId':'" + id + "'}}");
        live.settle();

        assertThat(registered).isEqualTo(200);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.message()).isEqualTo("Location url:" + TARGET + " already exists");
        assertThat(gone.toString()).isEqualTo("{}");
        assertThat(live.server.get("/entities/by-name/component/default/web").status())
                .isEqualTo(404);
    }

    @Test
    void takeALocationOutByItsAddressInAnyCase() {
        live.register(TARGET);

        var gone =
                invoke("unregister-entity", "{'type':{'locationUrl':'" + TARGET.replace("catalog", "Catalog") + "'}}");
        var again = invoke("unregister-entity", "{'type':{'locationUrl':'" + TARGET + "'}}");

        assertThat(gone.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.message()).isEqualTo("Location with URL " + TARGET + " not found");
    }

    @Test
    void haveAnEntityReadAgain() {
        live.catalog.files().put(TARGET, component("web"));
        live.register(TARGET);
        live.settle();
        live.catalog.files().put(TARGET, component("web").described("new"));

        var output = output("refresh-catalog-entity", "{'name':' web ','kind':'component'}");
        live.settle();

        assertThat(output.toString()).isEqualTo("{\"entityRef\":\"component:default/web\"}");
        assertThat(live.server.get("/entities/by-name/component/default/web").body())
                .contains("\"new\"");
    }

    @Test
    void describeTheModel() {
        var text = output("get-catalog-model-description", "{}")
                .path("description")
                .asString();

        assertThat(text)
                .contains("### Component", "`backstage.io/v1alpha1`", "* `spec.lifecycle`, required: How mature")
                .contains("* `ownedBy`, seen from the other entity `ownerOf`");
    }

    @Test
    void takeTheirInputWrappedAsWell() {
        live.catalog.provide("p", component("web"));
        live.settle();
        var path = "/.backstage/actions/v2/actions/catalog:get-catalog-entity/invoke";

        var wrapped = live.server.post(path, "{\"input\":{\"name\":\"web\"}}");
        var bare = live.server.post(path, "{\"name\":\"web\"}");
        var secret = live.server.post(path, "{\"input\":{\"name\":\"web\"},\"secrets\":{\"a\":\"b\"}}");

        assertThat(wrapped.status()).isEqualTo(200);
        assertThat(bare.message()).startsWith("Invalid input to action \"catalog:get-catalog-entity\"; caused by ");
        assertThat(secret.message()).isEqualTo("Action \"catalog:get-catalog-entity\" does not accept secrets");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get-catalog-entity     | {}                       | input must have required property 'name'",
                "get-catalog-entity     | {\"name\":1}             | input/name must be string",
                "get-catalog-entity     | []                       | input must be object",
                "query-catalog-entities | {\"limit\":0}            | input/limit must be an integer >= 1",
                "query-catalog-entities | {\"limit\":1.5}          | input/limit must be an integer >= 1",
                "query-catalog-entities | {\"limit\":\"abc\"}      | input/limit must be an integer >= 1",
                "query-catalog-entities | {\"offset\":-1}          | input/offset must be an integer >= 0",
                "query-catalog-entities | {\"fields\":\"kind\"}    | input/fields must be array",
                "query-catalog-entities | {\"orderFields\":{\"field\":\"a\",\"order\":\"x\"}} | input/orderFields/order must be equal to one of the allowed values: asc, desc",
                "register-entity        | {}                       | input must have required property 'locationUrl'",
                "unregister-entity      | {}                       | input must have required property 'type'",
                "unregister-entity      | {\"type\":{}}            | input/type must have required property 'locationUrl'",
                "validate-entity        | {\"entity\":\"a\",\"location\":\"nonsense\"} | input/location must match format \"uri\"",
                "refresh-catalog-entity | {\"name\":\"  \"}        | input/name must NOT have fewer than 1 characters",
                "refresh-catalog-entity | {\"name\":\"a\",\"kind\":\"\"} | input/kind must NOT have fewer than 1 characters",
            })
    void refuseInputOfAnotherForm(String action, String input, String fault) {
        var answer = live.server.post("/.backstage/actions/v1/actions/catalog:" + action + "/invoke", input);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message())
                .isEqualTo("Invalid input to action \"catalog:" + action + "\"; caused by " + fault);
    }

    @Test
    void giveAtMostAThousandEntitiesAtOnce() {
        live.catalog.provide(
                "p", IntStream.range(0, 1_001).mapToObj(i -> component("c" + i)).toArray(EntityBuilder[]::new));
        live.settle();

        var output = output("query-catalog-entities", "{'limit':1000000,'fields':['kind']}");

        assertThat(output.path("items")).hasSize(1_000);
        assertThat(output.path("hasMoreEntities").asBoolean()).isTrue();
    }

    @Test
    void refuseABodyAsEveryOtherRouteDoes() {
        var broken = invoke("get-catalog-entity", "{");
        var large = invoke("get-catalog-entity", "{'name':'" + "a".repeat(110_000) + "'}");

        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.json().path("error").path("name").asString()).isEqualTo("InputError");
        assertThat(large.status()).isEqualTo(400);
        assertThat(large.message()).isEqualTo("request entity too large");
    }

    @Test
    void refuseAnAddressThatIsNoUrl() {
        assertThat(invoke("register-entity", "{'locationUrl':'nonsense'}"))
                .returns(400, CatalogServer.Answer::status)
                .returns("nonsense is an invalid URL", CatalogServer.Answer::message);
    }

    @Test
    void areNotAllThatAProgramMayThinkOf() {
        assertThat(invoke("nope", "{}"))
                .returns(404, CatalogServer.Answer::status)
                .returns("Action \"catalog:nope\" not found", CatalogServer.Answer::message);
    }

    @Test
    void askForThePermissionOfTheRouteThatDoesTheSame() {
        try (var denied = LiveCatalog.denying("catalog.location.create")) {
            var answer = denied.server.post(
                    "/.backstage/actions/v1/actions/catalog:register-entity/invoke",
                    "{\"locationUrl\":\"" + TARGET + "\"}");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(denied.server.get("/locations").body()).isEqualTo("[]");
        }
        try (var readonly = LiveCatalog.readonly()) {
            var answer = readonly.server.post(
                    "/.backstage/actions/v1/actions/catalog:register-entity/invoke",
                    "{\"locationUrl\":\"" + TARGET + "\"}");

            assertThat(answer.message()).isEqualTo("This operation not allowed in readonly mode");
        }
    }
}
