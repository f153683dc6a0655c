package dev.buildrun.catalog.push;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.RunningService.Answer;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each test uses a source of its own, {@code s1} to {@code s12}, since all share one service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushedEntitiesTest {
    private static final String CI = "token-of-the-ci";
    private static final String READER = "token-of-a-reader";
    private static final String CONFIG = """
            backend:
              auth:
                externalAccess:
                  - {type: static, options: {token: token-of-the-ci, subject: ci}}
                  - {type: static, options: {token: token-of-a-reader, subject: reader}}
            buildrun:
              push: {maxEntities: 2000}
              providers:
            """
            + IntStream.rangeClosed(1, 14)
                    .mapToObj(number -> "    s" + number + ": {subjects: ['external:ci']}\n")
                    .collect(Collectors.joining())
            + "    a-listed: {subjects: ['external:ci']}\n    nobody: {subjects: []}\n";

    @TempDir
    static Path folder;

    private RunningService service;

    @BeforeAll
    void start() {
        service = RunningService.start(TestDatabase.create(), folder, CONFIG);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static String entities(EntityBuilder... entities) {
        return Stream.of(entities).map(EntityBuilder::text).collect(Collectors.joining(",", "[", "]"));
    }

    private Answer push(String source, String json) {
        return service.send(CI, "PUT", path(source), json);
    }

    private static String path(String source) {
        return "/api/buildrun/providers/" + source + "/entities";
    }

    private Answer entity(String name) {
        return service.get(CI, "/api/catalog/entities/by-name/component/default/" + name);
    }

    private static String counts(Answer answer) {
        var json = answer.json();
        return answer.status() + " +" + json.path("added").asInt(-1) + " ~"
                + json.path("changed").asInt(-1) + " -" + json.path("removed").asInt(-1) + " ="
                + json.path("unchanged").asInt(-1);
    }

    @Test
    void showsWhatWasPushedWhenItHasAnswered() {
        var answer = push("s1", entities(component("s1-web"), component("s1-api")));

        var web = entity("s1-web").json();
        assertThat(counts(answer)).isEqualTo("200 +2 ~0 -0 =0");
        assertThat(answer.json().path("pending").asInt()).isZero();
        assertThat(answer.header("Buildrun-Position")).matches("[1-9]\\d*");
        assertThat(web.path("metadata")
                        .path("annotations")
                        .path("backstage.io/managed-by-location")
                        .asString())
                .isEqualTo("push:s1");
        assertThat(web.path("metadata")
                        .path("annotations")
                        .path("backstage.io/managed-by-origin-location")
                        .asString())
                .isEqualTo("push:s1");
        assertThat(web.path("relations").path(0).path("type").asString()).isEqualTo("ownedBy");
    }

    @Test
    void replacesEverythingThatTheSourceHasSaid() {
        push("s2", entities(component("s2-web"), component("s2-api"), component("s2-job")));

        var answer =
                push("s2", entities(component("s2-web"), component("s2-api").described("new"), component("s2-new")));

        assertThat(counts(answer)).isEqualTo("200 +1 ~1 -1 =1");
        assertThat(entity("s2-job").status()).isEqualTo(404);
        assertThat(entity("s2-new").status()).isEqualTo(200);
        assertThat(entity("s2-api").body()).contains("new");
    }

    @Test
    void writesNothingWhenTheSameIsPushedAgain() {
        var first = push("s3", entities(component("s3-web"), component("s3-api")));
        var rows = rowVersions();

        var again = push("s3", entities(component("s3-api"), component("s3-web")));

        assertThat(counts(again)).isEqualTo("200 +0 ~0 -0 =2");
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(rowVersions()).isEqualTo(rows);
    }

    /** PostgreSQL's own mark of who wrote each row last. */
    private List<String> rowVersions() {
        return service.database()
                .inTransaction(tx -> tx.jooq()
                        .fetch("select entity_ref || ' ' || xmin from refresh_state where entity_ref like '%/s3-%'"
                                + " union all select entity_ref || ' ' || xmin from final_entities where entity_ref"
                                + " like '%/s3-%' union all select 'log ' || count(*) from change_log where entity_ref"
                                + " like '%/s3-%' order by 1")
                        .getValues(0, String.class));
    }

    @Test
    void storesNothingWhenOneEntityIsNotGood() {
        push("s4", entities(component("s4-web")));

        var answer = push(
                "s4",
                "[" + component("s4-new").text() + ","
                        + component("s4-bad").withoutLifecycle().text()
                        + ",7,{\"kind\":\"Component\",\"apiVersion\":\"backstage.io/v1alpha1\",\"metadata\":"
                        + "{\"name\":\"not good!\"},\"spec\":{}},"
                        + component("s4-new").text() + "]");

        assertThat(answer.error())
                .startsWith("400 InputError: Nothing was stored, since 4 items are not good; the first is entities[1]"
                        + " component:default/s4-bad: ")
                .contains("must have required property 'lifecycle'");
        assertThat(answer.json()
                        .path("faults")
                        .valueStream()
                        .map(fault -> fault.path("index") + " "
                                + fault.path("entityRef").asString("-")))
                .containsExactly(
                        "1 component:default/s4-bad",
                        "2 -",
                        "3 component:default/not good!",
                        "4 component:default/s4-new");
        assertThat(answer.json().path("faults").path(3).path("message").asString())
                .isEqualTo("Expected each entity once, found it at entities[0] already");
        assertThat(entity("s4-web").status()).isEqualTo(200);
        assertThat(entity("s4-new").status()).isEqualTo(404);
    }

    @Test
    void saysWhoHasAnEntityThatItMayNotHave() {
        push("s5", entities(component("s5-web")));

        var answer =
                push("s6", entities(component("s6-own"), component("s5-web").described("mine")));

        var state = service.get(CI, "/api/buildrun/providers/s6").json();
        assertThat(answer.error())
                .isEqualTo("409 ConflictError: Nothing was stored, since other sources have 1 of the entities; the"
                        + " first is component:default/s5-web, which comes from push:s5");
        assertThat(answer.json().path("conflicts").path(0).path("heldBy").asString())
                .isEqualTo("push:s5");
        assertThat(entity("s6-own").status()).isEqualTo(404);
        assertThat(entity("s5-web").body()).doesNotContain("mine");
        assertThat(state.path("conflicts").asInt()).isEqualTo(1);
        assertThat(state.path("lastError").path("message").asString()).contains("component:default/s5-web");
    }

    @Test
    void takesADifference() {
        push("s7", entities(component("s7-web"), component("s7-api")));

        var answer = service.send(
                CI,
                "PATCH",
                path("s7"),
                "{\"upsert\":" + entities(component("s7-api").described("new"), component("s7-job"))
                        + ",\"delete\":[\"Component:default/S7-web\",\"component:default/s7-never\"]}");

        assertThat(counts(answer)).isEqualTo("200 +1 ~1 -1 =0");
        assertThat(entity("s7-web").status()).isEqualTo(404);
        assertThat(entity("s7-job").status()).isEqualTo(200);
    }

    @Test
    void deletesOneEntityAndThenAll() {
        push("s8", entities(component("s8-web"), component("s8-api")));

        var one = service.send(CI, "DELETE", path("s8") + "/component/default/s8-web", null);
        var again = service.send(CI, "DELETE", path("s8") + "/component/default/s8-web", null);
        var all = service.send(CI, "DELETE", path("s8"), null);

        assertThat(counts(one)).isEqualTo("200 +0 ~0 -1 =0");
        assertThat(again.error())
                .isEqualTo("404 NotFoundError: The provider 's8' has no entity component:default/s8-web");
        assertThat(counts(all)).isEqualTo("200 +0 ~0 -1 =0");
        assertThat(entity("s8-api").status()).isEqualTo(404);
    }

    @Test
    void takesYamlOfSeveralDocuments() {
        var yaml = """
                # An inventory
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: s9-web}
                spec: {type: service, lifecycle: production, owner: team-a}
                ---
                apiVersion: backstage.io/v1alpha1
                kind: User
                metadata: {name: s9-ada}
                spec: {memberOf: []}
                """;

        var answer =
                service.send(CI, "PUT", path("s9"), yaml, Map.of("Content-Type", "application/yaml; charset=utf-8"));

        assertThat(counts(answer)).isEqualTo("200 +2 ~0 -0 =0");
        assertThat(service.get(CI, "/api/catalog/entities/by-name/user/default/s9-ada")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void triesWithoutStoringAnything() {
        push("s10", entities(component("s10-web")));
        var path = path("s10") + "?dryRun=true";

        var answer = service.send(CI, "PUT", path, entities(component("s10-new")));
        var bad = service.send(CI, "PUT", path, entities(component("s10-new").withoutLifecycle()));

        assertThat(counts(answer)).isEqualTo("200 +1 ~0 -1 =0");
        assertThat(answer.json().path("dryRun").asBoolean()).isTrue();
        assertThat(bad.status()).isEqualTo(400);
        assertThat(entity("s10-web").status()).isEqualTo(200);
        assertThat(entity("s10-new").status()).isEqualTo(404);
        assertThat(service.get(CI, "/api/buildrun/providers/s10")
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void keepsTwoWritersFromOverwritingEachOther() {
        var seen = push("s11", entities(component("s11-web"))).header("ETag");
        push("s11", entities(component("s11-web"), component("s11-api")));

        var late = pushIfMatch("s11", seen);
        var newest = service.get(CI, "/api/buildrun/providers/s11").header("ETag");
        var good = pushIfMatch("s11", newest);
        var nonsense = pushIfMatch("s11", "abc");

        assertThat(late.error()).startsWith("412 PreconditionFailedError: Nothing was stored");
        assertThat(late.header("ETag")).isEqualTo(newest);
        assertThat(counts(good)).isEqualTo("200 +0 ~0 -2 =0");
        assertThat(nonsense.status()).isEqualTo(400);
    }

    private Answer pushIfMatch(String source, String tag) {
        return service.send(CI, "PUT", path(source), "[]", Map.of("Content-Type", "application/json", "If-Match", tag));
    }

    @Test
    void storesConcurrentPushesOneAfterTheOther() throws Exception {
        var pushes = IntStream.range(0, 8)
                .<Callable<Answer>>mapToObj(number -> () -> push(
                        "s12",
                        entities(
                                component("s12-a").described("by " + number),
                                component("s12-b").described("by " + number))))
                .toList();

        List<Answer> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(pushes).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().map(answer -> answer.json().path("version").asInt()))
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(entity("s12-a").json().path("metadata").path("description"))
                .isEqualTo(entity("s12-b").json().path("metadata").path("description"));
    }

    @Test
    void keepsALocationOfItsOwnThatIsNotALocalFile() {
        var kept = push(
                "s13",
                "[" + component("s13-web").from("url:https://files.test/a.yaml").text() + "]");
        var file =
                push("s13", "[" + component("s13-web").from("file:/etc/passwd").text() + "]");

        assertThat(kept.status()).isEqualTo(200);
        assertThat(entity("s13-web").body()).contains("url:https://files.test/a.yaml");
        assertThat(file.error())
                .contains("Expected no annotation backstage.io/managed-by-location, or one that is push:s13 or begins"
                        + " with url:, found \"file:/etc/passwd\"");
    }

    @Test
    void storesAThousandEntitiesAndShowsThem() {
        var many = IntStream.range(0, 1000)
                .mapToObj(number -> component("s14-" + number))
                .toArray(EntityBuilder[]::new);

        var answer = push("s14", "{\"entities\":" + entities(many) + "}");

        assertThat(counts(answer)).isEqualTo("200 +1000 ~0 -0 =0");
        assertThat(answer.json().path("pending").asInt()).isZero();
        assertThat(entity("s14-999").status()).isEqualTo(200);
    }

    @Test
    void letsOnlyThoseInWhoAreNamed() {
        var body = entities(component("nope"));

        assertThat(service.send("", "PUT", path("s1"), body).status()).isEqualTo(401);
        assertThat(service.send(READER, "PUT", path("s1"), body).error())
                .isEqualTo("403 NotAllowedError: external:reader may not change the provider 's1', expected a caller"
                        + " that stands under buildrun.providers.s1.subjects");
        assertThat(service.send(READER, "PATCH", path("s1"), "{}").status()).isEqualTo(403);
        assertThat(service.send(READER, "DELETE", path("s1"), null).status()).isEqualTo(403);
        assertThat(push("nobody", body).status()).isEqualTo(403);
        assertThat(push("ConfigLocationProvider", body).status()).isEqualTo(404);
        assertThat(push("unknown", body).status()).isEqualTo(404);
        assertThat(service.get("", "/api/buildrun/providers").status()).isEqualTo(401);
    }

    @Test
    void listsAllProvidersWithTheirState() {
        push("a-listed", entities(component("listed")));

        var items = service.get(READER, "/api/buildrun/providers").json().path("items");

        assertThat(items.valueStream().map(item -> item.path("name").asString()))
                .startsWith("ConfigLocationProvider", "StoredLocationProvider", "a-listed", "nobody");
        assertThat(items.path(0).path("connectedAt").asString()).isNotEmpty();
        var listed = items.path(2);
        assertThat(listed.path("takesPushes").asBoolean()).isTrue();
        assertThat(listed.path("entities").asInt()).isEqualTo(1);
        assertThat(listed.path("lastMutation").path("actor").asString()).isEqualTo("external:ci");
        assertThat(service.get(READER, "/api/buildrun/providers/unknown").status())
                .isEqualTo(404);
    }
}
