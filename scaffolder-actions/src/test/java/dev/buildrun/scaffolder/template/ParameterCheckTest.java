package dev.buildrun.scaffolder.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ParameterCheckTest {
    /** {@code schema-errors.json}: our own schemas and values, and what jsonschema 1.5.0 (npm) says about them. */
    @Test
    void findsTheSameErrorsAsBackstagesValidator() throws IOException {
        var differences = new ArrayList<String>();
        try (var stream = getClass().getResourceAsStream("schema-errors.json")) {
            for (var row : Json.read(Objects.requireNonNull(stream).readAllBytes())) {
                var actual = Json.MAPPER.createArrayNode();
                ParameterCheck.check(row.get("instance"), row.get("schema")).forEach(error -> actual.add(error.json()));
                if (!actual.toString().equals(row.get("errors").toString())) {
                    differences.add(row.get("schema") + " <- " + row.get("instance") + "\n  expected "
                            + row.get("errors") + "\n  actual   " + actual);
                }
            }
        }

        assertThat(differences).isEmpty();
    }

    @Test
    void checksEveryPageAndStopsAtTheFirstWithErrors() {
        var template = template("""
                {"apiVersion": "scaffolder.backstage.io/v1beta3", "metadata": {"name": "t"}, "spec": {"parameters": [
                  {"properties": {"a": {"type": "string"}}},
                  {"required": ["b", "c"]},
                  {"required": ["d"]}]}}""");

        var errors = ParameterCheck.check(template, object("{\"a\": \"x\"}"));

        assertThat(errors)
                .extracting(SchemaError::stack)
                .containsExactly("instance requires property \"b\"", "instance requires property \"c\"");
    }

    @Test
    void acceptsValuesThatEveryPageAccepts() {
        var template = template("""
                {"apiVersion": "scaffolder.backstage.io/v1beta3", "metadata": {"name": "t"},
                 "spec": {"parameters": {"required": ["a"]}}}""");

        assertThat(ParameterCheck.check(template, object("{\"a\": 1}"))).isEmpty();
    }

    @Test
    void namesAMissingSecretAndRepeatsNoValue() {
        var template = template("""
                {"apiVersion": "scaffolder.backstage.io/v1beta3", "metadata": {"name": "t"}, "spec": {"secrets": {"schema":
                  {"required": ["token"], "properties": {"other": {"type": "string", "minLength": 99}}}}}}""");

        var errors = ParameterCheck.checkSecrets(template, object("{\"other\": \"hush\"}"));

        assertThat(errors)
                .extracting(SchemaError::stack)
                .containsExactly("secrets.token is required", "secrets.other does not meet minimum length of 99");
        assertThat(errors)
                .allSatisfy(error -> assertThat(error.json().toString()).doesNotContain("hush"));
    }

    @Test
    void refusesAReferenceThatLeadsNowhere() {
        assertThatThrownBy(() -> ParameterCheck.check(object("{}"), object("{\"$ref\": \"#/definitions/x\"}")))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        thrown -> assertThat(thrown.kind()).isEqualTo(ErrorKind.INTERNAL));
    }

    @Test
    void refusesASchemaThatRefersToItselfForever() {
        assertThatThrownBy(() -> ParameterCheck.check(object("{}"), object("{\"$ref\": \"#\"}")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void matchesAPatternThatBacktrackingEnginesHangOn() {
        var schema = object("{\"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}}}");
        var value = Json.object().put("a", "a".repeat(50_000) + "b");

        var problems = ParameterCheck.problems(value, schema);

        assertThat(problems).hasSize(1);
    }

    @Test
    void matchesAPatternThatLooksAroundOrBack() {
        var schema = object("{\"properties\": {\"a\": {\"pattern\": \"^(?=.{1,5}$)(?!x)([a-z])\\\\1*$\"}}}");

        assertThat(ParameterCheck.problems(Json.object().put("a", "aaa"), schema))
                .isEmpty();
        assertThat(ParameterCheck.problems(Json.object().put("a", "aaaaaaa"), schema))
                .hasSize(1);
        assertThat(ParameterCheck.problems(Json.object().put("a", "xx"), schema))
                .hasSize(1);
        assertThat(ParameterCheck.problems(Json.object().put("a", "ab"), schema))
                .hasSize(1);
    }

    @Test
    void saysWhenSuchAPatternTakesTooLong() {
        var schema = object("{\"properties\": {\"a\": {\"pattern\": \"^(?=a)(.*)(.*)(.*)(.*)x$\"}}}");
        var value = Json.object().put("a", "a".repeat(100));

        assertThatThrownBy(() -> ParameterCheck.problems(value, schema))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("steps");
    }

    private static Template template(String json) {
        return Template.of(object(json));
    }

    private static ObjectNode object(String json) {
        JsonNode node = Json.read(json);
        return (ObjectNode) node;
    }
}
