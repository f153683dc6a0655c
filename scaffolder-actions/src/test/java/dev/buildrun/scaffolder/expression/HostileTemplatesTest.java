package dev.buildrun.scaffolder.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.testing.CpuTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Templates that want to run for ever, fill the memory, overflow the stack or get out. Each is refused, quickly. */
@Timeout(120)
final class HostileTemplatesTest {
    /** Time of the processor; what is not refused goes on for ever. */
    private static final Duration QUICKLY = Duration.ofSeconds(10);

    private static final ObjectNode CONTEXT = (ObjectNode) Json.read("{\"a\": {\"b\": [1, 2]}, \"s\": \"text\"}");

    private final TemplateEngine engine = new TemplateEngine(TemplateExtensions.none());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${{ range(1e9) }}",
                "${{ range(1000000000) }}",
                "{% for i in range(999999999) %}{% endfor %}",
                "{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}",
                "{% set r = range(90000) %}{% for i in r %}{% for j in r %}{% endfor %}{% endfor %}",
                "{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}",
                "{% macro m(x) %}${{ m(x + 1) }}${{ m(x + 1) }}{% endmacro %}${{ m(0) }}",
                "{% set s = 'xxxxxxxxxxxxxxxx' %}{% for i in range(60) %}{% set s = s ~ s %}{% endfor %}${{ s }}",
                "{% set s = 'xxxxxxxx' %}{% for i in range(60) %}{% set s = s.concat(s, s) %}{% endfor %}",
                "{% set s = 'xxxxxxxx' %}{% for i in range(60) %}{% set s = s.replace(r/x/g, '$&$&') %}{% endfor %}",
                "{% set a = [1] %}{% for i in range(60) %}{% set a = [a, a] %}{% endfor %}${{ a }}",
                "{% set a = [1] %}{% for i in range(60) %}{% set a = a.concat(a) %}{% endfor %}${{ a }}",
                "{% set a = [1] %}{% for i in range(60) %}{% set a = [a, a] %}{% endfor %}${{ a | dump }}",
                "{% set a = [1] %}{% for i in range(60) %}{% set a = [a, a] %}{% endfor %}${{ a == 'x' }}",
                "{% set a = [1] %}{% for i in range(60) %}{% set a = [a, a] %}{% endfor %}${{ a.flat(99) }}",
                "{% set a = [1] %}{% for i in range(9000) %}{% set a = [a] %}{% endfor %}${{ a }}",
                "{% set a = {} %}{% for i in range(9000) %}{% set a = {a: a} %}{% endfor %}${{ a | dump }}",
                "{% set a = [1] %}{% set b = [a] %}{% set _ = a.push(b) %}${{ a }}",
                "${{ 'x' | center(99999999999) }}",
                "${{ 'x' | indent(99999999999, true) }}",
                "${{ 'x'.repeat(99999999999) }}",
                "${{ 'x'.padStart(99999999999) }}",
                "${{ {length: 99999999999} | sort }}",
                "${{ {length: 10 ** 300} | sort }}",
                "{% for i in {length: 10 ** 300} %}{% endfor %}",
                "${{ 'x'.repeat(10 ** 300) }}",
                "${{ 'x'.padStart(10 ** 300, 'ab') }}",
                "${{ 'x' | center(10 ** 300) }}",
                "${{ 'x' | indent(10 ** 300, true) }}",
                "{% for i in {length: 99999999999} %}{% endfor %}",
                "${{ (1).toFixed(1000000) }}",
                "${{ 'x'.repeat(16000000) | list }}",
                "${{ 'x'.repeat(16000000).split('') }}",
                "${{ 'x'.repeat(16000000).split(r/x/) }}",
                "${{ 'x'.repeat(16000000).replace(r/x/g, 'y') }}",
                "${{ 'x'.repeat(16000000) | replace('x', 'yyyy') }}",
                "{% for c in 'x'.repeat(16000000) %}{% endfor %}",
                "{% for i in range(99999) %}${{ 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' | center(9999) }}{% endfor %}",
                "${{ s.constructor }}",
                "${{ ''.constructor.constructor('return process')() }}",
                "${{ a['__proto__'] }}",
                "${{ a.prototype }}",
                "${{ [{a: 1}] | groupby('constructor') }}",
                "${{ [a] | sort(attribute='__proto__') }}",
                "{% include '/etc/passwd' %}",
                "{% import '/etc/passwd' as x %}",
                "{% extends '/etc/passwd' %}"
            })
    void areRefused(String source) {
        assertThatThrownBy(() -> CpuTime.within(QUICKLY, () -> engine.renderText(source, CONTEXT, Dialect.STANDARD)))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    void readNothingThroughANameThatIsPutTogether() {
        assertThat(engine.renderText(
                        "[${{ a['const' ~ 'ructor'] }}${{ s['__pro' ~ 'to__'] }}]", CONTEXT, Dialect.STANDARD))
                .isEqualTo("[]");
    }

    @Test
    void matchRegularExpressionsInLinearTime() throws Exception {
        var source = "${{ r/^(a+)+$/.test(t) }}";
        var context = Json.object().put("t", "a".repeat(20_000) + "b");

        assertThat(CpuTime.within(QUICKLY, () -> engine.renderText(source, context, Dialect.STANDARD)))
                .isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r/(?=a)/", "r/(?<!a)b/", "r/(a)\\1/"})
    void mayNotUseWhatNeedsBacktracking(String expression) {
        assertThatThrownBy(() -> engine.renderText("${{ " + expression + ".test('a') }}", CONTEXT, Dialect.STANDARD))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("not supported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{a: ", "-(", "not ", "a[", "a(", "1 if ("})
    void cannotOverflowTheParser(String opening) {
        assertThatThrownBy(() -> renderOnASmallStack("${{ " + opening.repeat(100_000) + " }}"))
                .isInstanceOf(ServiceException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% if a %}", "{% for i in a.b %}", "{% block x %}", "{% if a %}x{% elif a %}"})
    void cannotOverflowTheParserWithTags(String tag) {
        assertThatThrownBy(() -> renderOnASmallStack(tag.repeat(50_000))).isInstanceOf(ServiceException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" + 1", ".b", " | string", "[0]", " ~ 1", " or 0", " and 1", "()", " in a", " ** 1"})
    void cannotOverflowTheEvaluatorWithALongChain(String part) {
        assertThatThrownBy(() -> renderOnASmallStack("${{ a" + part.repeat(100_000) + " }}"))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    void mayBeNestedAsDeeplyAsTheLimitAllows() throws Throwable {
        var source = "${{ " + "(".repeat(Tokens.MAX_DEPTH) + "1" + ")".repeat(Tokens.MAX_DEPTH) + " }}";

        assertThat(renderOnASmallStack(source)).isEqualTo("1");
    }

    @Test
    void manyDelimitersInALongTextAreReadInOnePass() throws Exception {
        var source = "${ {% raw %}{% endraw %} ".repeat(100_000);

        assertThat(CpuTime.within(Duration.ofSeconds(5), () -> engine.renderText(source, CONTEXT, Dialect.STANDARD)))
                .startsWith("${  ${  ");
    }

    @Test
    void aSourceOfMoreThanFourMebibytesIsRefused() {
        assertThatThrownBy(() -> engine.renderText("x".repeat(Budget.MAX_SOURCE + 1), CONTEXT, Dialect.STANDARD))
                .hasMessageContaining("source code unit limit");
    }

    @Test
    void hostFunctionsAreCalledABoundedNumberOfTimes() {
        var calling = new TemplateEngine(TemplateExtensions.none().withFunction("f", _ -> Optional.empty()));

        assertThatThrownBy(() -> calling.renderText(
                        "{% for i in range(5000) %}${{ f() }}{% endfor %}", CONTEXT, Dialect.STANDARD))
                .hasMessageContaining("capability call limit");
    }

    @Test
    void maySayElifManyTimes() throws Throwable {
        var source = "{% if no %}" + "{% elif no %}".repeat(5000) + "{% else %}x{% endif %}";

        assertThat(renderOnASmallStack(source)).isEqualTo("x");
    }

    @Test
    void recursionEndsAtTheLimitAndNotAtTheEndOfTheStack() {
        var source =
                "{% macro m(x) %}{% if true %}{% for i in [1] %}${{ [m(x | string | upper)] | join }}{% endfor %}{% endif %}"
                        + "{% endmacro %}${{ m('x') }}";

        assertThatThrownBy(() -> renderOnASmallStack(source))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("nesting depth limit");
    }

    /** Half of what a thread has by default. */
    private String renderOnASmallStack(String source) throws Throwable {
        var rendered = new FutureTask<>(() -> engine.renderText(source, CONTEXT, Dialect.STANDARD));
        new Thread(null, rendered, "small stack", 512 * 1024).start();
        try {
            return rendered.get();
        } catch (ExecutionException exception) {
            throw exception.getCause();
        }
    }
}
