package dev.buildrun.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class EntityRelationsTest {
    private static Entity entity(String kind, String spec) {
        var json = "{'apiVersion':'backstage.io/v1alpha1','kind':'" + kind
                + "','metadata':{'name':'Self','namespace':'ns'},'spec':" + spec + "}";
        return Entity.of((ObjectNode) Json.read(json.replace('\'', '"')));
    }

    /** Backstage's table: what each field of each kind states, in both directions. */
    @ParameterizedTest
    @CsvSource({
        "Component, owner, ownedBy, ownerOf, group",
        "Component, system, partOf, hasPart, system",
        "Component, subcomponentOf, partOf, hasPart, component",
        "Component, providesApis, providesApi, apiProvidedBy, api",
        "Component, consumesApis, consumesApi, apiConsumedBy, api",
        "Component, dependsOn, dependsOn, dependencyOf, ",
        "Component, dependencyOf, dependencyOf, dependsOn, ",
        "API, owner, ownedBy, ownerOf, group",
        "API, system, partOf, hasPart, system",
        "Resource, owner, ownedBy, ownerOf, group",
        "Resource, system, partOf, hasPart, system",
        "Resource, dependsOn, dependsOn, dependencyOf, ",
        "Resource, dependencyOf, dependencyOf, dependsOn, ",
        "System, owner, ownedBy, ownerOf, group",
        "System, domain, partOf, hasPart, domain",
        "Domain, owner, ownedBy, ownerOf, group",
        "Domain, subdomainOf, partOf, hasPart, domain",
        "Group, parent, childOf, parentOf, group",
        "Group, children, parentOf, childOf, group",
        "Group, members, hasMember, memberOf, user",
        "User, memberOf, memberOf, hasMember, group",
        "Template, owner, ownedBy, ownerOf, group",
    })
    void followFromFields(String kind, String field, String type, String inverse, String defaultKind) throws Exception {
        var source = kind.toLowerCase(Locale.ROOT) + ":ns/self";
        var target = defaultKind == null ? "resource:ns/other" : defaultKind + ":ns/other";
        var text = defaultKind == null ? "resource:Other" : "Other";

        var relations = EntityRelations.of(entity(kind, "{'" + field + "':['" + text + "']}"));

        assertThat(relations)
                .containsExactlyInAnyOrder(new Relation(type, source, target), new Relation(inverse, target, source));
    }

    @ParameterizedTest
    @CsvSource({
        "team, group:ns/team",
        "Default/Team, group:default/team",
        "user:x/Bob, user:x/bob",
        "User:Bob, user:ns/bob",
        "a:b:c, a:ns/b:c",
        "x/y:z, group:x/y:z",
        "a b, group:ns/a b",
    })
    void takeReferencesOfEveryForm(String owner, String expected) throws Exception {
        assertThat(EntityRelations.of(entity("Component", "{'owner':'" + owner + "'}")))
                .contains(new Relation("ownedBy", "component:ns/self", expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db | Error: Entity reference \"db\" had missing or empty kind (e.g. did not start with \"component:\" or similar)",
                "a/b/c | Error: Entity reference \"a/b/c\" had missing or empty kind (e.g. did not start with \"component:\" or similar)",
                ":a | TypeError: Entity reference \":a\" was not on the form [<kind>:][<namespace>/]<name>",
                "b: | TypeError: Entity reference \"b:\" was not on the form [<kind>:][<namespace>/]<name>",
                "b:c/ | TypeError: Entity reference \"b:c/\" was not on the form [<kind>:][<namespace>/]<name>",
                "b:/a | TypeError: Entity reference \"b:/a\" was not on the form [<kind>:][<namespace>/]<name>",
            })
    void refuseReferencesThatNameNothing(String reference, String error) {
        var entity = entity("Component", "{'dependsOn':['resource:ok','" + reference + "']}");

        assertThatThrownBy(() -> EntityRelations.of(entity))
                .isInstanceOfSatisfying(
                        EntityRelations.InvalidReference.class,
                        invalid -> assertThat(invalid.error()).hasToString(error));
    }

    @Test
    void refuseWhatIsNoReference() {
        assertThatThrownBy(() -> EntityRelations.of(entity("Component", "{'dependencyOf':[7]}")))
                .hasMessage("Error: Entity reference 7 had missing or empty kind"
                        + " (e.g. did not start with \"component:\" or similar)");
        assertThatThrownBy(() -> EntityRelations.of(entity("Component", "{'dependencyOf':['']}")))
                .hasMessage("Error: Entity reference must not be empty");
    }

    @Test
    void refuseReferencesThatCannotBeStored() {
        assertThatThrownBy(() -> EntityRelations.of(entity("Component", "{'owner':'a\\u0000b'}")))
                .hasMessage("Error: Entity reference \"a\\u0000b\" has characters that cannot be stored");
    }

    @Test
    void areStatedOnceAndMayPointToTheEntityItself() throws Exception {
        var relations =
                EntityRelations.of(entity("Group", "{'parent':'self','children':['self','SELF'],'members':[]}"));

        assertThat(relations)
                .containsExactly(
                        new Relation("childOf", "group:ns/self", "group:ns/self"),
                        new Relation("parentOf", "group:ns/self", "group:ns/self"));
    }

    @Test
    void areNoneForOtherKinds() throws Exception {
        assertThat(EntityRelations.of(entity("Location", "{'owner':'a'}"))).isEmpty();
        assertThat(EntityRelations.of(entity("component", "{'owner':'a'}"))).isEmpty();
    }

    @Test
    void comeInPairs() {
        assertThat(RelationType.values())
                .hasSize(14)
                .allSatisfy(type -> assertThat(type.inverse().inverse()).isEqualTo(type));
        assertThat(Arrays.stream(RelationType.values()).map(RelationType::wireName))
                .doesNotHaveDuplicates();
    }
}
