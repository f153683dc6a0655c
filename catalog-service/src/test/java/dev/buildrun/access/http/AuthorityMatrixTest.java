package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.contract.Contract;
import dev.buildrun.api.contract.Operation;
import dev.buildrun.testing.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operation of the documents against callers who must not get in, and a table of what the usual policy gives to those who do. */
class AuthorityMatrixTest {
    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";
    private static final String MISSING = "401 AuthenticationError: Missing credentials";
    private static final String ILLEGAL = "401 AuthenticationError: Illegal token";
    private static final String LIMITED = "401 AuthenticationError: Illegal limited user token";
    /** Plugins whose tokens of people work without any permission, since all they answer is what these may do. */
    private static final Set<Contract> ALWAYS = Set.of(Contract.PERMISSION, Contract.AUTH, Contract.ROOT);

    @TempDir
    static Path folder;

    private static GuardedService guarded;
    /** Good for nothing. */
    private static String useless;

    @BeforeAll
    static void start() {
        guarded = new GuardedService(folder, "");
        useless = guarded.post(
                        guarded.user("ada"),
                        "/api/buildrun/tokens",
                        "{\"name\":\"x\",\"permissions\":[\"nothing.at-all\"]}")
                .json()
                .path("token")
                .asString();
    }

    @AfterAll
    static void stop() {
        guarded.close();
    }

    private static Stream<Operation> secured() {
        return Stream.of(Contract.values())
                .flatMap(contract -> contract.operations().stream())
                .filter(AuthorityMatrixTest::isSecured);
    }

    /** Alertmanager has a token of its own, which AlertRoutesTest tries. */
    private static boolean isSecured(Operation operation) {
        if (operation.node().path("operationId").asString().equals("ReceiveAlerts")) {
            return false;
        }
        var own = operation.node().path("security");
        return !(own.isMissingNode() ? operation.contract().document().path("security") : own).isEmpty();
    }

    private static RunningService.Answer send(String token, Operation operation) {
        var path = (operation.contract().mount() + operation.path()).replaceAll("\\{[^}]+}", UNKNOWN);
        var hasBody = !operation.method().equals("GET") && !operation.method().equals("DELETE");
        return guarded.service().send(token, operation.method(), path, hasBody ? "{}" : null);
    }

    private static Map<String, String> intruders() {
        var now = Instant.now();
        var tokens = new LinkedHashMap<String, String>();
        tokens.put("", MISSING);
        tokens.put(guarded.user("ada", now.minusSeconds(7200), Duration.ofHours(1)), ILLEGAL);
        tokens.put(guarded.user("ada", now.plusSeconds(7200), Duration.ofHours(1)), ILLEGAL);
        tokens.put(
                guarded.auth.sign(
                        "vnd.backstage.plugin",
                        "{\"sub\":\"auth\",\"aud\":\"nobody\",\"iat\":" + now.getEpochSecond() + ",\"exp\":"
                                + now.plusSeconds(60).getEpochSecond() + "}"),
                ILLEGAL);
        tokens.put(
                guarded.auth.sign(
                        "vnd.backstage.limited-user",
                        "{\"sub\":\"user:default/ada\",\"iat\":" + now.getEpochSecond() + ",\"exp\":"
                                + now.plusSeconds(60).getEpochSecond() + "}"),
                LIMITED);
        return tokens;
    }

    @Test
    void nobodyGetsInWithoutAGoodToken() {
        var operations = secured().toList();
        assertThat(operations).hasSizeGreaterThan(70);
        var wrong = new ArrayList<String>();
        intruders()
                .forEach((token, expected) -> operations.forEach(operation -> {
                    var found = send(token, operation).error();
                    // Whom a token is of has to be asked even where no token is wanted, and then there are other words.
                    var isForPages =
                            expected.equals(LIMITED) && operation.path().startsWith("/static/docs/");
                    if (!found.equals(expected)
                            && !isForPages
                            && !(operation.contract() == Contract.AUTH && found.startsWith("401 "))) {
                        wrong.add(operation + " for \"" + token + "\": " + found);
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void aTokenWithoutAPermissionOfAPluginIsRefusedOnAllOfIt() {
        var wrong = secured()
                .filter(operation -> !ALWAYS.contains(operation.contract()))
                .filter(operation -> send(useless, operation).status() != 403)
                .map(Operation::toString)
                .toList();

        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsOpenIsKnown() {
        var open = Stream.of(Contract.values())
                .filter(contract -> contract != Contract.AUTH && contract != Contract.ROOT)
                .flatMap(contract -> contract.operations().stream())
                .filter(operation -> !isSecured(operation))
                .map(operation ->
                        operation.method() + " " + operation.contract().mount() + operation.path())
                .toList();

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "GET /api/buildrun/.backstage/auth/v1/jwks.json",
                        "GET /api/catalog/.backstage/auth/v1/jwks.json",
                        "GET /api/scaffolder/.backstage/auth/v1/jwks.json",
                        "GET /api/techdocs/.backstage/auth/v1/jwks.json",
                        "GET /api/permission/health",
                        "POST /api/buildrun/callbacks/{token}",
                        "POST /api/buildrun/platform/alerts");
    }

    /** Ada is an owner of web, and a nested owner of base; Dora is above web; Eve has nothing to do with either; Pat is the platform team. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /api/catalog/entities/by-name/component/default/web            |                                         | 200 200 200 200 200
            GET    | /api/catalog/entities/by-name/component/default/none           |                                         | 404 404 404 404 404
            GET    | /api/catalog/entities/by-name/component/default/web/ancestry   |                                         | 200 200 200 200 200
            GET    | /api/buildrun/history/component/default/web                    |                                         | 200 200 200 200 200
            GET    | /api/buildrun/impact/component/default/web                     |                                         | 200 200 200 200 200
            GET    | /api/techdocs/sync/default/component/web                       |                                         | 200 200 200 200 200
            GET    | /api/techdocs/sync/default/component/none                      |                                         | 404 404 404 404 404
            POST   | /api/catalog/refresh    | {"entityRef":"component:default/web"}                                          | 200 403 403 200 200
            POST   | /api/catalog/refresh    | {"entityRef":"component:default/base"}                                         | 200 200 403 200 200
            POST   | /api/catalog/refresh    | {"entityRef":"component:default/none"}                                         | 403 403 403 404 404
            POST   | /api/catalog/locations?dryRun=true | {"type":"nope","target":"x"}                                        | 400 400 400 400 400
            DELETE | /api/catalog/locations/00000000-0000-4000-8000-000000000000    |                                         | 403 403 403 404 404
            DELETE | /api/catalog/entities/by-uid/00000000-0000-4000-8000-000000000000 |                                      | 403 403 403 204 204
            GET    | /api/catalog/entities/unprocessed/failed                       |                                         | 200 200 200 200 200
            DELETE | /api/catalog/entities/unprocessed/delete/00000000-0000-4000-8000-000000000000 |                          | 403 403 403 204 204
            GET    | /api/buildrun/tokens                                           |                                         | 200 200 200 200 403
            GET    | /api/scaffolder/v2/tasks                                       |                                         | 200 200 200 200 200
            """)
    void theUsualPolicyGives(String method, String path, String body, String statuses) {
        var found = Stream.of(
                        guarded.user("ada"),
                        guarded.user("dora"),
                        guarded.user("eve"),
                        guarded.user("pat"),
                        GuardedService.MACHINE)
                .map(token -> Integer.toString(
                        guarded.service().send(token, method, path, body).status()))
                .toList();

        assertThat(found).isEqualTo(List.of(statuses.split(" ")));
    }
}
