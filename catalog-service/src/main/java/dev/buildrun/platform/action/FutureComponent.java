package dev.buildrun.platform.action;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component that a template is about to make.
 *
 * @param owner a reference, of a group where it has no kind
 * @param contract a reference, of an API where it has no kind; null for the built-in one
 * @param dependsOn references with their kinds
 */
record FutureComponent(
        String name,
        String owner,
        @Nullable String system,
        @Nullable String contract,
        List<String> dependsOn) {
    Entity entity() {
        var json = Json.object().put("apiVersion", "backstage.io/v1alpha1").put("kind", "Component");
        json.putObject("metadata").put("name", name);
        var spec = json.putObject("spec")
                .put("type", "service")
                .put("lifecycle", "experimental")
                .put("owner", owner);
        if (system != null) {
            spec.put("system", system);
        }
        if (contract != null) {
            spec.putArray("consumesApis").add(contract);
        }
        var dependencies = spec.putArray("dependsOn");
        dependsOn.forEach(dependencies::add);
        return Entity.of(json);
    }

    /**
     * The catalog with it. What is there under its name is seen through.
     *
     * @throws ServiceException of kind INPUT when it names something that no reference can be
     */
    Snapshot in(Snapshot catalog) {
        return PlannedEntities.with(catalog, List.of(entity()));
    }
}
