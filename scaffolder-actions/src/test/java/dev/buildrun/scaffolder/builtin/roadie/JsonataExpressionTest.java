package dev.buildrun.scaffolder.builtin.roadie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.testing.CpuTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonataExpressionTest {
    private static final String DATA = """
            {"name":"orders","n":5,"f":1.5,"none":null,"list":[1,2,3],"services":[{"name":"a","port":1},{"name":"b","port":2}],
             "text":"a-b_c","path":"src/main/java"}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name|\"orders\"",
                "n * 2|10",
                "n / 2|2.5",
                "f + 0.5|2",
                "none|null",
                "{\"x\": none, \"y\": missing}|{\"x\":null}",
                "list[$ > 1]|[2,3]",
                "services.name|[\"a\",\"b\"]",
                "services{name: port}|{\"a\":1,\"b\":2}",
                "$sum(services.port)|3",
                "$match(text, /[a-z]/).match|[\"a\",\"b\",\"c\"]",
                "$match(text, /([a-z])-([a-z])/)|{\"match\":\"a-b\",\"index\":0,\"groups\":[\"a\",\"b\"]}",
                "$contains(text, /B/i)|true",
                "$contains(text, \"zz\")|false",
                "$split(text, /[-_]/)|[\"a\",\"b\",\"c\"]",
                "$split(path, \"/\", 2)|[\"src\",\"main\"]",
                "$replace(text, /([a-z])-([a-z])/, \"$2+$1 $$ $0\")|\"b+a $ a-b_c\"",
                "$replace(text, \"-\", \"$1\")|\"a$1b_c\"",
                "$replace(text, /[a-z]/, function($m){$uppercase($m.match)})|\"A-B_C\"",
                "text ~> $replace(/-/, \"\")|\"ab_c\"",
                "$split(path, \"/\")[0] & \"/\" & n/5|\"src/1\"",
                "(n+1) /* /not a regex/ */ / 2|3",
                "\"/a/\" & '/b/'|\"/a//b/\"",
                "$pad(\"x\", 3, \"-\") & $pad(\"x\", -3)|\"x--  x\"",
                "$keys($)[0]|\"name\"",
                "$map(list, function($v){$v * 2})|[2,4,6]",
                "($f := function($x){$x <= 1 ? 1 : $x * $f($x - 1)}; $f(10))|3628800",
                "$toMillis(\"2024-01-01T00:00:00.000Z\")|1704067200000"
            })
    void evaluatesJsonata(String expression, String expected) throws InterruptedException {
        var result = JsonataExpression.evaluate(expression, Json.read(DATA));

        assertThat(result.map(Json::write)).contains(expected);
    }

    @Test
    void findsNothingWhereThereIsNothing() throws InterruptedException {
        assertThat(JsonataExpression.evaluate("missing.deep", Json.read(DATA))).isEmpty();
        assertThat(JsonataExpression.evaluate("1 + 1", null)).map(Json::write).contains("2");
    }

    @Test
    void saysWhatIsWrongWithAnExpression() {
        assertThatThrownBy(() -> JsonataExpression.evaluate("services[", Json.read(DATA)))
                .isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> JsonataExpression.evaluate("$sum(name)", Json.read(DATA)))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("orders");
        assertThatThrownBy(() -> JsonataExpression.evaluate("$error(\"no owner\")", Json.read(DATA)))
                .hasMessageContaining("no owner");
    }

    /** None may take longer than its bound, nor any time worth speaking of once it is refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "($f := function($x){$f($x)}; $f(1))",
                "($f := function($x){1 + $f($x)}; $f(1))",
                "$map([1..10000000], function($v){$v})",
                "[1..9999999]",
                "($d := function($s,$n){$n = 0 ? $s : $d($s & $s, $n - 1)}; $d(\"xxxxxxxx\", 40))",
                "$pad(\"x\", 2000000000)",
                "$eval(\"1\")",
                "$toMillis(\"1111111111111111111111111111111111111111x\", \"[Y][M][D][H][m][s]\")",
                "$replace(\"aaa\", /a/, function($m){$m})",
                "$replace(\"aaa\", /b*/, \"\")",
                "$match(\"x\", /(?=x)/)",
                "($r := /(a+)+$/; $r(\"a\"); [1..200000])",
                "$replace($pad(\"\", 100000, \"a\"), \"a\", $pad(\"\", 100000, \"b\"))"
            })
    @Timeout(120)
    void refusesWhatExceedsItsBounds(String expression) {
        var most = JsonataExpression.LONGEST.plusSeconds(3);

        assertThatThrownBy(() -> CpuTime.within(most, () -> JsonataExpression.evaluate(expression, null)))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    @Timeout(120)
    void matchesInTimeLinearToTheText() throws Exception {
        var data = Json.object().put("t", "a".repeat(50_000) + "!");

        var result = CpuTime.within(
                Duration.ofSeconds(5), () -> JsonataExpression.evaluate("$contains(t, /^(a+)+$/)", data));

        assertThat(result.map(Json::write)).contains("false");
    }

    @Test
    void refusesExpressionsThatAreNestedTooDeeply() {
        assertThatThrownBy(() -> JsonataExpression.evaluate("(".repeat(30_000) + "1" + ")".repeat(30_000), null))
                .isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> JsonataExpression.evaluate("1".repeat(70_000), null))
                .hasMessageContaining("at most 65536 characters");
    }

    @Test
    void endsWhenTheTaskIsToEnd() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> JsonataExpression.evaluate("1", null)).isInstanceOf(InterruptedException.class);
    }
}
