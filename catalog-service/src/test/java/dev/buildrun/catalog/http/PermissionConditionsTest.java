package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionConditionsTest {
    private static final String PATH = "/.well-known/backstage/permissions/";
    private static final String KIND =
            "{'rule':'IS_ENTITY_KIND','resourceType':'catalog-entity','params':{'kinds':['Component']}}";
    private static final String UNKNOWN = "{'rule':'NOPE','resourceType':'catalog-entity','params':{}}";
    private static LiveCatalog live;

    @BeforeAll
    static void start() {
        live = LiveCatalog.open();
        live.catalog.provide(
                "p", component("web").ownedBy("group:default/team-a").described("A Site"), component("api"));
        live.settle();
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private static CatalogServer.Answer ask(String items) {
        return live.server.post(PATH + "apply-conditions", items.replace('\'', '"'));
    }

    private static String item(String ref, String conditions) {
        return "{'id':'1','resourceRef':" + ref + ",'resourceType':'catalog-entity','conditions':" + conditions + "}";
    }

    private static String decide(String conditions) {
        var answer = ask("{'items':[" + item("'component:default/web'", conditions) + "]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("items").path(0).path("result").asString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HAS_ANNOTATION  | {'annotation':'backstage.io/managed-by-location'}                    | ALLOW",
                "HAS_ANNOTATION  | {'annotation':'Backstage.io/Managed-by-Location'}                    | ALLOW",
                "HAS_ANNOTATION  | {'annotation':'backstage.io/managed-by-location','value':'URL:https://p.test/entities.yaml'} | ALLOW",
                "HAS_ANNOTATION  | {'annotation':'backstage.io/managed-by-location','value':'x'}        | DENY",
                "HAS_ANNOTATION  | {'annotation':'nope'}                                                | DENY",
                "HAS_LABEL       | {'label':'tier'}                                                     | DENY",
                "HAS_METADATA    | {'key':'Description'}                                                | ALLOW",
                "HAS_METADATA    | {'key':'description','value':'a site'}                               | ALLOW",
                "HAS_METADATA    | {'key':'description','value':'a'}                                    | DENY",
                "HAS_SPEC        | {'key':'type','value':'Service','unknown':1}                         | ALLOW",
                "HAS_SPEC        | {'key':'nope'}                                                       | DENY",
                "IS_ENTITY_KIND  | {'kinds':['user','COMPONENT']}                                       | ALLOW",
                "IS_ENTITY_KIND  | {'kinds':[]}                                                         | DENY",
                "IS_ENTITY_OWNER | {'claims':['group:default/team-a']}                                  | ALLOW",
                "IS_ENTITY_OWNER | {'claims':['Group:default/team-a']}                                  | DENY",
                "IS_ENTITY_OWNER | {'claims':[]}                                                        | DENY",
            })
    void appliesTheRuleToAnEntity(String rule, String params, String result) {
        assertThat(decide("{'rule':'" + rule + "','resourceType':'catalog-entity','params':" + params + "}"))
                .isEqualTo(result);
    }

    @Test
    void allowsWhatLacksAnAnnotationWhereItMustNotHaveIt() {
        var rule = "{'rule':'HAS_ANNOTATION','resourceType':'catalog-entity','params':{'annotation':'secret'}}";

        assertThat(decide("{'not':" + rule + "}")).isEqualTo("ALLOW");
    }

    @Test
    void putsConditionsTogetherAndLooksNoFurtherThanNeeded() {
        var not = "{'not':" + KIND + "}";

        assertThat(decide("{'allOf':[{'anyOf':[" + not + "," + KIND + "]}," + KIND + "]}"))
                .isEqualTo("ALLOW");
        assertThat(decide("{'allOf':[" + KIND + "," + not + "]}")).isEqualTo("DENY");
        assertThat(decide("{'anyOf':[" + KIND + "," + UNKNOWN + "]}")).isEqualTo("ALLOW");
        assertThat(decide("{'anyOf':[" + not + "],'not':{'not':" + KIND + "}}")).isEqualTo("DENY");
    }

    @Test
    void answersForEachResourceOfABatchAndDeniesWhatIsNotThere() {
        var refs = "['component:default/web','component:default/nope','Component:default/web']";

        var answer = ask("{'items':[" + item(refs, KIND) + ","
                + item("'component:default/nope'", "{'not':" + KIND + "}") + "]}");

        assertThat(answer.body())
                .isEqualTo("{\"items\":[{\"id\":\"1\",\"result\":[\"ALLOW\",\"DENY\",\"DENY\"]},"
                        + "{\"id\":\"1\",\"result\":\"DENY\"}]}");
    }

    @Test
    void isNotForUsers() {
        var request = live.server
                .request(PATH + "apply-conditions")
                .header("Authorization", "Bearer user")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"items\":[]}"));

        var answer = live.server.send(request);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).isEmpty();
    }

    @Test
    void namesUnknownResourceTypesAndRules() {
        var types = "{'id':'1','resourceRef':'a','resourceType':'x','conditions':" + KIND + "}";

        var type = ask("{'items':[" + types + "," + types + "]}");
        var rule = ask("{'items':[" + item("'component:default/web'", UNKNOWN) + "]}");
        var notReached = ask("{'items':[" + item("'component:default/nope'", UNKNOWN) + "]}");

        assertThat(type.status()).isEqualTo(400);
        assertThat(type.message()).isEqualTo("Unexpected resource types: x, x.");
        assertThat(rule.status()).isEqualTo(500);
        assertThat(rule.message())
                .isEqualTo("Permission rule 'NOPE' does not exist for resource type 'catalog-entity'");
        assertThat(notReached.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'items':1}",
                "{'items':[{'resourceRef':'a','resourceType':'catalog-entity','conditions':{'anyOf':[]}}]}",
                "{'items':[{'id':'1','resourceRef':[],'resourceType':'catalog-entity','conditions':{'not':1}}]}",
                "{'items':[{'id':'1','resourceRef':'component:default/web','resourceType':'catalog-entity','conditions':{'allOf':[]}}]}",
                "{'items':[{'id':'1','resourceRef':'component:default/web','resourceType':'catalog-entity','conditions':{'rule':'IS_ENTITY_KIND'}}]}",
                "{'items':[{'id':'1','resourceRef':'component:default/web','resourceType':'catalog-entity','conditions':{'rule':'IS_ENTITY_KIND','resourceType':'catalog-entity'}}]}",
                "{'items':[{'id':'1','resourceRef':'component:default/web','resourceType':'catalog-entity','conditions':{'rule':'HAS_SPEC','resourceType':'catalog-entity','params':{'key':1}}}]}",
            })
    void refusesWhatIsNoQuestion(String body) {
        var answer = ask(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").path("name").asString()).isEqualTo("InputError");
    }

    @Test
    void refusesConditionsThatAreNestedDeep() {
        var depth = 60;

        var answer = ask("{'items':["
                + item("'component:default/web'", "{'not':".repeat(depth) + KIND + "}".repeat(depth)) + "]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("nested at most 50 deep");
    }

    @Test
    void describesPermissionsAndRules() {
        var metadata = live.server.get(PATH + "metadata").json();

        assertThat(metadata.path("permissions")
                        .valueStream()
                        .map(permission -> permission.path("name").asString())
                        .collect(Collectors.toSet()))
                .contains("catalog.entity.read", "catalog.location.create", "catalog.entities.unprocessed.read")
                .hasSize(13);
        assertThat(metadata.path("permissions")
                        .valueStream()
                        .filter(permission -> permission.path("name").asString().equals("catalog.entity.refresh"))
                        .findFirst()
                        .orElseThrow()
                        .toString())
                .isEqualTo("{\"type\":\"resource\",\"name\":\"catalog.entity.refresh\","
                        + "\"attributes\":{\"action\":\"update\"},\"resourceType\":\"catalog-entity\"}");
        assertThat(metadata.path("rules")
                        .valueStream()
                        .map(rule -> rule.path("name").asString())
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(
                        "HAS_ANNOTATION",
                        "HAS_LABEL",
                        "HAS_METADATA",
                        "HAS_SPEC",
                        "IS_ENTITY_KIND",
                        "IS_ENTITY_OWNER"));
        assertThat(metadata.path("rules")
                        .path(0)
                        .path("paramsSchema")
                        .path("required")
                        .toString())
                .isEqualTo("[\"annotation\"]");
    }
}
