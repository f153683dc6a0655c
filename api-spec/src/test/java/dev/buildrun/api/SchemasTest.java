package dev.buildrun.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemasTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static JsonNode json(String text) {
        return MAPPER.readTree(text);
    }

    private static String first(EntitySchema schema, String text) {
        return schema.check(json(text)).stream()
                .findFirst()
                .map(SchemaFault::textWithParameters)
                .orElse("valid");
    }

    /** The texts were recorded from Backstage. */
    @Nested
    class TheEnvelope {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{} | <root> must have required property 'apiVersion' - missingProperty: apiVersion",
                    "[] | <root> must be object - type: object",
                    "`\"x\"` | <root> must be object - type: object",
                    "{'apiVersion':'a','kind':'B'} | <root> must have required property 'metadata' - missingProperty: metadata",
                    "{'apiVersion':'a','kind':'','metadata':{'name':'n'}} | /kind must NOT have fewer than 1 characters - limit: 1",
                    "{'apiVersion':1,'kind':'B','metadata':{'name':'n'}} | /apiVersion must be string - type: string",
                    "{'apiVersion':'a','kind':'B','metadata':null} | /metadata must be object - type: object",
                    "{'apiVersion':'a','kind':'B','metadata':{}} | /metadata must have required property 'name' - missingProperty: name",
                    "{'apiVersion':'a','kind':'B','metadata':{'name':7}} | /metadata/name must be string - type: string",
                    "{'apiVersion':'a','kind':'B','metadata':{'name':'n','namespace':1}} | /metadata/namespace must be string - type: string",
                    "{'apiVersion':1,'metadata':{}} | <root> must have required property 'kind' - missingProperty: kind",
                    "{'apiVersion':'a','kind':'B','metadata':{'namespace':1}} | /metadata must have required property 'name' - missingProperty: name",
                    "{'apiVersion':'a','kind':'B','metadata':{'name':'n'},'more':1} | valid",
                })
        void isToldAsAjvTellsIt(String entity, String expected) {
            assertThat(first(Schemas.envelope(), entity.replace('\'', '"'))).isEqualTo(expected);
        }
    }

    @Nested
    class AnyEntity {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'x':1 | <root> must NOT have additional properties",
                    "'spec':null | /spec must be object",
                    "'spec':[] | /spec must be object",
                    "'metadata':{'name':'n','labels':{'a':1}} | /metadata/labels/a must be string",
                    "'metadata':{'name':'n','labels':{'a/b':1}} | /metadata/labels/a~1b must be string",
                    "'metadata':{'name':'n','annotations':{'a':true}} | /metadata/annotations/a must be string",
                    "'metadata':{'name':'n','annotations':null} | /metadata/annotations must be object",
                    "'metadata':{'name':'n','tags':'a'} | /metadata/tags must be array",
                    "'metadata':{'name':'n','tags':[1]} | /metadata/tags/0 must be string",
                    "'metadata':{'name':'n','tags':['']} | /metadata/tags/0 must NOT have fewer than 1 characters",
                    "'metadata':{'name':'n','links':[{}]} | /metadata/links/0 must have required property 'url'",
                    "'metadata':{'name':'n','links':[{'url':'u','type':''}]} | /metadata/links/0/type must NOT have fewer than 1 characters",
                    "'metadata':{'name':'n','title':''} | /metadata/title must NOT have fewer than 1 characters",
                    "'metadata':{'name':'n','etag':''} | /metadata/etag must NOT have fewer than 1 characters",
                    "'metadata':{'name':'n','description':''} | valid",
                    "'metadata':{'name':'n','foo':{'bar':1}} | valid",
                    "'relations':[{'type':'ownedBy','targetRef':'group:default/a'}] | valid",
                })
        void isToldAsAjvTellsIt(String rest, String expected) {
            var metadata = rest.contains("'metadata'") ? "" : "'metadata':{'name':'n'},";
            var text = ("{'apiVersion':'a','kind':'B'," + metadata + rest + "}").replace('\'', '"');

            var faults = Schemas.entity().check(json(text));

            assertThat(faults.isEmpty() ? "valid" : faults.getFirst().text()).isEqualTo(expected);
        }
    }

    @Nested
    class AKind {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                nullValues = "-",
                value = {
                    "Component | - | <root> must have required property 'spec' - missingProperty: spec",
                    "Component | {} | /spec must have required property 'type' - missingProperty: type",
                    "Component | {'type':'a'} | /spec must have required property 'lifecycle' - missingProperty: lifecycle",
                    "Component | {'type':'a','lifecycle':'b','owner':''} | /spec/owner must NOT have fewer than 1 characters - limit: 1",
                    "Component | {'type':'a','lifecycle':'b','owner':'c','dependsOn':'x'} | /spec/dependsOn must be array - type: array",
                    "Component | {'type':'a','lifecycle':'b','owner':'c','providesApis':['']} | /spec/providesApis/0 must NOT have fewer than 1 characters - limit: 1",
                    "Component | {'type':'a','lifecycle':'b','owner':'c','dependencyOf':7,'more':1} | valid",
                    "API | {'type':'a','lifecycle':'b','owner':'c'} | /spec must have required property 'definition' - missingProperty: definition",
                    "API | {'type':'a','lifecycle':'b','owner':'c','definition':{'$text':'x'}} | /spec/definition must be string - type: string",
                    "API | {'type':'a','lifecycle':'b','owner':'c','definition':'d'} | valid",
                    "Resource | {'type':'a'} | /spec must have required property 'owner' - missingProperty: owner",
                    "Resource | {'type':'a','owner':'c','dependsOn':['x']} | valid",
                    "System | {} | /spec must have required property 'owner' - missingProperty: owner",
                    "System | {'owner':'a','domain':'b','type':'c'} | valid",
                    "Domain | {'owner':'a','subdomainOf':7} | /spec/subdomainOf must be string - type: string",
                    "Domain | {'owner':'a'} | valid",
                    "Group | {'type':'team'} | /spec must have required property 'children' - missingProperty: children",
                    "Group | {'type':'team','children':[]} | valid",
                    "Group | {'type':'team','children':[],'profile':{'email':''}} | /spec/profile/email must NOT have fewer than 1 characters - limit: 1",
                    "User | {} | /spec must have required property 'memberOf' - missingProperty: memberOf",
                    "User | {'memberOf':[],'profile':{'displayName':'A'}} | valid",
                    "Location | {} | valid",
                    "Location | {'presence':'maybe'} | /spec/presence must be equal to one of the allowed values - allowedValues: required,optional",
                    "Template | {'type':'x'} | /spec must have required property 'steps' - missingProperty: steps",
                    "Template | {'type':'x','steps':[]} | valid",
                    "Template | {'type':'x','steps':[{'id':'a'}]} | /spec/steps/0 must have required property 'action' - missingProperty: action",
                    "Template | {'type':'x','steps':[{'action':'a','if':1}]} | /spec/steps/0/if must be string,boolean - type: string,boolean",
                    "Group | {'children':7} | /spec must have required property 'type' - missingProperty: type",
                    "Template | {'type':'x','steps':[{'id':7,'action':'a'},{'id':'b'}]} | /spec/steps/0/id must be string - type: string",
                    "Template | {'type':'x','steps':[],'output':{'links':[{'url':''}],'other':7}} | /spec/output/other must be string - type: string",
                    "Template | {'type':'x','steps':[],'parameters':'x'} | /spec/parameters must be object - type: object",
                    "Template | {'type':'x','steps':[],'parameters':[{'title':'t'}]} | valid",
                })
        void isToldAsAjvTellsIt(String kind, String spec, String expected) {
            var version = kind.equals("Template") ? "scaffolder.backstage.io/v1beta3" : "backstage.io/v1alpha1";
            var entity = "{'apiVersion':'" + version + "','kind':'" + kind + "','metadata':{'name':'n'}"
                    + (spec == null ? "" : ",'spec':" + spec) + "}";

            assertThat(first(Schemas.kind(kind).orElseThrow(), entity.replace('\'', '"')))
                    .isEqualTo(expected);
        }

        static List<String> kinds() {
            return Schemas.kinds();
        }

        @ParameterizedTest
        @MethodSource("kinds")
        void doesNotAcceptAForeignVersion(String kind) {
            var entity = "{\"apiVersion\":\"example.com/v9\",\"kind\":\"" + kind
                    + "\",\"metadata\":{\"name\":\"n\"},\"spec\":{}}";

            assertThat(Schemas.kind(kind).orElseThrow().check(json(entity)))
                    .anySatisfy(fault ->
                            assertThat(fault.path() + " " + fault.keyword()).isEqualTo("/apiVersion enum"));
        }

        @Test
        void thatIsNotBuiltInHasNoSchema() {
            assertThat(Schemas.kind("component")).isEmpty();
            assertThat(Schemas.kinds())
                    .containsExactly(
                            "Component",
                            "API",
                            "Resource",
                            "System",
                            "Domain",
                            "Group",
                            "User",
                            "Location",
                            "Template",
                            "AiResource");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'type':'own','lifecycle':'b','owner':'c','skills':7} | valid",
                    "{'type':'own','lifecycle':'b'} | /spec must have required property 'owner' - missingProperty: owner",
                    "{'type':'skill','lifecycle':'b','owner':'c'} | valid",
                    "{'type':'skill','lifecycle':'b','owner':'c','dependsOn':'x'} | /spec/dependsOn must be array - type: array",
                    "{'type':'rule','lifecycle':'b','owner':'c','category':'d'} | /spec must have required property 'rationale' - missingProperty: rationale",
                    "{'type':'plugin','lifecycle':'b','owner':'c'} | /spec must have required property 'skills' - missingProperty: skills",
                    "{'type':'plugin','lifecycle':'b','owner':'c','skills':[]} | valid",
                    "{'type':'marketplace','lifecycle':'b','owner':'c','plugins':['']} | /spec/plugins/0 must NOT have fewer than 1 characters - limit: 1",
                })
        void ofAiResourcesDependsOnTheirType(String spec, String expected) {
            var entity =
                    json("{'apiVersion':'backstage.io/v1alpha1','kind':'AiResource','metadata':{'name':'n'},'spec':"
                                    .replace('\'', '"')
                            + spec.replace('\'', '"') + "}");
            var type = entity.path("spec").path("type").asString();

            assertThat(first(Schemas.aiResource(type), entity.toString())).isEqualTo(expected);
        }
    }
}
