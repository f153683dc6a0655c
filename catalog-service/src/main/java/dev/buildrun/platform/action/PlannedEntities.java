package dev.buildrun.platform.action;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityRelations;
import dev.buildrun.catalog.entity.EntityRelations.InvalidReference;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What the descriptors in a workspace would bring into the catalog, once they are published and registered. */
final class PlannedEntities {
    private static final String DESCRIPTOR = "(.*/)?catalog-info\\.ya?ml";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MOST_FILES = 50;
    private static final int MOST_ENTITIES = 500;
    private static final String NO_HASH = "0".repeat(40);

    private PlannedEntities() {}

    /** The catalog with them. What is in the catalog already is as the catalog has it: registering would not replace it. */
    static Snapshot in(Snapshot catalog, Workspace workspace) {
        var fresh = of(workspace).stream()
                .filter(entity -> catalog.byRef(entity.ref().toString()).isEmpty())
                .toList();
        return fresh.isEmpty() ? catalog : with(catalog, fresh);
    }

    private static List<Entity> of(Workspace workspace) {
        var entities = new ArrayList<Entity>();
        workspace.list().stream()
                .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                .map(workspace::relative)
                .filter(path -> path.matches(DESCRIPTOR))
                .limit(MOST_FILES)
                .forEach(path -> add(workspace.read(path, MAX_BYTES), entities));
        return List.copyOf(entities.subList(0, Math.min(MOST_ENTITIES, entities.size())));
    }

    private static void add(byte[] descriptor, List<Entity> entities) {
        for (var document : Yaml.documents(new String(descriptor, StandardCharsets.UTF_8))) {
            if (document instanceof ParsedDocument.Content(var _, var value) && value instanceof ObjectNode json) {
                try {
                    entities.add(Entity.of(json));
                } catch (IllegalArgumentException _) {
                    // No entity: registering says so better than anybody here.
                }
            }
        }
    }

    /**
     * The catalog with some entities more. What is there under their names is seen through.
     *
     * @throws ServiceException of kind INPUT when one names something that no reference can be
     */
    static Snapshot with(Snapshot catalog, List<Entity> entities) {
        var edit = SnapshotEdit.of(catalog);
        var position = catalog.position();
        try {
            for (var entity : entities) {
                edit.apply(new Change.EntityChanged(++position, stored(entity)));
            }
        } catch (InvalidReference exception) {
            throw ServiceException.input("Expected references of entities, found " + exception.getMessage());
        }
        return edit.finish();
    }

    private static StoredEntity stored(Entity entity) throws InvalidReference {
        var ref = entity.ref().toString();
        return new StoredEntity(
                UUID.nameUUIDFromBytes(ref.getBytes(StandardCharsets.UTF_8)),
                ref,
                entity,
                NO_HASH,
                List.of(),
                EntityRelations.of(entity),
                List.of(),
                false);
    }
}
