package dev.buildrun.platform.action;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityRelations;
import dev.buildrun.catalog.entity.EntityRelations.InvalidReference;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
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
    private static final String NO_HASH = "0".repeat(40);

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
        var entity = entity();
        var ref = entity.ref().toString();
        try {
            var edit = SnapshotEdit.of(catalog);
            edit.apply(new Change.EntityChanged(
                    catalog.position() + 1,
                    new StoredEntity(
                            UUID.nameUUIDFromBytes(ref.getBytes(StandardCharsets.UTF_8)),
                            ref,
                            entity,
                            NO_HASH,
                            List.of(),
                            EntityRelations.of(entity),
                            List.of(),
                            false)));
            return edit.finish();
        } catch (InvalidReference exception) {
            throw ServiceException.input("Expected references of entities, found " + exception.getMessage());
        }
    }
}
