package dev.buildrun.catalog.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RelationOrderTest {
    @Test
    void sortsRelationsByTypeAndTarget() {
        try (var live = LiveCatalog.open()) {
            live.catalog.files().putText("https://example.com/a.yaml", """
                    apiVersion: backstage.io/v1alpha1
                    kind: Component
                    metadata:
                      name: web
                    spec:
                      type: service
                      lifecycle: production
                      owner: team-a
                      system: shop
                      providesApis: [zebra, Ant, mole]
                      dependsOn: ['resource:z', 'component:a']
                    """);
            live.register("https://example.com/a.yaml");
            live.settle();

            var relations = live.server
                    .get("/entities/by-name/component/default/web")
                    .json()
                    .path("relations")
                    .valueStream()
                    .map(relation -> relation.path("type").asString() + " "
                            + relation.path("targetRef").asString());

            assertThat(relations)
                    .containsExactly(
                            "dependsOn component:default/a",
                            "dependsOn resource:default/z",
                            "ownedBy group:default/team-a",
                            "partOf system:default/shop",
                            "providesApi api:default/ant",
                            "providesApi api:default/mole",
                            "providesApi api:default/zebra");
        }
    }
}
