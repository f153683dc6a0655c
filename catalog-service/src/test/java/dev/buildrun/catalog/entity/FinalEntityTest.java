package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FinalEntityTest {
    private static final Entity WEB = entity("{'name':'web','namespace':'default'}");

    private static Entity entity(String metadata) {
        var json = "{'apiVersion':'backstage.io/v1alpha1','kind':'Component','metadata':" + metadata
                + ",'spec':{'type':'service'}}";
        return Entity.of((ObjectNode) Json.read(json.replace('\'', '"')));
    }

    private static Entity assembled(Entity entity) {
        return FinalEntity.assemble(entity, List.of(), List.of(), "uid-1", false);
    }

    @Test
    void showsRelationsSortedAndOnce() {
        var source = "component:default/web";
        var relations = List.of(
                new Relation("partOf", source, "system:default/a"),
                new Relation("ownedBy", source, "group:default/b"),
                new Relation("ownedBy", source, "group:default/a"),
                new Relation("ownedBy", source, "group:default/b"));

        var served = FinalEntity.assemble(WEB, relations, List.of(), "uid-1", false);

        assertThat(served.json().get("relations").toString())
                .isEqualTo("[{\"type\":\"ownedBy\",\"targetRef\":\"group:default/a\"},"
                        + "{\"type\":\"ownedBy\",\"targetRef\":\"group:default/b\"},"
                        + "{\"type\":\"partOf\",\"targetRef\":\"system:default/a\"}]");
    }

    @Test
    void hasUidEtagAndEmptyRelations() {
        var served = assembled(WEB);

        assertThat(served.uid()).hasValue("uid-1");
        assertThat(served.etag()).get().asString().matches("[0-9a-f]{40}");
        assertThat(served.json().get("relations").toString()).isEqualTo("[]");
        assertThat(served.json().propertyNames())
                .containsExactly("apiVersion", "kind", "metadata", "spec", "relations");
    }

    @Test
    void changesItsEtagWithWhatIsServedAndWithNothingElse() {
        var etag = assembled(WEB).etag();
        var error = EntityError.input("x");
        var reordered = entity("{'namespace':'default','name':'web'}");

        assertThat(assembled(reordered).etag()).isEqualTo(etag);
        assertThat(FinalEntity.assemble(WEB, List.of(), List.of(), "uid-2", false)
                        .etag())
                .isEqualTo(etag);
        assertThat(FinalEntity.assemble(WEB, List.of(), List.of(error), "uid-1", false)
                        .etag())
                .isNotEqualTo(etag);
        assertThat(FinalEntity.assemble(WEB, List.of(), List.of(), "uid-1", true)
                        .etag())
                .isNotEqualTo(etag);
        assertThat(FinalEntity.assemble(WEB, List.of(new Relation("a", "b", "c")), List.of(), "uid-1", false)
                        .etag())
                .isNotEqualTo(etag);
    }

    @Test
    void keepsAnEtagOfItsOwnButNotAUid() {
        var served = assembled(entity("{'name':'web','etag':'mine','uid':'mine'}"));

        assertThat(served.etag()).hasValue("mine");
        assertThat(served.uid()).hasValue("uid-1");
    }

    @Test
    void tellsWhatWentWrong() {
        var cause = new EntityError("TypeError", "bad");
        var error = EntityError.input("Processor X threw an error", cause);

        var served = FinalEntity.assemble(WEB, List.of(), List.of(error), "uid-1", false);

        assertThat(Json.write(served.json().get("status")))
                .isEqualTo("{\"items\":[{\"type\":\"backstage.io/catalog-processing\",\"level\":\"error\","
                        + "\"message\":\"InputError: Processor X threw an error; caused by TypeError: bad\","
                        + "\"error\":{\"name\":\"InputError\","
                        + "\"message\":\"Processor X threw an error; caused by TypeError: bad\","
                        + "\"cause\":{\"name\":\"TypeError\",\"message\":\"bad\"}}}]}");
        assertThat(EntityError.parse(error.toJson())).isEqualTo(error);
    }

    @Test
    void saysThatItIsAnOrphan() {
        var served = FinalEntity.assemble(WEB, List.of(), List.of(), "uid-1", true);

        assertThat(served.annotation(Annotations.ORPHAN)).hasValue("true");
        assertThat(WEB.annotation(Annotations.ORPHAN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", " JAVASCRIPT:x", "java\\tscript:x", "\\u0000j\\r\\navascript:"})
    void doesNotServeScripts(String url) {
        var served = assembled(entity("{'name':'web','annotations':{'backstage.io/view-url':'" + url
                + "','backstage.io/edit-url':'" + url + "','other':'" + url + "'}}"));

        var rejected = "https://backstage.io/annotation-rejected-for-security-reasons";
        assertThat(served.annotation(Annotations.VIEW_URL)).hasValue(rejected);
        assertThat(served.annotation(Annotations.EDIT_URL)).hasValue(rejected);
        assertThat(served.annotation("other")).get().asString().doesNotContain("rejected");
    }

    @Test
    void isHashedByItsCanonicalText() {
        var tree = Json.read("{\"b\":1,\"a\":{\"d\":[3,1],\"c\":null}}");

        assertThat(CanonicalJson.write(tree)).isEqualTo("{\"a\":{\"c\":null,\"d\":[3,1]},\"b\":1}");
        assertThat(CanonicalJson.sha1(tree)).isEqualTo("703febae5c9c103974c321158dfeb919d5f238ae");
    }
}
