package dev.buildrun.catalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionTest {
    private static final String ENTITY = """
            {"kind":"Component","metadata":{"name":"web","tags":["a","b"],"annotations":{"x.io/y.z":"1","w":"2"},
            "links":[{"url":"u"}],"nul":null},"spec":{"type":"service"},"relations":[{"type":"t","targetRef":"r"}]}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind,metadata.name                | {'kind':'Component','metadata':{'name':'web'}}",
                "metadata.name,kind                | {'metadata':{'name':'web'},'kind':'Component'}",
                "` kind , ,kind`                   | {'kind':'Component'}",
                "metadata.annotations.x.io/y.z     | {'metadata':{'annotations':{'x.io/y.z':'1'}}}",
                "metadata.annotations.w            | {'metadata':{'annotations':{'w':'2'}}}",
                "metadata.tags.0                   | {'metadata':{'tags':['a']}}",
                "metadata.tags.1                   | {'metadata':{'tags':[null,'b']}}",
                "metadata.links.0.url              | {'metadata':{'links':[{'url':'u'}]}}",
                "metadata.tags.5                   | {}",
                "metadata.nul                      | {'metadata':{'nul':null}}",
                "metadata.nope,nope,Kind           | {}",
                "spec,spec.type                    | {'spec':{'type':'service'}}",
                "relations.targetRef               | {}",
                "spec.type.deeper                  | {}",
                "spec.type.1                       | {'spec':{'type':[null,'e']}}",
                "spec.type.01                      | {}",
                "spec.type.7                       | {}",
            })
    void keeps(String fields, String expected) {
        var projection = Projection.of(List.of(fields)).orElseThrow();

        assertThat(projection.apply(Json.read(ENTITY)).toString()).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void isNoneWhereNothingIsNamed() {
        assertThat(Projection.of(List.of())).isEmpty();
        assertThat(Projection.of(List.of(" ", ","))).isEmpty();
    }

    @Test
    void refusesBrackets() {
        assertThatThrownBy(() -> Projection.of(List.of("kind", "spec.x[0]")))
                .isInstanceOf(ServiceException.class)
                .hasMessage("Invalid field \"spec.x[0]\", array type fields are not supported");
    }
}
