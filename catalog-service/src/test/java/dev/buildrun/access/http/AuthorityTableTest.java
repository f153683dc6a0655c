package dev.buildrun.access.http;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.http.AuthorityTable.Row;
import dev.buildrun.api.contract.Contract;
import dev.buildrun.testing.AuditRows;
import dev.buildrun.testing.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation, asked for by everybody about every class of objects, is answered as the table says. */
class AuthorityTableTest {
    /** Who stands in the columns of the table. */
    private static final Map<String, String> WHO =
            Map.of("user", "eve", "owner", "dora", "nested", "ada", "platform", "pat", "service", "service");

    @TempDir
    static Path folder;

    private static final AuthorityTable TABLE = AuthorityTable.read();
    private static AuthorityWorld world;

    @BeforeAll
    static void start() {
        world = new AuthorityWorld(folder);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void leavesNoOperationOut() {
        var said = TABLE.rows().stream().map(Row::operation).collect(Collectors.toSet());

        assertThat(AuthorityTable.operations().filter(operation -> !said.contains(operation)))
                .as("operations without a row")
                .isEmpty();
        assertThat(TABLE.rows())
                .allSatisfy(row -> assertThat(row.statuses())
                        .as(row.toString())
                        .isNotEmpty()
                        .allSatisfy((_, statuses) -> assertThat(statuses).hasSameSizeAs(AuthorityTable.CALLERS)));
    }

    /** A request, with the token as a header or, where it begins so, as the cookie. */
    private static RunningService.Answer send(
            Row row, String path, @Nullable String body, String token, String cookie) {
        var headers = row.headers();
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        if (!cookie.isEmpty()) {
            headers.put("Cookie", "backstage-auth=" + cookie);
        }
        return world.service().send(token, row.operation().method(), path, body, headers);
    }

    @Test
    void saysWhatEverybodyGets() throws Exception {
        var wrong = new ArrayList<String>();
        var cells = 0;
        for (var row : TABLE.rows()) {
            for (var of : row.statuses().entrySet()) {
                var found = new ArrayList<Integer>();
                for (var caller : AuthorityTable.CALLERS) {
                    var object = object(row, of.getKey());
                    found.add(send(row, row.path(object), row.body(object), world.token(who(caller)), "")
                            .status());
                    cells++;
                }
                if (!found.equals(of.getValue())) {
                    wrong.add(row + " " + of.getKey().word() + ": expected " + of.getValue() + ", found " + found);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(cells).as("cells").isGreaterThan(1_000);
    }

    private static String who(String column) {
        return Objects.requireNonNull(WHO.get(column));
    }

    /** What the audit has of somebody since a row of it: what was done, to what, and how it went. */
    private static List<String> audit(String actor, long after) {
        return AuditRows.after(
                world.service().database(),
                after,
                actor,
                row -> row.get(AUDIT_LOG.ACTION) + " " + row.get(AUDIT_LOG.WHAT) + " " + row.get(AUDIT_LOG.OUTCOME));
    }

    /** What one call by one of the callers leaves in the audit in that caller's name, after the status. */
    private static String left(Row row, AuthorityWorld.Whose of, int caller) throws InterruptedException {
        var who = who(AuthorityTable.CALLERS.get(caller));
        // Only what changes something uses it up, or would find it changed already.
        var isFresh = !row.operation().method().equals("GET");
        var object = row.about() == null ? Map.<String, String>of() : world.object(row.about(), of, isFresh);
        var before = AuditRows.newest(world.service().database());
        var answer = send(row, row.path(object), row.body(object), world.token(who), "");
        var rows = audit(who.equals("service") ? "external:machine" : "user:default/" + who, before);
        var expected = row.audit(object);
        // What stands behind the beginning that the table gives is left out.
        var told = rows.stream()
                .map(each -> expected != null && each.startsWith(expected)
                        ? expected + each.substring(each.lastIndexOf(' '))
                        : each)
                .toList();
        return answer.status() / 100 + "xx " + told.toString().replace(String.valueOf(expected), "as said");
    }

    @Test
    void saysWhatIsLeftInTheAudit() throws Exception {
        var wrong = new ArrayList<String>();
        var mutations = 0;
        for (var row : TABLE.rows()) {
            var statuses = row.of(AuthorityWorld.Whose.OWN);
            // The owner, where it may.
            var lucky = IntStream.of(1, 0, 2, 3, 4)
                    .filter(each -> statuses.get(each) < 300)
                    .findFirst();
            if (lucky.isPresent()) {
                var found = left(row, AuthorityWorld.Whose.OWN, lucky.getAsInt());
                var expected = row.audit(Map.of()) == null ? "2xx []" : "2xx [as said succeeded]";
                mutations += row.audit(Map.of()) == null ? 0 : 1;
                if (!found.equals(expected)) {
                    wrong.add(row + ": expected " + expected + ", found " + found);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(mutations).as("operations that leave a row").isGreaterThan(30);
    }

    @Test
    void leavesNothingInTheAuditOfARefusalUnlessItSaysSo() throws Exception {
        var wrong = new ArrayList<String>();
        var refusals = 0;
        for (var row : TABLE.rows()) {
            for (var of : row.statuses().entrySet()) {
                var unlucky = of.getValue().indexOf(403);
                if (unlucky >= 0 && !row.operation().method().equals("GET")) {
                    var found = left(row, of.getKey(), unlucky);
                    // Only people are asked for approvals, so that programs are refused is no decision.
                    var isProgram = AuthorityTable.CALLERS.get(unlucky).equals("service");
                    var expected = row.refused() == null || isProgram ? "4xx []" : "4xx [as said refused]";
                    refusals++;
                    if (!found.equals(expected)) {
                        wrong.add(row + " " + of.getKey().word() + ": expected " + expected + ", found " + found);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(refusals).as("refusals").isGreaterThan(40);
    }

    private static Map<String, String> object(Row row, AuthorityWorld.Whose of) throws InterruptedException {
        return row.about() == null ? Map.of() : world.object(row.about(), of, row.fresh());
    }

    /** Those without a good token, and those with a token that is good for less. Header, then cookie. */
    private static Map<String, List<String>> intruders() {
        var longAgo = Instant.now().minus(Duration.ofHours(2));
        var audience = "\"aud\":\"backstage\",";
        var intruders = new LinkedHashMap<String, List<String>>();
        var limited = world.sign("vnd.backstage.limited-user", "pat", "", Instant.now());
        intruders.put("anonymous", List.of("", ""));
        intruders.put("limited", List.of(limited, ""));
        intruders.put("cookie", List.of("", limited));
        intruders.put("expired", List.of(world.sign("vnd.backstage.user", "pat", audience, longAgo), ""));
        intruders.put(
                "early",
                List.of(
                        world.sign(
                                "vnd.backstage.user",
                                "pat",
                                audience,
                                Instant.now().plusSeconds(7200)),
                        ""));
        intruders.put(
                "wrong audience",
                List.of(
                        world.auth.sign(
                                "vnd.backstage.plugin",
                                "{\"sub\":\"auth\",\"aud\":\"nobody\",\"iat\":"
                                        + Instant.now().getEpochSecond() + ",\"exp\":"
                                        + Instant.now().plusSeconds(600).getEpochSecond() + "}"),
                        ""));
        return intruders;
    }

    /** The cookie is sent by the browser, whoever's page asks; so it alone opens nothing, and changes nothing. */
    @Test
    void letsNobodyInWithoutATokenThatIsGoodForIt() throws Exception {
        var wrong = new ArrayList<String>();
        var cells = 0;
        for (var row : TABLE.rows()) {
            for (var of : row.statuses().keySet()) {
                var object = row.about() == null ? Map.<String, String>of() : world.object(row.about(), of, false);
                for (var intruder : intruders().entrySet()) {
                    var answer = send(
                            row,
                            row.path(object),
                            row.body(object),
                            intruder.getValue().getFirst(),
                            intruder.getValue().getLast());
                    cells++;
                    if (answer.status() != expected(row, intruder.getKey(), of)) {
                        wrong.add(row + " " + of.word() + " for " + intruder.getKey() + ": " + answer.status());
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(cells).as("cells").isGreaterThan(1_200);
    }

    /** Where no token is wanted, one that is brought is looked at only by the plugins that may need to know whose it is. */
    private static int expected(Row row, String intruder, AuthorityWorld.Whose of) {
        var bringsCookie = intruder.equals("limited") || intruder.equals("cookie");
        if (row.cookie() && bringsCookie) {
            return row.of(of).get(AuthorityTable.CALLERS.indexOf("platform"));
        }
        var bringsNone = intruder.equals("anonymous") || intruder.equals("cookie");
        var isTokenless = row.operation().path().startsWith("/.backstage/health/")
                || (row.operation().path().contains("jwks") && row.operation().contract() != Contract.AUTH);
        var isOpen = row.open() && (bringsNone || isTokenless);
        return isOpen ? row.of(of).getFirst() : 401;
    }
}
