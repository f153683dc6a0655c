package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.catalog.process.SourceUrls;
import dev.buildrun.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Notes on an entity where it comes from and where a person can see and change it. What the entity says itself wins. */
final class LocationAnnotations implements EntityProcessor {
    private final SourceUrls urls;

    LocationAnnotations(SourceUrls urls) {
        this.urls = urls;
    }

    @Override
    public String name() {
        return "AnnotateLocationEntityProcessor";
    }

    @Override
    public Entity preProcess(Entity entity, ProcessingContext context) {
        var own = entity.metadata().path("annotations");
        if (!own.isObject() && !own.isMissingNode() && !own.isNull()) {
            return entity;
        }
        var annotations = annotations(context);
        if (own instanceof ObjectNode object) {
            annotations.setAll(object);
        }
        return entity.withMetadata("annotations", annotations);
    }

    private ObjectNode annotations(ProcessingContext context) {
        var annotations = Json.object()
                .put(Annotations.MANAGED_BY_LOCATION, context.location().toString())
                .put(Annotations.MANAGED_BY_ORIGIN_LOCATION, context.origin().toString());
        if (context.location().type().equals("url")) {
            var url = context.location().target();
            annotations.put(Annotations.VIEW_URL, url);
            urls.editUrl(url).ifPresent(edit -> annotations.put(Annotations.EDIT_URL, edit));
            urls.folderUrl(url).ifPresent(folder -> annotations.put(Annotations.SOURCE_LOCATION, "url:" + folder));
        }
        return annotations;
    }
}
