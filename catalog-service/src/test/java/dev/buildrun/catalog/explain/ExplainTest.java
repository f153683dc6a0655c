package dev.buildrun.catalog.explain;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.LoopbackFiles;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.RunningService.Answer;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole service, which reads from a host on the loopback interface. Each test has entities and files of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest {
    private static final String CI = "token-of-the-ci";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CONFIG = """
            backend:
              auth:
                externalAccess:
                  - {type: static, options: {token: token-of-the-ci, subject: ci}}
              reading: {allow: [{host: 'HOST'}]}
            catalog:
              rules: [{allow: [Component, API, Location]}, {allow: [User], locations: [{type: url, exact: 'https://x.test/u'}]}]
            buildrun:
              push: {settleSeconds: 2}
              providers:
                one: {subjects: ['external:ci']}
                two: {subjects: ['external:ci']}
                three: {subjects: ['external:ci']}
                four: {subjects: ['external:ci']}
            """;

    @TempDir
    static Path folder;

    private LoopbackFiles files;
    private RunningService service;

    @BeforeAll
    void start() throws IOException {
        files = new LoopbackFiles();
        service = RunningService.start(TestDatabase.create(), folder, CONFIG.replace("HOST", files.host()));
    }

    @AfterAll
    void stop() {
        files.close();
        service.close();
    }

    private JsonNode explain(String kind, String name) {
        var answer = service.get(CI, "/api/buildrun/explain/" + kind + "/default/" + name);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Asks until the explanation is as wanted, since reading happens in the background. */
    private JsonNode explainWhen(String kind, String name, Predicate<JsonNode> wanted) {
        var end = System.nanoTime() + SOON.toNanos();
        var explanation = explain(kind, name);
        while (!wanted.test(explanation)) {
            assertThat(System.nanoTime()).as(explanation.toPrettyString()).isLessThan(end);
            explanation = explain(kind, name);
        }
        return explanation;
    }

    private static Predicate<JsonNode> status(String status) {
        return explanation -> explanation.path("status").asString().equals(status);
    }

    private static String reasons(JsonNode explanation) {
        return explanation.path("reasons").valueStream().map(JsonNode::asString).collect(Collectors.joining("\n"));
    }

    private String register(String path) {
        var answer = service.send(
                CI, "POST", "/api/catalog/locations", "{\"type\":\"url\",\"target\":\"" + files.url(path) + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("location").path("id").asString();
    }

    private void refresh(String ref) {
        assertThat(service.send(CI, "POST", "/api/catalog/refresh", "{\"entityRef\":\"" + ref + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private Answer push(String provider, EntityBuilder... entities) {
        var body = Stream.of(entities).map(EntityBuilder::text).collect(Collectors.joining(",", "[", "]"));
        return service.send(CI, "PUT", "/api/buildrun/providers/" + provider + "/entities", body);
    }

    @Test
    void tellsTheWholeChainOfOneThatIsPresent() {
        files.put("/present.yaml", component("present").text());

        var id = register("/present.yaml");
        var explanation = explainWhen("component", "present", status("present"));

        var location = "location:default/generated-";
        var parent = explanation.path("emittedBy").path(0);
        var root = explanation.path("emittedBy").path(1);
        assertThat(reasons(explanation))
                .startsWith("component:default/present is in the catalog, and is what its source says.\nIt is read from"
                        + " url:" + files.url("/present.yaml") + ".")
                .contains("It is emitted by " + location)
                .contains("is declared by the provider 'StoredLocationProvider', for the registered location " + id
                        + " (url:" + files.url("/present.yaml") + ").")
                .contains("It last changed at ", " of the change log.");
        assertThat(parent.path("parentRef").asString()).startsWith(location);
        assertThat(parent.path("parent").path("targets").path(0).asString()).isEqualTo(files.url("/present.yaml"));
        assertThat(parent.path("parent").path("processedAt").asString()).isNotEmpty();
        assertThat(root.path("location").path("id").asString()).isEqualTo(id);
        assertThat(explanation.path("history").path(0).path("cause").asString()).isEqualTo("processing");
        assertThat(explanation.path("conditions").toString()).isEqualTo("[\"present\"]");
        assertThat(explanation.path("fix").asString()).isEqualTo("Nothing to do.");
    }

    @Test
    void tellsOfAPushedOneWhoPushedIt() {
        push("one", component("pushed"));

        var explanation = explain("Component", "Pushed");

        assertThat(explanation.path("status").asString()).isEqualTo("present");
        assertThat(reasons(explanation)).contains("It is declared by the provider 'one'.", "It is read from push:one.");
        assertThat(explanation
                        .path("emittedBy")
                        .path(0)
                        .path("providerState")
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void callsOneStaleWhoseLocationCannotBeReadAnyMore() {
        files.put("/stale.yaml", component("stale").text());
        register("/stale.yaml");
        explainWhen("component", "stale", status("present"));
        files.remove("/stale.yaml");

        refresh("component:default/stale");
        var explanation = explainWhen("component", "stale", status("stale"));

        assertThat(explanation.path("served").asBoolean()).isTrue();
        assertThat(reasons(explanation))
                .contains("which leads to it, cannot be read at present: NotFoundError: Unable to read url");
        assertThat(explanation
                        .path("emittedBy")
                        .path(0)
                        .path("parent")
                        .path("errors")
                        .path(0)
                        .path("name")
                        .asString())
                .isEqualTo("NotFoundError");
        assertThat(explanation.path("fix").asString())
                .startsWith("Make [" + files.url("/stale.yaml") + "] readable again");
    }

    @Test
    void callsOneErroneousThatIsNotGoodAnyMoreAndStillShown() {
        files.put("/bad.yaml", component("bad").text());
        register("/bad.yaml");
        explainWhen("component", "bad", status("present"));
        files.put("/bad.yaml", component("bad").withoutLifecycle().text());

        refresh("component:default/bad");
        var explanation = explainWhen("component", "bad", status("erroneous"));

        assertThat(reasons(explanation))
                .startsWith("component:default/bad has an error. The catalog still shows it as it was when it could"
                        + " last be processed.\nThe last attempt to process it failed with InputError: ")
                .contains("must have required property 'lifecycle'");
        assertThat(explanation.path("entity").path("errors")).hasSize(1);
        assertThat(explanation.path("fix").asString())
                .startsWith("Correct what the error names in url:" + files.url("/bad.yaml"));
    }

    @Test
    void callsOneErroneousThatNeverWasGood() {
        files.put("/never.yaml", component("never-good").withoutLifecycle().text());

        register("/never.yaml");
        var explanation = explainWhen("component", "never-good", status("erroneous"));

        assertThat(explanation.path("served").asBoolean()).isFalse();
        assertThat(reasons(explanation)).contains("It could never be processed, so the catalog does not show it.");
    }

    @Test
    void tellsWhoElseClaimsAnEntity() {
        push("two", component("contested"));
        files.put("/contested.yaml", component("contested").described("mine").text());

        register("/contested.yaml");
        assertThat(push("three", component("contested")).status()).isEqualTo(409);
        var explanation = explainWhen(
                "component", "contested", answer -> answer.path("conflicts").size() == 2);

        var key = "url:" + files.url("/contested.yaml");
        assertThat(explanation.path("status").asString()).isEqualTo("conflict");
        assertThat(reasons(explanation))
                .startsWith("component:default/contested is claimed by more than one source; the one that came first"
                        + " has it, which is push:two.")
                .contains(", which has it at " + key)
                .contains("It was refused to the provider 'three', which has it at push:three at ");
        assertThat(explanation.path("conflicts").path(0).path("locationKey").asString())
                .isEqualTo(key);
        assertThat(explanation.path("conflicts").path(0).path("heldBy").asString())
                .isEqualTo("push:two");
        assertThat(explanation.path("fix").asString()).contains("remove it from push:two first");
    }

    @Test
    void callsOneAnOrphanThatItsFileDoesNotHaveAnyMore() {
        files.put("/orphan.yaml", component("orphan").text());
        register("/orphan.yaml");
        explainWhen("component", "orphan", status("present"));
        files.put("/orphan.yaml", component("not-the-orphan").text());

        refresh("component:default/orphan");
        var explanation = explainWhen("component", "orphan", status("orphaned"));

        assertThat(reasons(explanation))
                .startsWith("component:default/orphan is an orphan: nothing declares it any more, since ")
                .contains("Nothing keeps it alive: no provider declares it and no entity leads to it.");
        assertThat(explanation.path("fix").asString())
                .contains("DELETE /api/catalog/entities/by-uid/"
                        + explanation.path("entity").path("uid").asString());
    }

    @Test
    void callsOnePendingThatWasNeverProcessed() {
        files.hold("/slow.txt");
        files.put("/slow.txt", "a text");
        var body = "["
                + component("pending")
                        .text()
                        .replace(
                                "\"lifecycle\":\"production\"",
                                "\"lifecycle\":{\"$text\":\"" + files.url("/slow.txt") + "\"}")
                + "]";

        var answer = service.send(CI, "PUT", "/api/buildrun/providers/four/entities", body);
        var explanation = explain("component", "pending");
        files.release("/slow.txt");

        assertThat(answer.json().path("pending").asInt()).as(answer.body()).isEqualTo(1);
        assertThat(explanation.path("status").asString()).isEqualTo("pending");
        assertThat(reasons(explanation))
                .startsWith("component:default/pending is declared and waits to be processed for the first time")
                .contains("It is being processed.");
        explainWhen("component", "pending", status("present"));
    }

    @Test
    void saysOfOneThatNeverWasThatNothingSpeaksOfIt() {
        var explanation = explain("system", "zzzzzz-never-heard-of");

        assertThat(explanation.path("status").asString()).isEqualTo("missing");
        assertThat(reasons(explanation)).startsWith("system:default/zzzzzz-never-heard-of is not in the catalog.");
        assertThat(explanation.path("history").toString()).isEqualTo("[]");
        assertThat(explanation.path("fix").asString()).isNotEmpty();
    }

    @Test
    void namesThoseThatMayBeMeant() {
        files.put("/payment.yaml", component("payment-service").text());
        register("/payment.yaml");
        explainWhen("component", "payment-service", status("present"));

        var misspelled = explain("component", "paymnet-service");
        var otherKind = explain("api", "payment-service");

        assertThat(misspelled.path("similar").toString()).isEqualTo("[\"component:default/payment-service\"]");
        assertThat(reasons(misspelled))
                .contains("There is component:default/payment-service, which may be what was meant.");
        assertThat(misspelled.path("fix").asString())
                .isEqualTo("If component:default/payment-service is what was meant, use that reference.");
        assertThat(otherKind.path("similar").toString()).isEqualTo("[\"component:default/payment-service\"]");
    }

    @Test
    void tellsWhoRemovedOneAndWhen() {
        files.put("/removed.yaml", component("removed").text());
        var id = register("/removed.yaml");
        explainWhen("component", "removed", status("present"));

        service.send(CI, "DELETE", "/api/catalog/locations/" + id, null);
        var explanation = explain("component", "removed");

        assertThat(explanation.path("status").asString()).isEqualTo("missing");
        assertThat(reasons(explanation))
                .contains("when the removal of the location that led to it by external:ci removed it, at position ")
                .contains("It came from url:" + files.url("/removed.yaml") + ".")
                .contains(" is not registered any more.");
        assertThat(explanation.path("history").path(0).path("what").asString()).isEqualTo("removed");
        assertThat(explanation.path("former").path("registered").asBoolean()).isFalse();
        assertThat(explanation.path("fix").asString())
                .isEqualTo("Register url:" + files.url("/removed.yaml")
                        + " again with POST /api/catalog/locations, if it is still wanted.");
    }

    @Test
    void tellsWhichRulesRefuseTheKind() {
        files.put("/users.yaml", user("refused").text());
        register("/users.yaml");

        var explanation =
                explainWhen("user", "refused", answer -> reasons(answer).contains("rules"));

        assertThat(explanation.path("status").asString()).isEqualTo("missing");
        assertThat(reasons(explanation))
                .contains("leads to it, but was refused as a whole: NotAllowedError: Entity user:default/refused at")
                .contains("The rules for url:" + files.url("/users.yaml")
                        + " are: allow Component, API, Location anywhere. None of them allows the kind user, which is"
                        + " allowed only where it says: allow User from url:https://x.test/u.");
        assertThat(explanation.path("fix").asString())
                .startsWith("Add {allow: [user], locations: [{type: url, exact: '" + files.url("/users.yaml") + "'}]}");
    }

    @Test
    void namesTheLocationThatOneCameFromAndThatFailsNow() {
        files.put("/frozen.yaml", component("frozen").text());
        register("/frozen.yaml");
        var uid = explainWhen("component", "frozen", status("present"))
                .path("entity")
                .path("uid")
                .asString();
        files.remove("/frozen.yaml");
        refresh("component:default/frozen");
        explainWhen("component", "frozen", status("stale"));

        service.send(CI, "DELETE", "/api/catalog/entities/by-uid/" + uid, null);
        var explanation =
                explainWhen("component", "frozen", answer -> reasons(answer).contains("cannot be read, so whatever"));

        assertThat(reasons(explanation)).contains("when a request to delete it by external:ci removed it");
        assertThat(explanation.path("former").path("registered").asBoolean()).isTrue();
        assertThat(explanation
                        .path("failing")
                        .valueStream()
                        .map(each -> each.path("targets").path(0).asString()))
                .contains(files.url("/frozen.yaml"));
        assertThat(explanation.path("fix").asString())
                .startsWith("Make [" + files.url("/frozen.yaml") + "] readable again");
    }

    @Test
    void remembersWhoWasRefusedWhatIsNowGone() {
        push("two", component("contested"), component("left"));
        push("three", component("left"));

        push("two", component("contested"));
        var explanation = explain("component", "left");

        assertThat(explanation.path("status").asString()).isEqualTo("missing");
        assertThat(reasons(explanation)).contains("The provider 'three' declared it and was refused at ");
        assertThat(explanation.path("fix").asString()).isEqualTo("Let the provider 'three' declare it again.");
    }

    @Test
    void refusesWhatIsNoQuestion() {
        var path = "/api/buildrun/explain/component/default/web";

        assertThat(service.get("", path).status()).isEqualTo(401);
        assertThat(service.get(CI, path + "?verbose=1").error())
                .isEqualTo("400 InputError: Unknown query parameter 'verbose'");
        assertThat(service.get(CI, "/api/buildrun/explain/component/default/" + "x".repeat(1001))
                        .status())
                .isEqualTo(400);
        assertThat(service.get(CI, "/api/buildrun/explain/component/default/a%00b")
                        .status())
                .isEqualTo(400);
        assertThat(List.of(
                        service.get(CI, "/api/buildrun/explain/component/default")
                                .status(),
                        service.send(CI, "POST", path, "{}").status()))
                .containsOnly(404);
    }
}
