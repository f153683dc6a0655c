package dev.buildrun.scaffolder.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

final class TemplateEngineTest {
    private static final ObjectNode CONTEXT = (ObjectNode) Json.read("""
            {"parameters": {"n": 5, "flag": false, "text": "hi", "list": [1, 2], "empty": [], "map": {"a": 1}, "none": null,
                            "evil": "${{ secrets.token }}"},
             "steps": {"my-step": {"output": {"x": "out"}}}}""");

    private final TemplateEngine engine = new TemplateEngine(TemplateExtensions.none());

    @Nested
    final class Trees {
        @Test
        void renderStringsAtAnyDepthAndNothingElse() {
            assertThat(render("{\"a\": [{\"b\": \"${{ parameters.n }}\"}], \"c\": 1.5, \"d\": true, \"e\": null}"))
                    .isEqualTo("{\"a\":[{\"b\":5}],\"c\":1.5,\"d\":true,\"e\":null}");
        }

        @Test
        void keepKeysAsTheyAre() {
            assertThat(render("{\"${{ parameters.n }}\": 1}")).isEqualTo("{\"${{ parameters.n }}\":1}");
        }

        @Test
        void loseAKeyWhoseValueIsUndefined() {
            assertThat(render("{\"a\": \"${{ parameters.missing }}\", \"b\": \"${{ parameters.none }}\"}"))
                    .isEqualTo("{\"b\":null}");
        }

        @Test
        void holdNullForUndefinedInAList() {
            assertThat(render("[\"${{ parameters.missing }}\", 1]")).isEqualTo("[null,1]");
        }

        @Test
        void keepAStringThatCannotBeRendered() {
            assertThat(render("[\"${{ parameters.n | nosuch }}\", \"${{\", \"{% if %}\"]"))
                    .isEqualTo("[\"${{ parameters.n | nosuch }}\",\"${{\",\"{% if %}\"]");
        }

        @Test
        void doNotRenderAResultAgain() {
            assertThat(render("\"${{ parameters.evil }}\"")).isEqualTo("\"${{ secrets.token }}\"");
        }

        @Test
        void leaveTheTemplateItselfUnchanged() {
            var template = Json.read("{\"a\": \"${{ parameters.n }}\"}");

            engine.renderValue(template, CONTEXT);

            assertThat(template).hasToString("{\"a\":\"${{ parameters.n }}\"}");
        }

        @Test
        void leaveTheContextUnchangedByWhatATemplatePushes() {
            render("\"${{ parameters.list.push(9) }}\"");

            assertThat(CONTEXT.at("/parameters/list")).hasToString("[1,2]");
        }

        private String render(String template) {
            return engine.renderValue(Json.read(template), CONTEXT)
                    .orElseThrow()
                    .toString();
        }
    }

