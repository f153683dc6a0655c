package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Criteria;
import dev.buildrun.json.Json;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a caller sees to whom the policy lets entities be on conditions. */
class ConditionalReadsTest {
    private static final String OWNED_BY_TEAM_A =
            "{'rule':'IS_ENTITY_OWNER','resourceType':'catalog-entity','params':{'claims':['group:default/team-a']}}";
    private static final String HAS_SECRET =
            "{'rule':'HAS_ANNOTATION','resourceType':'catalog-entity','params':{'annotation':'secret'}}";
    private static final Set<String> HAVE_ONE = Set.of("web", "api");

    private @Nullable LiveCatalog opened;

    @AfterEach
    void close() {
        live().close();
    }

    private LiveCatalog live() {
        return Objects.requireNonNull(opened);
    }

    private void allow(String permission, String criteria) {
        opened = LiveCatalog.allowing(permission, Criteria.parse(Json.read(criteria.replace('\'', '"')), "conditions"));
        live().catalog
                .provide(
                        "p",
                        component("web").ownedBy("group:default/team-a").annotated("secret", "yes"),
                        component("api").ownedBy("group:default/Team-A"),
                        component("other").ownedBy("group:default/team-b"));
        live().settle();
    }

    private JsonNode get(String path) {
        var answer = live().server.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static Set<String> names(JsonNode entities) {
        var names = new TreeSet<String>();
        entities.forEach(
                entity -> names.add(entity.path("metadata").path("name").asString("null")));
        return names;
    }

    private String uid(String name) {
        return live().catalog.known("component:default/" + name).uid().toString();
    }

    @Nested
    class Lists {
        @Test
        void compareOwnersInAnyCase() {
            allow("catalog.entity.read", OWNED_BY_TEAM_A.replace("team-a", "TEAM-a"));

            assertThat(names(get("/entities"))).isEqualTo(HAVE_ONE);
        }

        @Test
        void showWhatLacksAnAnnotationThatMustNotBeThere() {
            allow("catalog.entity.read", "{'not':" + HAS_SECRET + "}");

            assertThat(names(get("/entities"))).containsExactly("api", "other");
        }

        @Test
        void countOnlyWhatIsSeen() {
            allow("catalog.entity.read", OWNED_BY_TEAM_A);

            var page = get("/entities/by-query?limit=1&filter=kind=component&orderField=metadata.name,desc");

            assertThat(names(page.path("items"))).containsExactly("web");
            assertThat(page.path("totalItems").asInt()).isEqualTo(2);
            assertThat(get("/entities/by-query?limit=0").path("totalItems").asInt())
                    .isEqualTo(2);
            assertThat(names(get("/entities/by-query?fullTextFilterTerm=other").path("items")))
                    .isEmpty();
            assertThat(names(
                            get("/entities/by-query?filter=metadata.name=other").path("items")))
                    .isEmpty();
        }

        @Test
        void nameNoValueOfWhatIsNotSeen() {
            allow("catalog.entity.read", OWNED_BY_TEAM_A);

            var facets =
                    get("/entity-facets?facet=metadata.name").path("facets").path("metadata.name");

            assertThat(facets.valueStream().map(each -> each.path("value").asString()))
                    .containsExactly("api", "web");
        }

        @Test
        void leaveHolesWhereReferencesLeadToWhatIsNotSeen() {
            allow("catalog.entity.read", OWNED_BY_TEAM_A);

            var answer = live().server
                    .post(
                            "/entities/by-refs",
                            "{\"entityRefs\":[\"component:default/other\",\"component:default/web\"]}");

            assertThat(answer.json().path("items").get(0).isNull()).isTrue();
            assertThat(answer.json().path("items").get(1).isNull()).isFalse();
        }

        @Test
        void areEmptyWhereAListOfTheRuleIs() {
            allow(
                    "catalog.entity.read",
                    "{'rule':'IS_ENTITY_KIND','resourceType':'catalog-entity','params':{'kinds':[]}}");

            assertThat(get("/entities").isEmpty()).isTrue();
        }
    }

    @Nested
    class SingleEntities {
        @Test
        void areNotFoundWhereTheyAreNotSeen() {
            allow("catalog.entity.read", OWNED_BY_TEAM_A);

            var byName = live().server.get("/entities/by-name/component/default/other");
            var byUid = live().server.get("/entities/by-uid/" + uid("other"));

            assertThat(byName.status()).isEqualTo(404);
            assertThat(byName.json().path("error").path("message").asString())
                    .isEqualTo("No entity named 'other' found, with kind 'component' in namespace 'default'");
            assertThat(byUid.status()).isEqualTo(404);
            assertThat(get("/entities/by-name/component/default/web")
                            .path("kind")
                            .asString())
                    .isEqualTo("Component");
        }

        @Test
        void refuseToSayWhereTheyComeFromByOwnersAsTheyAreWritten() {
            allow("catalog.entity.read", OWNED_BY_TEAM_A.replace("team-a", "TEAM-A"));

            assertThat(live().server
                            .get("/entities/by-name/component/default/web")
                            .status())
                    .isEqualTo(200);
            assertThat(live().server
                            .get("/entities/by-name/component/default/web/ancestry")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Nested
    class Deletion {
        @Test
        void isRefusedForAnEntityThatTheConditionsDoNotHoldFor() {
            allow("catalog.entity.delete", OWNED_BY_TEAM_A);

            assertThat(live().server.delete("/entities/by-uid/" + uid("other")).status())
                    .isEqualTo(403);
            assertThat(live().server
                            .delete("/entities/by-uid/00000000-0000-0000-0000-000000000000")
                            .status())
                    .isEqualTo(403);
            assertThat(live().server.delete("/entities/by-uid/" + uid("web")).status())
                    .isEqualTo(204);
            assertThat(names(get("/entities"))).containsExactly("api", "other");
        }
    }
}
