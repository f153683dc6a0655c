package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class EntityPoliciesTest {
    private static final String MORE =
            ". To learn more about catalog file format, visit: https://github.com/backstage/backstage"
                    + "/blob/master/docs/architecture-decisions/adr002-default-catalog-file-format.md";
    private static final String LONG = "a".repeat(64);

    private static ObjectNode json() {
        var json = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        json.putObject("metadata").put("name", "web");
        return json;
    }

    private static ObjectNode with(String metadata) {
        var json = json();
        ((ObjectNode) json.get("metadata")).setAll((ObjectNode) Json.read(metadata.replace('\'', '"')));
        return json;
    }

    private static String fault(ObjectNode json) {
        return EntityPolicies.check(Entity.of(json)).map(EntityError::toString).orElse("valid");
    }

    private static String notValid(String field, String expected, String found) {
        return "Error: \"" + field + "\" is not valid; expected " + expected + " but found \"" + found + "\"" + MORE;
    }

    @Nested
    class Names {
        @ParameterizedTest
        @ValueSource(strings = {"a", "A", "a--b..c", "a_b", "1", "a.b-c_d"})
        void areRunsOfLettersAndDigits(String name) {
            assertThat(fault(with("{'name':'" + name + "'}"))).isEqualTo("valid");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-a", "a-", ".a", "a b", "a/b", "ä", "a\\n"})
        void areRefusedOtherwise(String name) {
            assertThat(fault(with("{'name':'" + name + "'}"))).startsWith("Error: \"metadata.name\" is not valid");
        }

        @Test
        void haveAtMost63Characters() {
            assertThat(fault(with("{'name':'" + LONG.substring(1) + "'}"))).isEqualTo("valid");
            assertThat(fault(with("{'name':'" + LONG + "'}")))
                    .isEqualTo(notValid(
                            "metadata.name",
                            "a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total",
                            LONG));
        }

        @ParameterizedTest
        @CsvSource({
            "default,true",
            "a--b,true",
            "a1,true",
            "Foo,false",
            "a.b,false",
            "a_b,false",
            "-a,false",
            "a-,false"
        })
        void ofNamespacesAreLowerCase(String namespace, boolean valid) {
            var expected = valid
                    ? "valid"
                    : notValid(
                            "metadata.namespace",
                            "a string that is sequences of [a-z0-9] separated by [-], at most 63 characters in total",
                            namespace);

            assertThat(fault(with("{'namespace':'" + namespace + "'}"))).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource({"Component,true", "a1,true", "1a,false", "A-b,false", "A b,false"})
        void ofKindsAreLettersAndDigits(String kind, boolean valid) {
            var expected = valid
                    ? "valid"
                    : notValid(
                            "kind",
                            "a string that is a sequence of [a-zA-Z][a-z0-9A-Z], at most 63 characters in total",
                            kind);

            assertThat(fault(json().put("kind", kind))).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource({
            "v1,true",
            "backstage.io/v1alpha1,true",
            "a-b.c/v1,true",
            "backstage.io/v1.0,false",
            "Backstage.io/v1,false",
            "a/b/c,false",
            "/v1,false",
            "a/,false",
        })
        void ofVersionsHaveAtMostOneSlash(String version, boolean valid) {
            var expected = valid ? "valid" : notValid("apiVersion", "a valid prefix and/or suffix", version);

            assertThat(fault(json().put("apiVersion", version))).isEqualTo(expected);
        }
    }

    @Nested
    class Metadata {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'labels':{'x':''}}",
                    "{'labels':{'a.b/c_D':'E.f'}}",
                    "{'annotations':{'a.b/c':'any text\\n, long or empty'}}",
                    "{'annotations':{'c':''}}",
                    "{'tags':['c++','c#','a:b','java','java','a-b']}",
                    "{'links':[{'url':'mailto:a@b'},{'url':'https://x:1/y?z#a','title':'t','icon':'i'}]}",
                    "{'links':[{'url':'javascript:alert(1)'},{'url':'file:///x'},{'url':'http:x'}]}",
                    "{'foo':{'bar':1},'description':''}",
                })
        void mayHold(String metadata) {
            assertThat(fault(with(metadata))).isEqualTo("valid");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"labels\":{\"A.b/c\":\"x\"}} | labels.A.b/c | PREFIXED | A.b/c",
                    "{\"labels\":{\"bad key!\":\"x\"}} | labels.bad key! | PREFIXED | bad key!",
                    "{\"labels\":{\"a/b/c\":\"x\"}} | labels.a/b/c | PREFIXED | a/b/c",
                    "{\"labels\":{\"k\":\"v v\"}} | labels.k | NAMED | v v",
                    "{\"annotations\":{\"a b\":\"x\"}} | annotations.a b | PREFIXED | a b",
                    "{\"tags\":[\"a\",\"Java\"]} | tags.1 | TAG | Java",
                    "{\"tags\":[\"a.b\"]} | tags.0 | TAG | a.b",
                    "{\"tags\":[\"a--b\"]} | tags.0 | TAG | a--b",
                    "{\"tags\":[\"a_b\"]} | tags.0 | TAG | a_b",
                    "{\"links\":[{\"url\":\"/x\"}]} | links.0.url | URL | /x",
                    "{\"links\":[{\"url\":\"//x\"}]} | links.0.url | URL | //x",
                    "{\"links\":[{\"url\":\"http://\"}]} | links.0.url | URL | http://",
                    "{\"links\":[{\"url\":\"https://a b\"}]} | links.0.url | URL | https://a b",
                    "{\"links\":[{\"url\":\"https://a:65536\"}]} | links.0.url | URL | https://a:65536",
                    "{\"links\":[{\"url\":\"https://x\",\"title\":\" \"}]} | links.0.title | TEXT | ' '",
                    "{\"links\":[{\"url\":\"https://x\",\"icon\":\" \"}]} | links.0.icon | TEXT | ' '",
                })
        void mayNotHold(String metadata, String field, String expected, String found) {
            var descriptions = Map.of(
                    "PREFIXED", "a valid prefix and/or suffix",
                    "NAMED",
                            "a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total",
                    "TAG", "a string that is sequences of [a-z0-9+#] separated by [-], at most 63 characters in total",
                    "URL", "a string that is a valid url",
                    "TEXT", "a non empty string");

            assertThat(fault(with(metadata)))
                    .isEqualTo(notValid(field, descriptions.getOrDefault(expected, ""), found));
        }

        @Test
        void mayHoldPrefixesOf253Characters() {
            var prefix = ("a".repeat(62) + ".").repeat(4) + "a";

            assertThat(fault(with("{'labels':{'" + prefix + "/a':'x'}}"))).isEqualTo("valid");
            assertThat(fault(with("{'labels':{'" + prefix + "a/a':'x'}}"))).startsWith("Error: \"labels.");
        }

        @Test
        void isCheckedFastWhateverItsLength() {
            assertThat(fault(with("{'tags':['" + "a-".repeat(500_000) + "']}"))).startsWith("Error: \"tags.0\"");
        }
    }

    @Test
    void checkTheSchemaFirst() {
        assertThat(fault(with("{'name':'-','tags':'x'}")))
                .isEqualTo("Error: Malformed envelope, /metadata/tags must be array");
        assertThat(fault(json().put("x", 1)))
                .isEqualTo("Error: Malformed envelope, <root> must NOT have additional properties");
    }

    @ParameterizedTest
    @ValueSource(strings = {"relations", "status"})
    void refuseWhatOnlyTheCatalogWrites(String field) {
        var json = with("{'name':'-'}");
        json.set(field, field.equals("status") ? Json.object() : Json.read("[]"));

        assertThat(fault(json)).isEqualTo("Error: Unknown field " + field);
    }

    @Test
    void writeTheNamespaceOut() {
        var entity = EntityPolicies.withNamespace(Entity.of(json()));

        assertThat(entity.metadata().path("namespace").asString()).isEqualTo("default");
        assertThat(EntityPolicies.withNamespace(entity)).isSameAs(entity);
    }
}
