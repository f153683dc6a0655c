package dev.buildrun.platform.testing;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityRelations;
import dev.buildrun.catalog.entity.EntityRelations.InvalidReference;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** A catalog in memory with the relations that its entities state, as the change log would have built it. */
public final class CatalogOf {
    private Snapshot snapshot = Snapshot.EMPTY;
    private long position;

    /** A catalog of the documents of a YAML text. */
    public static CatalogOf yaml(String text) {
        var catalog = new CatalogOf();
        catalog.put(text);
        return catalog;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** Puts each document in, or in the place of what has its name. */
    public CatalogOf put(String yaml) {
        return put(Yaml.documents(yaml).stream()
                .map(document -> switch (document) {
                    case ParsedDocument.Content content -> Entity.of((ObjectNode) content.value());
                    case ParsedDocument.Broken broken -> throw new IllegalArgumentException(broken.message());
                })
                .toList());
    }

    public CatalogOf put(List<Entity> entities) {
        var edit = SnapshotEdit.of(snapshot);
        entities.forEach(entity -> edit.apply(new Change.EntityChanged(++position, stored(entity))));
        snapshot = edit.finish();
        return this;
    }

    public CatalogOf remove(String ref) {
        var edit = SnapshotEdit.of(snapshot);
        edit.apply(new Change.EntityRemoved(++position, ref, uid(ref)));
        snapshot = edit.finish();
        return this;
    }

    private static UUID uid(String ref) {
        return UUID.nameUUIDFromBytes(ref.getBytes(StandardCharsets.UTF_8));
    }

    private static StoredEntity stored(Entity entity) {
        try {
            var ref = entity.ref().toString();
            var hash = String.format("%040x", entity.json().toString().hashCode() & 0xffffffffL);
            var relations = EntityRelations.of(entity);
            return new StoredEntity(uid(ref), ref, entity, hash, List.of(), relations, List.of(), false);
        } catch (InvalidReference exception) {
            throw new IllegalArgumentException(exception);
        }
    }
}
