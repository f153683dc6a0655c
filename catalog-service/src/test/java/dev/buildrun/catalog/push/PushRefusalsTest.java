package dev.buildrun.catalog.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.RunningService.Answer;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no push at all; nothing of it is ever stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushRefusalsTest {
    private static final String CI = "token-of-the-ci";
    private static final String CONFIG = """
            backend:
              auth:
                externalAccess:
                  - {type: static, options: {token: token-of-the-ci, subject: ci}}
            buildrun:
              push: {maxEntities: 2000, maxBodyBytes: 1000000}
              providers: {s1: {subjects: ['external:ci']}}
            """;

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

    private Answer push(String source, String json) {
        return service.send(CI, "PUT", path(source), json);
    }

    private static String path(String source) {
        return "/api/buildrun/providers/" + source + "/entities";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | {                          | Expected JSON at line",
                "application/json | ``                         | Missing request body",
                "application/json | {\"entities\":7}           | Expected a list in 'entities'",
                "application/json | {\"entities\":[],\"x\":1}  | Expected no other keys than entities, found 'x'",
                "application/yaml | a: [                       | Expected YAML: ",
                "application/yaml | # nothing                  | Missing request body",
                "text/plain       | []                         | unsupported media type text/plain",
                "application/json | [{\"a\":1,\"a\":2}]        | Expected JSON at line",
                "application/json | [[]]                       | Nothing was stored, since 1 items are not good",
            })
    void refusesABodyThatHoldsNoEntities(String type, String body, String message) {
        var answer = service.send(CI, "PUT", path("s1"), body, Map.of("Content-Type", type));

        assertThat(answer.error()).startsWith("400 InputError: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                | Expected one object with the keys upsert and delete",
                "{\"add\":[]}                      | Expected no other keys than delete, upsert, found 'add'",
                "{\"delete\":[\"web\"]}            | Nothing was stored, since 1 items are not good; the first is delete[0]",
                "{\"delete\":[7]}                  | Nothing was stored",
            })
    void refusesADifferenceThatIsNone(String body, String message) {
        var answer = service.send(CI, "PATCH", path("s1"), body);

        assertThat(answer.error()).startsWith("400 InputError: " + message);
    }

    @Test
    void refusesMoreThanItIsSetTo() {
        var many = IntStream.range(0, 2001).mapToObj(_ -> "{}").collect(Collectors.joining(",", "[", "]"));
        var large = "[\"" + "x".repeat(1_000_001) + "\"]";

        assertThat(push("s1", many).error())
                .isEqualTo("400 InputError: Expected at most 2000 entities in one request (buildrun.push.maxEntities),"
                        + " found 2001 or more");
        assertThat(push("s1", large).error()).isEqualTo("400 InputError: request entity too large");
        assertThat(service.send(CI, "PUT", path("s1") + "?dryRun=maybe", "[]").status())
                .isEqualTo(400);
        assertThat(service.send(CI, "PUT", path("s1") + "?force=1", "[]").error())
                .isEqualTo("400 InputError: Unknown query parameter 'force'");
    }

    @Test
    void cutsWhatItSaysOfAnItemThatIsVeryLong() {
        var item = "{\"apiVersion\":\"a/v1\",\"kind\":\"Component\",\"metadata\":{\"name\":\"" + "x".repeat(100_000)
                + "\",\"annotations\":{\"backstage.io/managed-by-location\":\"" + "y".repeat(100_000) + "\"}}}";

        var answer = push("s1", "[" + item + "]");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).hasSizeLessThan(5_000);
    }
}