    @Nested
    final class Values {
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                ${{ parameters.n }}          | 5
                ` ${{ parameters.n }}`       | " 5"
                {# c #}${{ parameters.n }}   | 5
                ${{ parameters.flag }}       | false
                ${{ parameters.none }}       | null
                ${{ parameters.list }}       | [1,2]
                ${{ parameters.list }}!      | "1,2!"
                ${{ parameters.map }}        | {"a":1}
                ${{ parameters.map }}!       | "[object Object]!"
                ${{ parameters.missing }}!   | "!"
                ${{ "5" }}                   | "5"
                {{ parameters.n }}           | "{{ parameters.n }}"
                ${{ steps.my-step.output.x }}| null
                ${{ steps['my-step'].output.x }}| "out"
                ${{ 1.0 }}                   | 1
                ${{ 5 / 2 }}                 | 2.5
                ${{ "${{ x }}" }}            | "${{ x }}"
                ${{ parameters.constructor }}| "${{ parameters.constructor }}"
                """)
        void areTypedWhenTheStringIsOneExpression(String source, String expected) {
            var value = engine.renderValue(StringNode.valueOf(source), CONTEXT);

            assertThat(value.map(JsonNode::toString)).contains(expected);
        }

        @Test
        void areAbsentWhenUndefined() {
            assertThat(engine.renderValue(StringNode.valueOf("${{ parameters.missing.deep.er }}"), CONTEXT))
                    .isEmpty();
        }
    }

    @Nested
    final class Conditions {
        @ParameterizedTest
        @ValueSource(strings = {"false", "0", "\"\"", "null", "[]", "0.0"})
        void areFalseFor(String json) {
            assertThat(TemplateEngine.isTruthy(Optional.of(Json.read(json)))).isFalse();
        }

        @Test
        void areFalseForUndefined() {
            assertThat(TemplateEngine.isTruthy(Optional.empty())).isFalse();
        }

        @Test
        void areFalseForWhatIsNotANumber() {
            assertThat(TemplateEngine.isTruthy(engine.evaluate("${{ 0 / 0 }}", CONTEXT)))
                    .isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"true", "1", "\"false\"", "{}", "[0]", "\" \""})
        void areTrueFor(String json) {
            assertThat(TemplateEngine.isTruthy(Optional.of(Json.read(json)))).isTrue();
        }

        @Test
        void areTrueForABlockScalarBecauseOfItsLineBreak() {
            var rendered = engine.renderValue(StringNode.valueOf("${{ parameters.flag }}\n"), CONTEXT);

            assertThat(TemplateEngine.isTruthy(rendered)).isTrue();
        }

        @Test
        void areTrueWhenTheyCannotBeRendered() {
            var rendered = engine.renderValue(StringNode.valueOf("${{ parameters.flag | nofilter }}"), CONTEXT);

            assertThat(TemplateEngine.isTruthy(rendered)).isTrue();
        }
    }

    @Nested
    final class Faults {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                a ${{ b   | Template error at line 1, column 3: Unterminated variable tag
                {% if x   | Template error at line 1, column 1: Unterminated block tag
                ${{ 1 + }}| Template error at line 1, column 9: Unexpected expression token at end of input
                ${{ a.b() }}| Template error at line 1, column 7: Template value "a.b" resolved to undefined and cannot be called
                ${{ 1 ! uper }}| Template error at line 1, column 9: Unknown template filter "uper"; did you mean "upper"?
                {% include "x" %}| Template error at line 1, column 1: Unsupported template-loading tag "include"
                ${{ __proto__ }}| Template error at line 1, column 5: Template name "__proto__" is reserved
                """)
        void sayWhereAndWhat(String source, String message) {
            assertThatThrownBy(() -> engine.renderText(source.replace('!', '|'), Json.object(), Dialect.STANDARD))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            thrown -> assertThat(thrown.kind()).isEqualTo(ErrorKind.INPUT))
                    .hasMessage(message);
        }

        @Test
        void nameTheLineInALongText() {
            assertThatThrownBy(() -> engine.renderText("one\ntwo\n  ${{ x( }}", Json.object(), Dialect.STANDARD))
                    .hasMessageStartingWith("Template error at line 3, column ");
        }
    }

    @Nested
    final class Extensions {
        @Test
        void replaceABuiltInFilter() {
            var shouting = new TemplateEngine(TemplateExtensions.none()
                    .withFilter(
                            "upper",
                            arguments -> arguments.getFirst().map(text -> StringNode.valueOf(text.asString() + "!"))));

            assertThat(shouting.renderText("${{ 'a' | upper }}", Json.object(), Dialect.STANDARD))
                    .isEqualTo("a!");
        }

        @Test
        void addFunctionsAndValues() {
            var extended = new TemplateEngine(TemplateExtensions.none()
                    .withFunction("always", _ -> Optional.of(Json.read("true")))
                    .withValue("site", Json.read("{\"name\": \"here\"}")));

            assertThat(extended.evaluate("${{ always() and site.name }}", Json.object()))
                    .contains(StringNode.valueOf("here"));
        }

        @Test
        void failARenderWithTheirOwnMessage() {
            var failing = new TemplateEngine(TemplateExtensions.none().withFilter("bad", _ -> {
                throw ServiceException.input("no such thing");
            }));

            assertThatThrownBy(() -> failing.renderText("${{ 1 | bad }}", Json.object(), Dialect.STANDARD))
                    .hasMessage("Template error at line 1, column 9: Template filter \"bad\" failed: no such thing");
        }
    }

    @Nested
    final class OldEngine {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                ${{ 'a-b-c'.replaceAll('-', '+') }} | a+b+c
                ${{ 'abcdef'.substr(1, 3) }}        | bcd
                ${{ 'abcdef'.substr(-2) }}          | ef
                ${{ 'a1b2'.match(r/\\d/g) }}        | 1,2
                ${{ 'ab'.repeat(2) }}               | abab
                ${{ '7'.padStart(3, '0') }}         | 007
                ${{ {a: 1}.hasOwnProperty('a') }}   | true
                ${{ {a: 1}.toString() }}            | [object Object]
                ${{ 'x'.toString() }}               | x
                """)
        void methodsStillWork(String source, String expected) {
            assertThat(engine.renderText(source, Json.object(), Dialect.STANDARD))
                    .isEqualTo(expected);
        }
    }
}
