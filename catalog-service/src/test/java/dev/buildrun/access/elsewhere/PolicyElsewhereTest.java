package dev.buildrun.access.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Access;
import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Discovery;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another backend says what users may. */
@Timeout(60)
class PolicyElsewhereTest {
    private static final String JANE = "user:default/jane";
    private static final Permission READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final Permission DELETE = new Permission("catalog.entity.delete", "delete", "catalog-entity");
    private static final Permission CREATE = new Permission("scaffolder.task.create", "create", null);
    private static final Permission AUDIT = new Permission("buildrun.audit.read", "read", null);

    private final StandInPermissionBackend elsewhere = new StandInPermissionBackend();
    private final Access access = new Access(new AccessConfig(
            URI.create("http://localhost:7007"),
            true,
            Duration.ofHours(1),
            null,
            List.of(Access.fixed("a-static-token", "ci")),
            Discovery.NONE,
            elsewhere.baseUrl()));
    private final PermissionBackend backend = new PermissionBackend(
            elsewhere.baseUrl(),
            access.tokens,
            Map.of("catalog-entity", Set.of("IS_ENTITY_OWNER")),
            Duration.ofSeconds(2));
    private final PermissionPolicy policy = new PermissionPolicy(new PolicyElsewhere(backend, access.clock));

    @AfterEach
    void stop() {
        backend.close();
        elsewhere.close();
        access.close();
    }

    /** Jane, as a request of hers brings her. */
    private Caller jane() {
        return caller(access.tokens.forUser(JANE));
    }

    private Caller caller(String token) {
        return access.authenticator.authenticate("Bearer " + token, "catalog");
    }

    @Test
    void takesItsWord() {
        elsewhere.deny(DELETE.name());
        elsewhere.allowOwners(READ.name(), JANE);
        var rule = new Criteria.Rule("IS_ENTITY_OWNER", Json.read("{\"claims\":[\"" + JANE + "\"]}"));

        var decisions = List.of(
                policy.decide(jane(), CREATE, null),
                policy.decide(jane(), DELETE, null),
                policy.decide(jane(), READ, null));

        assertThat(decisions).containsExactly(Decision.ALLOW, Decision.DENY, new Decision.Conditional(rule));
    }

    @Test
    void showsItTheSignInOfTheUser() {
        var token = access.tokens.forUser(JANE);

        policy.decide(caller(token), READ, null);

        var limited = access.tokens.limited(token).orElseThrow();
        assertThat(elsewhere.claims.path("obo").asString()).isEqualTo(limited.token());
        assertThat(elsewhere.claims.path("sub").asString()).isEqualTo("catalog");
        assertThat(elsewhere.claims.path("aud").asString()).isEqualTo("permission");
        assertThat(elsewhere.claims.path("exp").asLong())
                .isEqualTo(limited.expiresAt().getEpochSecond());
    }

    @Test
    void showsItTheCookieWhereThatIsAllThereIs() {
        var limited = access.tokens.limited(access.tokens.forUser(JANE)).orElseThrow();

        policy.decide(access.authenticator.authenticateLimited(null, limited.token(), "techdocs"), READ, null);

        assertThat(elsewhere.claims.path("obo").asString()).isEqualTo(limited.token());
    }

    @Test
    void isAskedByThePluginThatAPermissionBelongsTo() {
        var plugins = new ArrayList<String>();

        for (var permission : List.of(READ, CREATE, AUDIT)) {
            policy.decide(jane(), permission, null);
            plugins.add(elsewhere.claims.path("sub").asString());
        }

        assertThat(plugins).containsExactly("catalog", "scaffolder", "buildrun");
    }

    @Test
    void isNotAskedAboutPrograms() {
        elsewhere.deny(DELETE.name());

        assertThat(policy.decide(caller("a-static-token"), DELETE, null)).isEqualTo(Decision.ALLOW);
        assertThat(elsewhere.asked).isEmpty();
    }

    @Test
    void isAskedOnceInARequest() {
        var request = jane();

        for (var i = 0; i < 3; i++) {
            policy.decide(request, READ, "component:default/number-" + i);
        }

        assertThat(elsewhere.asked).containsExactly(List.of(READ.name()));
    }

    @Test
    void isAskedAnewInTheNext() {
        var token = access.tokens.forUser(JANE);
        var before = policy.decide(caller(token), DELETE, null);
        elsewhere.deny(DELETE.name());

        var after = policy.decide(caller(token), DELETE, null);

        assertThat(List.of(before, after)).containsExactly(Decision.ALLOW, Decision.DENY);
    }

    @Test
    void isAskedAnewByWhoReadsForLong() {
        var reader = jane();
        policy.decide(reader, READ, null);
        elsewhere.deny(READ.name());

        assertThat(policy.decide(access.ownership.current(reader), READ, null)).isEqualTo(Decision.DENY);
    }

