package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.NodeYaml;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code catalog:write} */
public final class CatalogWrite implements Action<CatalogWrite.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(CatalogWrite.class, "catalog:write", Input.class, NoOutput.class);
    private static final String SOURCE_TEMPLATE = "backstage.io/source-template";

    /** The action's input. */
    public record Input(@Nullable String filePath, ObjectNode entity) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) {
        var path = context.input().filePath() == null
                ? "catalog-info.yaml"
                : context.input().filePath();
        context.log().info("Writing " + path);
        var entity = marked(context.input().entity(), context.step().templateRef());
        context.workspace().write(path, NodeYaml.write(entity).getBytes(StandardCharsets.UTF_8), false);
        return NoOutput.NONE;
    }

    /** With the annotation that says which template made it; keys stay where they are. */
    private static ObjectNode marked(ObjectNode entity, @Nullable String templateRef) {
        var result = entity.deepCopy();
        if (!result.has("metadata")) {
            result.putObject("metadata");
        }
        if (!(result.path("metadata") instanceof ObjectNode metadata)) {
            throw ServiceException.input("Expected entity.metadata to be an object, found " + entity.path("metadata"));
        }
        if (templateRef != null) {
            var annotations = metadata.path("annotations") instanceof ObjectNode given ? given : Json.object();
            metadata.set("annotations", annotations.put(SOURCE_TEMPLATE, templateRef));
        }
        return result;
    }
}
