package dev.buildrun.platform.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.platform.rule.Expressions.Compiled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpressionsTest {
    private static final Map<String, Object> VARIABLES = Map.of(
            "component",
            Values.map(Json.read("{\"kind\": \"Component\", \"spec\": {\"replicas\": 2, \"nothing\": null}}")),
            "objects",
            objects(20),
            "now",
            Instant.parse("2026-11-25T12:00:00Z"));

    private final Expressions expressions = new Expressions();

    private static List<Object> objects(int count) {
        var objects = new ArrayList<>();
        for (var i = 0; i < count; i++) {
            objects.add(Map.of("kind", "Deployment"));
        }
        return objects;
    }

    private Verdict check(String text) {
        return switch (expressions.compile(text)) {
            case Compiled.Good(var expression) -> expression.check(VARIABLES);
            case Compiled.Bad(var problem) -> throw new AssertionError(problem);
        };
    }

    private static String reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Unknown.class);
        return ((Verdict.Unknown) verdict).reason();
    }

    @Test
    void saysYesOrNo() {
        assertThat(check("component.kind == 'Component' && component.spec.replicas >= 2"))
                .isEqualTo(Verdict.HOLDS);
        assertThat(check("objects.all(o, o.kind == 'Service')")).isEqualTo(Verdict.FAILS);
        assertThat(check("timestamp('2026-11-25T11:00:00Z') < now")).isEqualTo(Verdict.HOLDS);
        assertThat(check("component.?spec.?owner.orValue('none') == 'none'")).isEqualTo(Verdict.HOLDS);
        assertThat(check("has(component.spec.nothing)")).isEqualTo(Verdict.FAILS);
    }

    @Test
    void whatCannotBeWorkedOutIsUnknownWithTheReason() {
        assertThat(reason(check("component.spec.owner == 'x'")))
                .contains("owner")
                .contains("not present");
        assertThat(reason(check("live.quota.hard == {}"))).contains("not there");
        assertThat(reason(check("component.kind > 3"))).isNotEmpty();
        assertThat(reason(check("minorsBehind('new', '1.2.0') < 3"))).contains("minors_behind");
    }

    @Test
    void endsWhatCostsTooMuch() {
        var nested = "objects.all(a, objects.all(b, objects.all(c, objects.all(d, a.kind == d.kind))))";

        assertThat(reason(check(nested))).contains("budget exceeded");
    }

    @Test
    void countsStepsAndLooksAtTheClock() {
        var text = "objects.all(a, objects.all(b, a.kind == b.kind))";
        var expression = ((Compiled.Good) expressions.compile(text)).expression();

        assertThat(reason(expression.check(VARIABLES, new Budget(1_000, 1_000_000_000L))))
                .contains("at most 1000 steps");
        assertThat(reason(expression.check(VARIABLES, new Budget(100_000, -1)))).contains("took too long");
    }

    @Test
    void refusesWhatIsNoExpressionThatSaysYesOrNo() {
        assertThat(expressions.compile("component.kind =="))
                .isInstanceOfSatisfying(
                        Compiled.Bad.class, bad -> assertThat(bad.problem()).contains("1:18"));
        assertThat(expressions.compile("secrets.all(s, true)"))
                .isInstanceOfSatisfying(
                        Compiled.Bad.class,
                        bad -> assertThat(bad.problem()).contains("undeclared reference to 'secrets'"));
        assertThat(expressions.compile("1 + 1")).isInstanceOf(Compiled.Bad.class);
        assertThat(expressions.compile("true" + " && true".repeat(2_000))).isInstanceOf(Compiled.Bad.class);
        assertThat(expressions.compile("(".repeat(500) + "true" + ")".repeat(500)))
                .isInstanceOf(Compiled.Bad.class);
    }

    @Test
    void compilesATextOnce() {
        var first = (Compiled.Good) expressions.compile("component.kind == 'API'");

        assertThat(((Compiled.Good) expressions.compile("component.kind == 'API'")).expression())
                .isSameAs(first.expression());
    }

    @Test
    void countsMinorVersions() {
        assertThat(Expressions.minorsBehind("1.2.0", "1.4.1")).isEqualTo(2);
        assertThat(Expressions.minorsBehind("v1", "1.1")).isEqualTo(1);
        assertThat(Expressions.minorsBehind("1.9.0", "1.2.0")).isZero();
        assertThat(Expressions.minorsBehind("1.2.0", "2.0.0")).isEqualTo(-1);
    }
}
