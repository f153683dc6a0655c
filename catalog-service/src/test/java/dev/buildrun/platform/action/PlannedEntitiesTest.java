package dev.buildrun.platform.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.testing.CatalogOf;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannedEntitiesTest {
    private static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-orders}, spec: {type: build-run-team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: orders-db}, spec: {type: service-instance, owner: team-payments}}
            """;
    private static final String DESCRIPTOR = """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: orders}
            spec: {type: service, lifecycle: experimental, owner: team-orders, dependsOn: ['resource:default/orders-db']}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata: {name: orders-db}
            spec: {type: environment, owner: team-orders}
            ---
            just: a text
            """;

    @TempDir
    private Path directory;

    private PlatformModel planned(String path, String descriptor) {
        var workspace = Workspace.open(directory.resolve("w"), Workspace.Limits.USUAL);
        workspace.write(path, descriptor.getBytes(StandardCharsets.UTF_8), false);
        return new PlatformModel(PlannedEntities.in(CatalogOf.yaml(CATALOG).snapshot(), workspace));
    }

    @Test
    void whatADescriptorDeclaresIsThereWithItsOwner() {
        var model = planned("catalog-info.yaml", DESCRIPTOR);

        assertThat(model.owner("component:default/orders")).isEqualTo("group:default/team-orders");
    }

    @Test
    void whatTheCatalogHasStaysAsItIs() {
        var model = planned("services/orders/catalog-info.yml", DESCRIPTOR);

        assertThat(model.entity("component:default/orders")).isPresent();
        assertThat(model.owner("resource:default/orders-db")).isEqualTo("group:default/team-payments");
    }

    @Test
    void otherFilesAndWhatIsNoYamlDeclareNothing() {
        assertThat(planned("values.yaml", DESCRIPTOR).entity("component:default/orders"))
                .isEmpty();
        assertThat(planned("catalog-info.yaml", "kind: [").entity("component:default/orders"))
                .isEmpty();
    }
}
