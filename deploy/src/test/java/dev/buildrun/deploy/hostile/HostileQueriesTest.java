package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.deploy.hostile.SmallHeapService.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions that are made to exhaust whoever answers them. */
@ExtendWith(Attacked.class)
class HostileQueriesTest {
    private static final String QUERY = "/api/catalog/entities/by-query";

    private SmallHeapService service;

    @BeforeEach
    void take(SmallHeapService service) {
        this.service = service;
    }

    private static void isRefused(Answer answer, String message) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("InputError").contains(message);
    }

    private static void isAnswered(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private static String list(int count, String item) {
        return IntStream.range(0, count).mapToObj(item::formatted).collect(Collectors.joining(","));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$not\":", "{\"$all\":[", "{\"$any\":["})
    void aPredicateOfAThousandLevels(String opening) {
        var closing = opening.endsWith("[") ? "]}" : "}";
        var query = opening.repeat(1_000) + "{\"kind\":\"component\"}" + closing.repeat(1_000);

        isRefused(service.post(QUERY, "{\"query\":" + query + "}"), "nesting depth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                QUERY,
                "/api/catalog/entity-facets",
                "/api/catalog/entities/by-refs",
                "/api/catalog/locations",
                "/api/catalog/validate-entity",
                "/api/catalog/refresh",
                "/api/catalog/analyze-location",
                "/api/catalog/locations/by-query",
                "/api/scaffolder/v2/tasks",
                "/api/scaffolder/v2/dry-run"
            })
    void aBodyOfTenThousandLevels(String path) {
        isRefused(service.post(path, "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)), "nesting depth");
    }

    @Test
    void aPredicateThatIsAHundredThousandWide() {
        var wide = list(100_000, "{\"kind\":\"k%d\"}");

        isRefused(service.post(QUERY, "{\"query\":{\"$any\":[" + wide + "]}}"), "request entity too large");
    }

    @Test
    void aHundredThousandValuesOfOneKey() {
        var values = list(100_000, "\"v%d\"");

        isRefused(service.post(QUERY, "{\"query\":{\"kind\":{\"$in\":[" + values + "]}}}"), "request entity too large");
    }

    @Test
    void asManyValuesAsABodyHolds() {
        isAnswered(service.post(QUERY, "{\"query\":{\"kind\":{\"$in\":[" + list(10_000, "\"v%d\"") + "]}}}"));
    }

    @Test
    void moreConditionsThanAQueryMayHave() {
        isRefused(
                service.post(QUERY, "{\"query\":{\"$any\":[" + list(4_000, "{\"kind\":\"k%d\"}") + "]}}"),
                "Expected at most 1000 conditions in a query, found more");
        isRefused(
                service.get("/api/catalog/entities?filter=" + list(10_000, "k%d")),
                "Expected at most 1000 conditions in a query, found more");
    }

    @Test
    void moreFieldsThanAnAnswerMayHave() {
        var fields = list(8_000, "f%d");

        isRefused(service.get(QUERY + "?fields=" + fields), "Expected at most 1000 fields, found 8000");
        isRefused(
                service.post(QUERY, "{\"fields\":[" + list(8_000, "\"f%d\"") + "]}"),
                "Expected at most 1000 fields, found 8000");
    }

    @Test
    void moreFacetsThanAnAnswerMayHave() {
        isRefused(
                service.get(
                        "/api/catalog/entity-facets?" + list(1_000, "facet=f%d").replace(',', '&')),
                "Expected at most 100 facets, found 1000");
        isRefused(
                service.post("/api/catalog/entity-facets", "{\"facets\":[" + list(1_000, "\"f%d\"") + "]}"),
                "Expected at most 100 facets, found 1000");
    }

    @Test
    void moreFieldsThanATextMayBeLookedForIn() {
        isRefused(
                service.get(QUERY + "?fullTextFilterTerm=x&fullTextFilterFields=" + list(1_000, "f%d")),
                "Expected at most 100 fields to look for a text in, found 1000");
    }

    @Test
    void limitsAndOffsetsBeyondAllMeasure() {
        isAnswered(service.get(QUERY + "?limit=1000000000"));
        isAnswered(service.get(QUERY + "?limit=1000000000&offset=1000000000"));
        isAnswered(service.get("/api/catalog/entities?limit=1000000000&offset=1000000000"));
        isAnswered(service.get(QUERY + "?limit=999999999999999999&offset=999999999999999999"));
        isAnswered(service.post(QUERY, "{\"limit\":1e400,\"offset\":1e400}"));
        isAnswered(service.post(QUERY, "{\"limit\":1e999999999}"));
        isAnswered(service.post(QUERY, "{\"limit\":" + "9".repeat(900) + "}"));
        isRefused(service.post(QUERY, "{\"limit\":" + "9".repeat(100_000) + "}"), "");
        isRefused(service.get(QUERY + "?limit=-1"), "must be >= 0");
        isRefused(service.get(QUERY + "?offset=-1000000000"), "must be >= 0");
        isRefused(service.get(QUERY + "?limit=1e400"), "must be integer");
        isRefused(service.get(QUERY + "?limit=" + "9".repeat(10_000)), "must be integer");
        isRefused(service.post("/api/catalog/locations/by-query", "{\"limit\":1e400}"), "positive integer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "1e400"})
    void numbersInPredicates(String number) {
        isAnswered(service.post(QUERY, "{\"query\":{\"spec.x\":" + number + "}}"));
        isAnswered(service.post(QUERY, "{\"query\":{\"spec.x\":{\"$in\":[" + number + "]}}}"));
        isAnswered(service.post("/api/catalog/locations/by-query", "{\"query\":{\"type\":" + number + "}}"));
    }

    @Test
    void numbersOfMoreDigitsThanJsonMayHave() {
        var digits = "9".repeat(90_000);

        isRefused(service.post(QUERY, "{\"query\":{\"spec.x\":" + digits + "}}"), "Number value length");
        isRefused(service.post(QUERY, "{\"query\":{\"spec.x\":0." + digits + "}}"), "Number value length");
    }

    @Test
    void surrogatesThatStandAloneAndNulAreTextLikeAnyOther() {
        isAnswered(service.post(QUERY, "{\"query\":{\"kind\":\"\\u0000\",\"\\u0000\":\"\"}}"));
        isAnswered(service.post("/api/catalog/entities/by-refs", "{\"entityRefs\":[\"\\ud800\",\"\\u0000\"]}"));
        isAnswered(service.get(QUERY + "?filter=%00=%00,%ED%A0%80=%C0%80"));
        isAnswered(service.get(QUERY + "?orderField=%00&fullTextFilterTerm=%00&fields=%00"));
        assertThat(service.get("/api/catalog/entities/by-name/%00/%00/%00").status())
                .isEqualTo(404);
        assertThat(service.get("/api/catalog/locations/%00").status()).isEqualTo(404);
        assertThat(service.get("/api/catalog/entities/by-uid/%00").status()).isEqualTo(404);
        assertThat(service.get("/api/catalog/locations/by-entity/a/b/%00").status())
                .isEqualTo(404);
        assertThat(service.post("/api/catalog/refresh", "{\"entityRef\":\"component:default/\\u0000\"}")
                        .status())
                .isBetween(400, 404);
        assertThat(service.post("/api/catalog/locations", "{\"type\":\"url\",\"target\":\"http://a/\\u0000\"}")
                        .status())
                .isEqualTo(400);
        assertThat(service.post("/api/catalog/locations", "{\"type\":\"url\",\"target\":\"http://a/\\ud800\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void cursorsThatSomebodyForged() {
        var deep = "{\"query\":" + "{\"$not\":".repeat(1_000) + "{}" + "}".repeat(1_000) + "}";
        var lying = "{\"orderFields\":[],\"orderFieldValues\":[\"no uuid\"],\"isPrevious\":false,\"totalItems\":1e999}";
        for (var json : new String[] {deep, lying, "[]", "1", "\"x\"", "null", "{}", "{\"orderFields\":1e999999999}"}) {
            isRefused(service.get(QUERY + "?cursor=" + encode(base64(json))), "");
            isRefused(service.post(QUERY, "{\"cursor\":\"" + base64(json) + "\"}"), "");
        }
        isRefused(service.get(QUERY + "?cursor=" + "A".repeat(60_000)), "Malformed cursor");
        isRefused(service.post(QUERY, "{\"cursor\":\"" + "%".repeat(90_000) + "\"}"), "Malformed cursor");
    }

    @Test
    void aCursorWithEachOfItsCharactersChanged() {
        for (var i = 0; i < 3; i++) {
            var name = "cursor-" + i;
            service.register(service.sources().serve("/" + name + ".yaml", Attacked.GOOD.formatted(name)));
            service.eventually(name + " is there", SmallHeapService.LONG, () -> service.has("component", name));
        }
        var first = service.get(QUERY + "?limit=1&orderField=metadata.name&filter=kind=component");
        var cursor = first.json().path("pageInfo").path("nextCursor").asString();
        for (var i = 0; i < cursor.length(); i++) {
            var forged = cursor.substring(0, i) + (char) (cursor.charAt(i) ^ 1) + cursor.substring(i + 1);
            assertThat(service.get(QUERY + "?limit=1&cursor=" + encode(forged)).status())
                    .as("%s", forged)
                    .isIn(200, 400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"limit\":1.5,\"afterId\":\"x\"}",
                "{\"limit\":1e400,\"afterId\":\"x\"}",
                "{\"limit\":\"1\",\"afterId\":\"x\"}",
                "[]",
                "{\"limit\":1,\"afterId\":\"x\",\"query\":{\"$not\":1}}"
            })
    void cursorsOfLocationsThatSomebodyForged(String json) {
        isRefused(service.post("/api/catalog/locations/by-query", "{\"cursor\":\"" + base64(json) + "\"}"), "");
    }

    @Test
    void cursorsOfTheOldListThatSomebodyForged() {
        for (var json : new String[] {
            "{\"limit\":1e400}",
            "{\"limit\":1.5}",
            "{\"limit\":-5}",
            "{\"offset\":-5}",
            "{\"limit\":" + "9".repeat(500) + "}",
            "[".repeat(1_000)
        }) {
            isRefused(service.get("/api/catalog/entities?after=" + encode(base64(json))), "");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAddressOfSlashes() {
        var answer = service.post(
                "/api/catalog/analyze-location",
                "{\"location\":{\"type\":\"url\",\"target\":\"http://host/a" + "/".repeat(90_000) + "b\"}}");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void anEntityToValidateWithNumbersAndTextsBeyondAllMeasure() {
        var entity = "{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{\"name\":\"x\"},"
                + "\"spec\":{\"type\":\"service\",\"lifecycle\":\"x\",\"owner\":\"%s\",\"n\":%s}}";
        var path = "/api/catalog/validate-entity";
        var location = ",\"location\":\"url:http://host/x.yaml\"}";

        assertThat(service.post(path, "{\"entity\":" + entity.formatted("a", "1e999999999") + location)
                        .status())
                .isIn(200, 400);
        assertThat(service.post(path, "{\"entity\":" + entity.formatted("a", "1e-999999999") + location)
                        .status())
                .isEqualTo(200);
        assertThat(service.post(path, "{\"entity\":" + entity.formatted("\\ud800", "1") + location)
                        .status())
                .isEqualTo(400);
        assertThat(service.post(path, "{\"entity\":" + entity.formatted("\\u0000", "1") + location)
                        .status())
                .isEqualTo(400);
        assertThat(service.post(path, "{\"entity\":" + entity.formatted("a".repeat(90_000), "1") + location)
                        .status())
                .isIn(200, 400);
    }
}
