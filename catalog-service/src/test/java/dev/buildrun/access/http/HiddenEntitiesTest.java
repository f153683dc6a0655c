package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy that hides an entity from all but its owners hides it on every way to it. */
class HiddenEntitiesTest {
    private static final String POLICY =
            "{rules: [{name: secrets are for their owners, resourceType: catalog-entity, actions: read,"
                    + " effect: conditions, where: \"entity.metadata.labels.secret != 'yes' || entity.owners in caller.ownershipRefs\"},"
                    + " {actions: read, effect: allow}]}";
    private static final String ENTITIES = "/api/catalog/entities";

    @TempDir
    static Path folder;

    private static GuardedService guarded;

    @BeforeAll
    static void start() {
        guarded = new GuardedService(folder, POLICY);
    }

    @AfterAll
    static void stop() {
        guarded.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ENTITIES,
                ENTITIES + "?filter=kind=component",
                ENTITIES + "?filter=spec.type=vault",
                ENTITIES + "/by-query?filter=kind=component&orderField=metadata.name,asc",
                ENTITIES + "/by-query?fullTextFilterTerm=hid&fullTextFilterFields=metadata.name",
                ENTITIES + "/by-query?filter=spec.type=vault&fields=metadata.name",
                "/api/catalog/entity-facets?facet=metadata.name&facet=spec.type",
                ENTITIES + "/by-name/component/default/hidden",
                ENTITIES + "/by-name/component/default/hidden/ancestry",
                "/api/buildrun/explain/component/default/hidden",
                "/api/buildrun/history/component/default/hidden",
                "/api/buildrun/impact/component/default/hidden",
                "/api/buildrun/audit"
            })
    void areNotSeenByOthers(String path) {
        var owner = guarded.get(guarded.user("eve"), path);
        var other = guarded.get(guarded.user("ada"), path);

        assertThat(owner.status()).as(owner.body()).isEqualTo(200);
        if (!path.endsWith("/audit")) {
            assertThat(owner.body()).as("what the owner sees").containsAnyOf("hidden", "vault");
        }
        // The path of a refused request is in its answer; the hash of nothing must not be.
        assertThat(other.body().replace(path.replaceFirst("/api/[a-z]+", ""), ""))
                .doesNotContain("vault")
                .doesNotContain("\"name\":\"hidden\"");
    }

    @Test
    void areNotCounted() {
        var path = ENTITIES + "/by-query?filter=kind=component&limit=1";

        assertThat(guarded.get(guarded.user("eve"), path)
                        .json()
                        .path("totalItems")
                        .asInt())
                .isEqualTo(4);
        assertThat(guarded.get(guarded.user("ada"), path)
                        .json()
                        .path("totalItems")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void areNotInAnyPageOfAnyOrder() {
        for (var order : List.of("metadata.name,asc", "metadata.name,desc", "spec.type,asc")) {
            assertThat(names(ENTITIES + "/by-query?filter=kind=component&limit=1&orderField=" + order))
                    .as(order)
                    .containsExactlyInAnyOrder("web", "base", "other");
        }
    }

    private static List<String> names(String first) {
        var names = new ArrayList<String>();
        var path = first;
        for (var pages = 0; pages < 10; pages++) {
            var page = guarded.get(guarded.user("ada"), path).json();
            page.path("items")
                    .forEach(item -> names.add(item.at("/metadata/name").asString()));
            var cursor = page.at("/pageInfo/nextCursor").asString("");
            if (cursor.isEmpty()) {
                break;
            }
            path = ENTITIES + "/by-query?limit=1&cursor=" + cursor;
        }
        return names;
    }

    @Test
    void areNullAmongOthersByReference() {
        var body = "{\"entityRefs\":[\"component:default/hidden\",\"component:default/web\"]}";

        var items = guarded.post(guarded.user("ada"), ENTITIES + "/by-refs", body)
                .json()
                .path("items");

        assertThat(items.get(0).isNull()).isTrue();
        assertThat(items.get(1).isNull()).isFalse();
    }

    @Test
    void areAsUnknownAsWhatIsNotThere() {
        var hidden = guarded.get(guarded.user("ada"), ENTITIES + "/by-uid/" + guarded.uid("hidden"));
        var nothing = guarded.get(guarded.user("ada"), ENTITIES + "/by-uid/00000000-0000-4000-8000-000000000000");

        assertThat(hidden.error().replaceAll("uid .*", ""))
                .isEqualTo(nothing.error().replaceAll("uid .*", ""))
                .startsWith("404 NotFoundError");
    }

    @Test
    void areWhatThePermissionBackendSaysTheyAre() {
        var item =
                "{\"id\":\"1\",\"permission\":{\"type\":\"resource\",\"name\":\"catalog.entity.read\",\"attributes\":{\"action\":\"read\"},"
                        + "\"resourceType\":\"catalog-entity\"},\"resourceRef\":[\"component:default/hidden\",\"component:default/web\",\"component:default/none\"]}";

        var ada = guarded.post(guarded.user("ada"), "/api/permission/authorize", "{\"items\":[" + item + "]}");
        var eve = guarded.post(guarded.user("eve"), "/api/permission/authorize", "{\"items\":[" + item + "]}");

        assertThat(ada.body()).isEqualTo("{\"items\":[{\"id\":\"1\",\"result\":[\"DENY\",\"ALLOW\",\"DENY\"]}]}");
        assertThat(eve.body()).isEqualTo("{\"items\":[{\"id\":\"1\",\"result\":[\"ALLOW\",\"ALLOW\",\"DENY\"]}]}");
    }
}
