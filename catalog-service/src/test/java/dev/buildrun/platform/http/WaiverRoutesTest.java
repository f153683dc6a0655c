package dev.buildrun.platform.http;

import static dev.buildrun.platform.http.PlatformApi.ORDERS;
import static dev.buildrun.platform.http.PlatformApi.V1;
import static dev.buildrun.platform.http.PlatformApi.texts;
import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.schema.Tables;
import dev.buildrun.json.Json;
import dev.buildrun.platform.conformance.Outcome;
import dev.buildrun.platform.conformance.Upkeep;
import dev.buildrun.platform.testing.PlatformHarness;
import dev.buildrun.testing.Witness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WaiverRoutesTest {
    private final PlatformApi api = new PlatformApi();
    private final PlatformHarness platform = api.platform;

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode get(String path) throws Exception {
        return api.get(path);
    }

    private JsonNode post(String caller, String path, String body, int status) throws Exception {
        return api.post(caller, path, body, status);
    }

    private static String wish(String expiresAt) {
        return Json.write(Json.object()
                .put("component", ORDERS)
                .put("rule", "BR-02")
                .put("reason", "Next week")
                .put("expiresAt", expiresAt));
    }

    @Test
    void aWaiverIsAskedForByTheOwnerAndApprovedByThePlatformTeam() throws Exception {
        platform.settle();

        post("bob", "/waivers", wish("2026-12-20T00:00:00Z"), 403);
        var asked = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201);
        var id = asked.path("id").asString();
        post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 409);
        post("ada", "/waivers/" + id + "/approve", "{}", 403);
        var approved = post("pat", "/waivers/" + id + "/approve", "{\"comment\": \"fine\"}", 200);
        post("pat", "/waivers/" + id + "/deny", "{}", 409);

        assertThat(asked.path("status").asString()).isEqualTo("requested");
        assertThat(approved.path("inForce").asBoolean()).isTrue();
        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results(ORDERS)).containsEntry("BR-02", Outcome.WAIVED);
        assertThat(get("/waivers/" + id).path("decidedBy").asString()).isEqualTo("user:default/pat");
        assertThat(texts(get("/waivers?status=approved").path("items"), "id")).containsExactly(id);
        assertThat(audit())
                .containsExactly(
                        "waiver.request refused",
                        "waiver.request succeeded",
                        "waiver.approve refused",
                        "waiver.approve succeeded");
    }

    private String flags(String caller) throws Exception {
        var answer = api.edge.send(api.edge.request("/api/buildrun/platform/waivers", caller));
        var item = Json.read(answer.body()).at("/items/0");
        return item.path("canDecide") + " " + item.path("canWithdraw");
    }

    /** Ada owns the component, pat is of the platform team, bob neither. */
    @Test
    void aListSaysToEachCallerWhatTheyMayDecide() throws Exception {
        platform.settle();
        var asked = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201);
        assertThat(List.of(flags("ada"), flags("bob"), flags("pat")))
                .containsExactly("false true", "false false", "true true");

        post("pat", "/waivers/" + asked.path("id").asString() + "/approve", "{}", 200);
        assertThat(flags("pat")).isEqualTo("false true");
    }

    private List<String> audit() {
        return platform.read(tx -> tx.jooq()
                .selectFrom(Tables.AUDIT_LOG)
                .where(Tables.AUDIT_LOG.ACTION.startsWith("waiver."))
                .orderBy(Tables.AUDIT_LOG.ID)
                .fetch(row -> row.get(Tables.AUDIT_LOG.ACTION) + " " + row.get(Tables.AUDIT_LOG.OUTCOME)));
    }

    @Test
    void remindsAndLapsesWithTheClock() throws Exception {
        platform.settle();
        var id = post("ada", "/waivers", wish("2026-12-20T12:00:00Z"), 201)
                .path("id")
                .asString();
        post("pat", "/waivers/" + id + "/approve", "{}", 200);
        var upkeep = new Upkeep(platform.database(), platform::snapshot, platform.stores(), platform.clock());
        platform.settle();
        var lapses = Witness.of(platform.database(), "platform_waivers", "new.status = 'lapsed'");

        assertThat(upkeep.remind()).isZero();
        platform.clock().advance(Duration.ofDays(11));
        assertThat(upkeep.remind()).isEqualTo(1);
        assertThat(upkeep.remind()).isZero();
        platform.clock().advance(Duration.ofDays(11));
        assertThat(upkeep.remind()).isEqualTo(1);
        platform.clock().advance(Duration.ofDays(3));
        assertThat(upkeep.remind()).isEqualTo(1);

        var events = get("/events?audience=team-orders").path("items");
        assertThat(texts(events, "type"))
                .containsExactly("waiver.lapsed", "waiver.reminder", "waiver.reminder", "waiver.approved");
        assertThat(texts(get("/waivers").path("items"), "status")).containsExactly("lapsed");
        assertThat(lapses.left()).containsExactly(List.of("- waiver.lapse succeeded"));
        platform.settle();
        assertThat(platform.results(ORDERS)).containsEntry("BR-02", Outcome.FAIL);
    }

    @Test
    void refusesWaiversThatAreTooLongOrOfNoRule() throws Exception {
        platform.settle();

        assertThat(post("ada", "/waivers", wish("2027-03-20T00:00:00Z"), 400)
                        .path("error")
                        .path("message")
                        .asString())
                .isEqualTo("expiresAt: expected a moment within the next 90 days, found 2027-03-20T00:00:00Z");
        assertThat(refused(wish("2026-12-20T00:00:00Z").replace("BR-02", "BR-00")))
                .isEqualTo("rule: expected one of [BR-01, BR-02], the rules that can be waived, found BR-00");
        assertThat(refused(wish("2026-12-20T00:00:00Z").replace("Next week", " ")))
                .isEqualTo("request/body/reason: expected a text of 1 to 2000 characters, found an empty one");
        post("ada", "/waivers", "{\"component\": \"orders\"}", 400);
    }

    private String refused(String wish) throws Exception {
        return post("ada", "/waivers", wish, 400).at("/error/message").asString();
    }

    private static String in(String environment, String rule) {
        return wish("2026-12-20T00:00:00Z")
                .replace("\"BR-02\"", "\"" + rule + "\", \"environment\": \"" + environment + "\"");
    }

    @Test
    void aWaiverOfOneEnvironmentIsForThatAlone() throws Exception {
        platform.put(contract("contract-v1", "production", V1 + """
                  - id: BR-10
                    scope: manifest
                    message: Something runs
                    expression: objects.size() > 0
                """)).settle();

        var asked = post("ada", "/waivers", in("dev", "BR-10"), 201);
        post("ada", "/waivers", in("dev", "BR-10"), 409);
        post("ada", "/waivers", in("prod", "BR-10"), 201);
        post("pat", "/waivers/" + asked.path("id").asString() + "/approve", "{}", 200);
        platform.settle();

        assertThat(asked.path("environment").asString()).isEqualTo("dev");
        assertThat(platform.results(ORDERS))
                .containsEntry("BR-10@dev", Outcome.WAIVED)
                .containsEntry("BR-10@prod", Outcome.UNKNOWN);
        assertThat(get("/teams/default/team-orders")
                        .at("/waivers/0/environment")
                        .asString())
                .isEqualTo("dev");
        assertThat(refused(in("production", "BR-10")))
                .isEqualTo(
                        "environment: expected one of [dev, prod] or none, as BR-10 has its results, found production");
        assertThat(refused(in("dev", "BR-02")))
                .isEqualTo("environment: expected none, as BR-02 has its results, found dev");
    }

    private static String declared(String environment) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: orders-no-probes}
                spec:
                  {type: waiver, owner: team-orders, rule: BR-02, reason: Next week, expiresAt: "2026-12-20",
                   dependsOn: [component:default/orders]%s}
                """.formatted(environment);
    }

    /** Whoever has leave for one environment would otherwise widen it alone. */
    @Test
    void aWaiverInTheCatalogThatIsWidenedIsAskedForAnew() throws Exception {
        platform.put(declared(", environment: dev")).settle();
        var id = get("/waivers").at("/items/0/id").asString();
        post("pat", "/waivers/" + id + "/approve", "{}", 200);
        platform.put(declared(", environment: dev")).settle();
        assertThat(get("/waivers/" + id).path("status").asString()).isEqualTo("approved");

        platform.put(declared("")).settle();

        assertThat(get("/waivers/" + id).path("status").asString()).isEqualTo("requested");
        assertThat(get("/waivers/" + id).has("environment")).isFalse();
    }

    @Test
    void deniesAndWithdraws() throws Exception {
        platform.settle();
        var first = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201)
                .path("id")
                .asString();
        post("pat", "/waivers/" + first + "/deny", "{\"comment\": \"no\"}", 200);
        var second = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201)
                .path("id")
                .asString();

        post("bob", "/waivers/" + second + "/withdraw", "{}", 403);
        var withdrawn = post("ada", "/waivers/" + second + "/withdraw", "{}", 200);

        assertThat(withdrawn.path("status").asString()).isEqualTo("withdrawn");
    }
}
