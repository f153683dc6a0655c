package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** {@code catalog:fetch} */
public final class CatalogFetch implements Action<CatalogFetch.Input, CatalogFetch.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(CatalogFetch.class, "catalog:fetch", Input.class, Output.class);

    private final CatalogAccess catalog;

    public CatalogFetch(CatalogAccess catalog) {
        this.catalog = catalog;
    }

    /** The action's input. */
    public record Input(
            @Nullable String entityRef,
            @Nullable List<String> entityRefs,
            @Nullable Boolean optional,
            @Nullable String defaultKind,
            @Nullable String defaultNamespace) {
        boolean isOptional() {
            return Boolean.TRUE.equals(optional);
        }
    }

    /** The action's output: a null node stands for an entity that is missing and may be. */
    public record Output(
            @Nullable JsonNode entity, @Nullable List<JsonNode> entities) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var input = context.input();
        if (input.entityRef() == null && input.entityRefs() == null && !input.isOptional()) {
            throw ServiceException.of(ErrorKind.INTERNAL, "Missing entity reference or references");
        }
        var entity = input.entityRef() == null ? null : entity(input.entityRef(), context);
        var entities = input.entityRefs() == null
                ? null
                : input.entityRefs().stream().map(ref -> entity(ref, context)).toList();
        return new Output(entity, entities);
    }

    private JsonNode entity(String text, ActionContext<Input> context) {
        var input = context.input();
        var namespace = input.defaultNamespace() == null ? EntityRef.DEFAULT_NAMESPACE : input.defaultNamespace();
        var ref = EntityRef.parse(text, input.defaultKind(), namespace);
        var found = catalog.entity(ref, context.step().initiator());
        if (found.isPresent()) {
            return found.get();
        }
        if (!input.isOptional()) {
            throw ServiceException.of(ErrorKind.INTERNAL, "Entity " + text + " not found");
        }
        return NullNode.getInstance();
    }
}