    @Test
    void isAskedAboutAllAtOnceThatIsKnownBefore() {
        var request = jane();

        policy.prepare(request, List.of(READ, DELETE));
        policy.decide(request, READ, null);
        policy.decide(request, DELETE, null);

        assertThat(elsewhere.asked).containsExactly(List.of(READ.name(), DELETE.name()));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 500, 503})
    void letsNobodyInWhereItFails(int status) {
        elsewhere.fail(status);

        assertRefuses();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{\"items\":[]}",
                "{\"items\":[{\"result\":\"ALLOW\"}]}",
                "{\"items\":[{\"id\":\"1\",\"result\":\"ALLOW\"}]}",
                "{\"items\":[{\"id\":\"0\",\"result\":\"ALLOW\"},{\"id\":\"0\",\"result\":\"DENY\"}]}",
                "{\"items\":[{\"id\":\"0\",\"result\":\"ALLOW\"},{\"id\":\"1\",\"result\":\"ALLOW\"}]}",
                "{\"items\":[{\"id\":\"0\",\"result\":\"allow\"}]}",
                "{\"items\":[{\"id\":\"0\",\"result\":[\"ALLOW\"]}]}",
                "{\"items\":[{\"id\":\"0\",\"result\":\"CONDITIONAL\",\"resourceType\":\"catalog-entity\",\"conditions\":{}}]}",
                "{\"items\":[{\"id\":\"0\",\"result\":\"CONDITIONAL\",\"resourceType\":\"catalog-entity\",\"conditions\":{\"not\":"
                        + "{\"rule\":\"IS_A_RULE\",\"resourceType\":\"catalog-entity\"}}}]}",
                "{\"items\":[{\"id\":\"0\",\"result\":\"CONDITIONAL\",\"resourceType\":\"scaffolder-task\",\"conditions\":"
                        + "{\"rule\":\"IS_ENTITY_OWNER\",\"resourceType\":\"scaffolder-task\",\"params\":{\"claims\":[]}}}]}"
            })
    void letsNobodyInForAnAnswerThatIsNone(String answer) {
        elsewhere.answerAll(answer);

        assertRefuses();
    }

    @Test
    void readsNoEndlessAnswer() {
        elsewhere.answerAll(" ".repeat(2_000_000) + "{\"items\":[{\"id\":\"0\",\"result\":\"ALLOW\"}]}");

        assertRefuses();
    }

    @Test
    void waitsForNoAnswerForLong() {
        elsewhere.hold();

        assertRefuses();
    }

    @Test
    void letsNobodyInWhereItIsNotThere() {
        elsewhere.close();

        assertRefuses();
    }

    @Test
    void isAskedAgainAfterItHasFailed() {
        var token = access.tokens.forUser(JANE);
        elsewhere.fail(500);
        assertThatThrownBy(() -> policy.decide(caller(token), READ, null)).isInstanceOf(ServiceException.class);
        elsewhere.fail(200);

        assertThat(policy.decide(caller(token), READ, null)).isEqualTo(Decision.ALLOW);
    }

    private void assertRefuses() {
        assertThatThrownBy(() -> policy.decide(jane(), READ, null))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(ErrorKind.SERVICE_UNAVAILABLE))
                .hasMessageNotContaining("127.0.0.1");
    }

    @Test
    void isNotAskedForAUserWhoseSignInHasEnded() {
        var reader = jane();
        access.clock.advance(Duration.ofHours(2));

        assertThat(policy.decide(reader, READ, null)).isEqualTo(Decision.DENY);
        assertThat(elsewhere.asked).isEmpty();
    }

    @Test
    void isNotAskedForAUserWhoIsNotThere() {
        assertThat(policy.decide(access.authenticator.acting(JANE, null), READ, null))
                .isEqualTo(Decision.DENY);
        assertThat(elsewhere.asked).isEmpty();
    }

    @Test
    void isAskedForATaskWithTheTokenOfWhoeverStartedIt() {
        var token = access.tokens.forUser(JANE);
        elsewhere.deny(CREATE.name());

        assertThat(policy.decide(access.authenticator.acting(JANE, token), CREATE, null))
                .isEqualTo(Decision.DENY);
        assertThat(elsewhere.asked).hasSize(1);
    }

    @Test
    void leavesATaskItsTokenAsLongAsItHolds() {
        var token = access.tokens.forUser(JANE);
        var soon = access.authenticator.current(JANE, token, Duration.ofMinutes(5));
        access.clock.advance(Duration.ofMinutes(58));

        var late = access.authenticator.current(JANE, token, Duration.ofMinutes(5));

        assertThat(soon).isEqualTo(token);
        assertThat(late).isNotEqualTo(token);
        assertThat(access.authenticator
                        .authenticate("Bearer " + late, "catalog")
                        .actor())
                .isEqualTo(JANE);
    }
}
