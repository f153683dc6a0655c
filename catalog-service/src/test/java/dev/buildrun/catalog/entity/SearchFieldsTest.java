package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SearchFieldsTest {
    private static Entity entity(String json) {
        return Entity.of((ObjectNode) Json.read(json.replace('\'', '"')));
    }

    private static Entity withSpec(String spec) {
        return entity(
                "{'apiVersion':'v1','kind':'A','metadata':{'name':'n','namespace':'default'},'spec':" + spec + "}");
    }

    private static String line(SearchField field) {
        var value = field.value();
        if (value == null) {
            return field.key() + "=NULL";
        }
        return field.key() + "=" + value
                + (value.equals(field.originalValue()) ? "" : "(" + field.originalValue() + ")");
    }

    /** The example was seen in Backstage's own table. */
    @Test
    void areThoseOfBackstage() {
        var entity = entity("{'apiVersion':'v1','kind':'Component','metadata':{'name':'Web','namespace':'default',"
                + "'uid':'U','etag':'e','nul':null,'tags':['Java','java','c#'],'labels':{'a.b/c':'V'},"
                + "'annotations':{'long':'" + "x".repeat(201) + "','short':'" + "y".repeat(200) + "'}},"
                + "'spec':{'n':3,'b':false,'deep':{'x':[1,'Two',{'y':'Z'}]},'empty':{},'none':[]},"
                + "'relations':[{'type':'ownedBy','targetRef':'group:default/team'}],'status':{'items':[]}}");

        assertThat(SearchFields.of(entity).stream().map(SearchFieldsTest::line))
                .containsExactlyInAnyOrder(
                        "apiversion=v1",
                        "kind=component(Component)",
                        "metadata.nul=NULL",
                        "metadata.tags=java(Java)",
                        "metadata.tags.java=true",
                        "metadata.tags=c#",
                        "metadata.tags.c#=true",
                        "metadata.labels.a.b/c=v(V)",
                        "metadata.annotations.long=NULL",
                        "metadata.annotations.short=" + "y".repeat(200),
                        "spec.n=3",
                        "spec.b=false",
                        "spec.deep.x=1",
                        "spec.deep.x=two(Two)",
                        "spec.deep.x.two=true",
                        "spec.deep.x.y=z(Z)",
                        "metadata.name=web(Web)",
                        "metadata.namespace=default",
                        "metadata.uid=u(U)",
                        "relations.ownedby=group:default/team");
    }

    @Test
    void haveTheDefaultNamespaceWhereThereIsNone() {
        assertThat(SearchFields.of(entity("{'apiVersion':'v1','kind':'A','metadata':{'name':'n'}}")).stream()
                        .map(SearchFieldsTest::line))
                .contains("metadata.namespace=NULL", "metadata.namespace=default", "metadata.uid=NULL");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1.5, 1.5",
        "1.0, 1",
        "-0.0, 0",
        "1e21, 1e+21",
        "1.5e300, 1.5e+300",
        "123456789012345680000, 123456789012345680000",
        "1e-6, 0.000001",
        "1.5e-7, 1.5e-7",
        "-2.5, -2.5",
        "100.0, 100",
        "1000000000000000000000, 1e+21",
        "9007199254740993, 9007199254740992",
        "true, true",
    })
    void makeTextOfValuesAsJavaScriptDoes(String value, String text) {
        assertThat(SearchFields.of(withSpec("{'v':" + value + "}")).stream().map(SearchFieldsTest::line))
                .contains("spec.v=" + text);
    }

    /** Each as Node.js lowers it. */
    @ParameterizedTest
    @CsvSource({"İ, i̇", "ΑΣ, ας", "ΣΑΣ, σας", "ΑΣ.Β, ασ.β", "ẞ, ß", "Ⅷ, ⅷ", "K, k", "Ⓐ, ⓐ", "ǅ, ǆ", "𐐀, 𐐨", "Ჟ, ჟ"})
    void lowerLettersAsJavaScriptDoes(String value, String lower) {
        assertThat(SearchFields.of(withSpec("{\"v\":\"" + value + "\"}")).stream()
                        .map(SearchField::value))
                .contains(lower);
    }

    @Test
    void tellAnItemOfAListFromAFieldOfTheSameName() {
        assertThat(SearchFields.of(withSpec("{'list':[{'x':'y'},'x']}")).stream()
                        .map(SearchFieldsTest::line))
                .contains("spec.list.x=y", "spec.list.x=true", "spec.list=x");
    }

    @Test
    void leaveOutKeysThatAreTooLong() {
        var key = "k".repeat(195);

        assertThat(SearchFields.of(withSpec("{'" + key + "':1,'" + key + "k':2}")))
                .filteredOn(field -> field.key().startsWith("spec"))
                .containsExactly(new SearchField("spec." + key, "1", "1"));
    }

    @Test
    void ofALargeListAreFoundInReasonableTime() {
        var json = withSpec("{}").copy();
        var list = ((ObjectNode) json.get("spec")).putArray("list");
        IntStream.range(0, 50_000).forEach(number -> list.add("item-" + number));

        assertThat(SearchFields.of(Entity.of(json))).hasSizeGreaterThan(100_000);
    }

    @Test
    void mustNotDifferOnlyInCase() {
        var fault = SearchFields.keysThatDifferOnlyInCase(
                withSpec("{'foo':1,'Foo':2,'a':{'b':1},'A':{'B':1},'list':['x','X']}"));

        assertThat(fault)
                .get()
                .hasToString("InputError: Entity has duplicate keys that vary only in casing, 'spec.foo', 'spec.a.b'");
        assertThat(SearchFields.keysThatDifferOnlyInCase(withSpec("{'list':['x','X']}")))
                .isEmpty();
    }
}
