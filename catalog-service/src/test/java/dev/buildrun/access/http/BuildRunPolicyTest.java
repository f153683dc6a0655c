package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.audit.AuditRetention;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The usual policy, the tokens that people make, and the audit, on the whole service. */
class BuildRunPolicyTest {
    private static final String TOKENS = "/api/buildrun/tokens";
    private static final String AUDIT = "/api/buildrun/audit";
    private static final String ENTITIES = "/api/catalog/entities";

    @TempDir
    Path folder;

    private GuardedService guarded;

    @BeforeEach
    void start() {
        guarded = new GuardedService(folder, "");
    }

    @AfterEach
    void stop() {
        guarded.close();
    }

    private int refresh(String token, String component) {
        return guarded.post(token, "/api/catalog/refresh", "{\"entityRef\":\"component:default/" + component + "\"}")
                .status();
    }

    private JsonNode make(String token, String body) {
        var made = guarded.post(token, TOKENS, body);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private List<String> audit(String token, String query) {
        var rows = new ArrayList<String>();
        var answer = guarded.get(token, AUDIT + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        answer.json()
                .path("items")
                .forEach(row -> rows.add(
                        row.path("action").asString() + " " + row.path("actor").asString("-")));
        return rows;
    }

    @Test
    void letsOwnersAndNestedOwnersChangeAndNobodyElse() {
        assertThat(refresh(guarded.user("ada"), "web")).isEqualTo(200);
        assertThat(refresh(guarded.user("ada"), "base"))
                .as("owned by the department")
                .isEqualTo(200);
        assertThat(refresh(guarded.user("dora"), "web"))
                .as("owned by a team below")
                .isEqualTo(403);
        assertThat(refresh(guarded.user("eve"), "web")).isEqualTo(403);
        assertThat(refresh(guarded.user("pat"), "web")).isEqualTo(200);
        assertThat(guarded.delete(guarded.user("eve"), ENTITIES + "/by-uid/" + guarded.uid("web"))
                        .status())
                .isEqualTo(403);
        assertThat(guarded.delete(guarded.user("eve"), ENTITIES + "/by-uid/" + guarded.uid("other"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aTokenCanDoWhatItsOwnerMayAndItsScopeHas() {
        var ada = guarded.user("ada");
        var made = make(
                ada,
                "{\"name\":\"laptop\",\"permissions\":[\"catalog.entity.*\"],"
                        + "\"entities\":{\"rule\":\"HAS_SPEC\",\"resourceType\":\"catalog-entity\",\"params\":{\"key\":\"owner\",\"value\":\"team-a\"}}}");
        var token = made.path("token").asString();

        assertThat(guarded.get(token, ENTITIES + "/by-query?filter=kind=component")
                        .json()
                        .path("totalItems")
                        .asInt())
                .isEqualTo(1);
        assertThat(refresh(token, "web")).isEqualTo(200);
        assertThat(refresh(token, "base")).as("the owner may, the token not").isEqualTo(403);
        assertThat(guarded.get(token, "/api/catalog/locations").body()).isEqualTo("[]");
        assertThat(guarded.get(token, "/api/scaffolder/v2/actions").status()).isEqualTo(403);
        assertThat(guarded.get(token, "/api/user-settings/buckets/b/keys/k").status())
                .isEqualTo(403);
        assertThat(guarded.get(token, TOKENS).status())
                .as("no token makes another")
                .isEqualTo(403);

        var eves = make(guarded.user("eve"), "{\"name\":\"all\",\"permissions\":[\"*\"]}")
                .path("token")
                .asString();
        assertThat(refresh(eves, "web")).as("the token may, the owner not").isEqualTo(403);
    }

    @Test
    void aTokenIsShownOnceAndListedWithItsUse() {
        var ada = guarded.user("ada");
        var made = make(ada, "{\"name\":\"laptop\",\"permissions\":[\"catalog.entity.read\"],\"expiresInDays\":3}");
        guarded.get(made.path("token").asString(), ENTITIES);

        var listed = guarded.get(ada, TOKENS);

        var item = listed.json().path("items").get(0);
        assertThat(listed.body()).doesNotContain(made.path("token").asString());
        assertThat(item.path("prefix").asString())
                .hasSize(12)
                .isSubstringOf(made.path("token").asString());
        assertThat(item.path("lastUsedAt").asString()).isNotEmpty();
        assertThat(Duration.between(
                        Instant.now(), Instant.parse(item.path("expiresAt").asString())))
                .isBetween(Duration.ofDays(2), Duration.ofDays(3));
        assertThat(guarded.get(guarded.user("eve"), TOKENS).json().path("items"))
                .isEmpty();
    }

    @Test
    void aRevokedTokenIsGoodForNothing() {
        var ada = guarded.user("ada");
        var made = make(ada, "{\"name\":\"laptop\",\"permissions\":[\"catalog.entity.read\"]}");
        var token = made.path("token").asString();
        assertThat(guarded.get(token, ENTITIES).status()).isEqualTo(200);
        var path = TOKENS + "/" + made.path("id").asString();

        assertThat(guarded.delete(guarded.user("eve"), path).status()).isEqualTo(404);
        assertThat(guarded.delete(ada, path).status()).isEqualTo(204);

        assertThat(guarded.get(token, ENTITIES).error()).isEqualTo("401 AuthenticationError: Illegal token");
        var last = token.charAt(token.length() - 1) == 'A' ? "B" : "A";
        assertThat(guarded.get(token.substring(0, token.length() - 1) + last, ENTITIES)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void onlyThePlatformTeamMakesTokensForPrograms() {
        var body = "{\"name\":\"ci\",\"service\":\"deploy-bot\",\"permissions\":[\"catalog.entity.read\"]}";

        assertThat(guarded.post(guarded.user("ada"), TOKENS, body).status()).isEqualTo(403);
        var token = make(guarded.user("pat"), body).path("token").asString();

        assertThat(guarded.get(token, ENTITIES).status()).isEqualTo(200);
        assertThat(refresh(token, "web")).isEqualTo(403);
    }

    @Test
    void refusesATokenThatWouldNotBeWhatItSeems() {
        for (var body : List.of(
                "{\"permissions\":[\"catalog.entity.read\"]}",
                "{\"name\":\"x\",\"permissions\":[]}",
                "{\"name\":\"x\",\"permissions\":[\"Catalog Read\"]}",
                "{\"name\":\"x\",\"permissions\":[\"a.b\"],\"expiresInDays\":400}",
                "{\"name\":\"x\",\"permissions\":[\"a.b\"],\"entities\":{\"rule\":\"HAS_SPEC\",\"resourceType\":\"catalog-entity\",\"params\":{}}}",
                "{\"name\":\"x\",\"permissions\":[\"a.b\"],\"scope\":1}")) {
            assertThat(guarded.post(guarded.user("ada"), TOKENS, body).status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void everyChangeHasOneRowInTheAudit() {
        var ada = guarded.user("ada");
        var before = audit(guarded.user("pat"), "?limit=500").size();

        var location = guarded.post(
                        ada, "/api/catalog/locations", "{\"type\":\"url\",\"target\":\"http://127.0.0.1:1/a.yaml\"}")
                .json()
                .at("/location/id")
                .asString();
        guarded.delete(guarded.user("pat"), "/api/catalog/locations/" + location);
        guarded.delete(ada, ENTITIES + "/by-uid/" + guarded.uid("web"));
        make(ada, "{\"name\":\"x\",\"permissions\":[\"a.b\"]}");
        guarded.service().send(ada, "PUT", "/api/user-settings/buckets/b/keys/k", "{\"value\":1}");

        var all = audit(guarded.user("pat"), "?limit=500");
        assertThat(all.subList(0, all.size() - before))
                .contains(
                        "setting.write user:default/ada",
                        "token.create user:default/ada",
                        "entity.delete user:default/ada",
                        "location.delete user:default/pat",
                        "location.create user:default/ada")
                .filteredOn(row -> row.startsWith("location.") || row.startsWith("entity."))
                .hasSize(3);
        assertThat(audit(guarded.user("pat"), "?action=location.*&actor=user:default/pat"))
                .containsExactly("location.delete user:default/pat");
        assertThat(audit(guarded.user("pat"), "?entity=component:default/web&action=entity.delete"))
                .hasSize(1);
        assertThat(audit(guarded.user("pat"), "?since=2100-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void theAuditIsForThePlatformTeamAndWhomItConcerns() {
        guarded.post(guarded.user("pat"), TOKENS, "{\"name\":\"x\",\"permissions\":[\"a.b\"]}");

        assertThat(audit(guarded.user("pat"), "")).contains("token.create user:default/pat");
        assertThat(audit(guarded.user("eve"), "?limit=500")).noneMatch(row -> row.startsWith("token."));
        assertThat(audit(guarded.user("eve"), "?entity=component:default/other"))
                .isNotEmpty();
        assertThat(audit(guarded.user("dora"), "?entity=component:default/other"))
                .isEmpty();
        assertThat(guarded.get(guarded.user("dora"), AUDIT).body())
                .contains("component:default/base")
                .doesNotContain("component:default/other");
        assertThat(guarded.get(guarded.user("pat"), AUDIT + "?since=yesterday").status())
                .isEqualTo(400);
    }

    @Test
    void theAuditIsReadPageByPageAndEndsSomeTime() {
        make(guarded.user("pat"), "{\"name\":\"x\",\"permissions\":[\"a.b\"]}");
        var all = audit(guarded.user("pat"), "?limit=500");
        var first = guarded.get(guarded.user("pat"), AUDIT + "?limit=1").json();
        var second = audit(
                guarded.user("pat"),
                "?limit=500&cursor=" + first.path("nextCursor").asString());
        assertThat(second).hasSize(all.size() - 1);

        var later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        var gone = new AuditRetention(guarded.service().database(), Duration.ofDays(1), later).turn();

        assertThat(gone).isEqualTo(all.size());
        assertThat(audit(guarded.user("pat"), "")).isEmpty();
    }
}
