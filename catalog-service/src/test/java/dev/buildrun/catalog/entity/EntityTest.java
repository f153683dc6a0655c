package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class EntityTest {
    private static Entity entity(String json) {
        return Entity.of((ObjectNode) Json.read(json.replace('\'', '"')));
    }

    @Test
    void givesWhatTheCodeReliesOn() {
        var entity =
                entity("{'apiVersion':'a/v1','kind':'Component','metadata':{'name':'Web','namespace':'x','uid':'u',"
                        + "'etag':'e','annotations':{'a/b':'c','d':1}},'spec':{'type':'t'},"
                        + "'relations':[{'type':'ownedBy','targetRef':'group:x/team'}]}");

        assertThat(entity.apiVersion()).isEqualTo("a/v1");
        assertThat(entity.kind()).isEqualTo("Component");
        assertThat(entity.name()).isEqualTo("Web");
        assertThat(entity.namespace()).isEqualTo("x");
        assertThat(entity.ref()).hasToString("component:x/web");
        assertThat(entity.uid()).hasValue("u");
        assertThat(entity.etag()).hasValue("e");
        assertThat(entity.annotations()).containsOnlyKeys("a/b");
        assertThat(entity.annotation("a/b")).hasValue("c");
        assertThat(entity.spec().path("type").asString()).isEqualTo("t");
        assertThat(entity.relations()).containsExactly(new Relation("ownedBy", "component:x/web", "group:x/team"));
    }

    @Test
    void isInTheNamespaceDefaultWhenItSaysNothing() {
        assertThat(entity("{'apiVersion':'v1','kind':'A','metadata':{'name':'n'}}")
                        .ref())
                .hasToString("a:default/n");
    }

    @Test
    void doesNotChangeWithItsCopy() {
        var entity = entity("{'apiVersion':'v1','kind':'A','metadata':{'name':'n'}}");

        entity.copy().put("kind", "B");

        assertThat(entity.kind()).isEqualTo("A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'apiVersion':'v1','kind':'A'}",
                "{'apiVersion':'v1','kind':'A','metadata':{'name':''}}",
                "{'apiVersion':'v1','kind':7,'metadata':{'name':'n'}}",
                "{'apiVersion':'v1','kind':'A','metadata':['name']}",
            })
    void cannotBeMadeWithoutItsNames(String json) {
        assertThatThrownBy(() -> entity(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | TypeError: <root> must have required property 'apiVersion' - missingProperty: apiVersion",
                "[] | TypeError: <root> must be object - type: object",
                "{\"apiVersion\":\"a\",\"kind\":\"\",\"metadata\":{\"name\":\"n\"}} | TypeError: /kind must NOT have fewer than 1 characters - limit: 1",
                "{\"apiVersion\":\"a\",\"kind\":\"b\",\"metadata\":{\"name\":\"n\",\"namespace\":1}} | TypeError: /metadata/namespace must be string - type: string",
            })
    void hasAnEnvelopeThatIsCheckedFirst(String json, String error) {
        assertThat(EntityEnvelope.check(Json.read(json))).get().hasToString(error);
    }

    @Test
    void isTakenWhenItsEnvelopeIsGood() {
        assertThat(EntityEnvelope.check(
                        Json.read("{\"apiVersion\":\"a\",\"kind\":\"b\",\"metadata\":{\"name\":\"n\"}}")))
                .isEmpty();
    }
}
