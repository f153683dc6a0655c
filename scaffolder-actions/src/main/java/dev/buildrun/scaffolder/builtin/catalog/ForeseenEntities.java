package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.ActionContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The entities that a registration would bring: as they can be read now, else as the workspace has the descriptor. */
final class ForeseenEntities {
    private static final int MAX_BYTES = 1 << 20;

    private final CatalogAccess catalog;

    ForeseenEntities(CatalogAccess catalog) {
        this.catalog = catalog;
    }

    List<EntityRef> of(String url, ActionContext<CatalogRegister.Input> context) {
        try {
            return catalog.entitiesOf(url, context.step().initiator());
        } catch (ServiceException _) {
            // Before a step has published it, the descriptor is only in the workspace.
            return inWorkspace(url, context);
        }
    }

    private static List<EntityRef> inWorkspace(String url, ActionContext<CatalogRegister.Input> context) {
        var path = context.input().catalogInfoPath();
        var name = path == null ? url.substring(url.lastIndexOf('/') + 1) : path.replaceFirst("^/+", "");
        var file = context.workspace().resolve(name);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return List.of();
            }
            return refs(Yaml.documents(Files.readString(file)));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** What can't be read as an entity is left out: registering it fails later, with a better message. */
    private static List<EntityRef> refs(List<ParsedDocument> documents) {
        var refs = new ArrayList<EntityRef>();
        for (var document : documents) {
            if (document instanceof ParsedDocument.Content(var _, var entity)
                    && entity.path("kind").isString()
                    && entity.path("metadata").path("name").isString()) {
                var metadata = entity.path("metadata");
                refs.add(new EntityRef(
                        entity.path("kind").stringValue(),
                        metadata.path("namespace").asString(EntityRef.DEFAULT_NAMESPACE),
                        metadata.path("name").stringValue()));
            }
        }
        return refs;
    }
}
