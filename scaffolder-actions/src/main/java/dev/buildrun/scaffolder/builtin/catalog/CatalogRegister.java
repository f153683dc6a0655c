package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ScmUrl;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code catalog:register} */
public final class CatalogRegister implements Action<CatalogRegister.Input, CatalogRegister.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(CatalogRegister.class, "catalog:register", Input.class, Output.class);

    private final CatalogAccess catalog;
    private final Integrations integrations;

    public CatalogRegister(CatalogAccess catalog, Integrations integrations) {
        this.catalog = catalog;
        this.integrations = integrations;
    }

    /** The action's input: either the first, or the second with the third. */
    public record Input(
            @Nullable String catalogInfoUrl,
            @Nullable String repoContentsUrl,
            @Nullable String catalogInfoPath,
            @Nullable Boolean optional) {}

    /**
     * The action's output.
     *
     * @param entityRef the component that was registered, or else the first entity; null where there is none
     */
    public record Output(@Nullable String entityRef, String catalogInfoUrl) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var url = locationUrl(context.input());
        var optional = Boolean.TRUE.equals(context.input().optional());
        context.log().info("Registering " + url + " in the catalog");
        try {
            add(url, context);
        } catch (ServiceException exception) {
            unlessOptional(optional, exception, context);
        }
        try {
            var entities = catalog.entitiesOf(url, context.step().initiator());
            return new Output(mainOf(entities).map(EntityRef::toString).orElse(null), url);
        } catch (ServiceException exception) {
            unlessOptional(optional, exception, context);
            return new Output(null, url);
        }
    }

    /** A conflict is a success when this very task has added the location, in a run that was cut off. */
    private void add(String url, ActionContext<Input> context) {
        var effect = new Effect("catalog-location", url);
        var seenBefore = context.effects().find(effect).isPresent();
        context.effects().intend(effect, Json.object());
        try {
            catalog.addLocation(url, context.step().initiator());
        } catch (ServiceException exception) {
            if (!seenBefore || exception.kind() != ErrorKind.CONFLICT) {
                throw exception;
            }
            context.log().info("It is registered already, by an earlier run of this task");
        }
        context.effects().confirm(effect, Json.object());
    }

    private static void unlessOptional(boolean optional, ServiceException exception, ActionContext<Input> context) {
        if (!optional) {
            throw exception;
        }
        context.log().warn("Going on without, since it is optional: " + exception.getMessage());
    }

    private String locationUrl(Input input) {
        if (input.catalogInfoUrl() != null) {
            return input.catalogInfoUrl();
        }
        var contents = input.repoContentsUrl();
        if (contents == null) {
            throw ServiceException.input("Expected either catalogInfoUrl or repoContentsUrl");
        }
        var type = integrations
                .ofUrl(parse(contents))
                .orElseThrow(() -> ServiceException.input("No integration found for host " + contents));
        var path = input.catalogInfoPath() == null ? "/catalog-info.yaml" : input.catalogInfoPath();
        return ScmUrl.resolve(path.startsWith("/") || ScmUrl.isAbsolute(path) ? path : "/" + path, contents, type);
    }

    private static URI parse(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException exception) {
            throw ServiceException.input("Expected repoContentsUrl to be a URL, found " + url);
        }
    }

    private static Optional<EntityRef> mainOf(List<EntityRef> entities) {
        var own = entities.stream()
                .filter(entity -> !entity.name().startsWith("generated-"))
                .toList();
        return own.stream()
                .filter(entity -> entity.kind().equalsIgnoreCase("component"))
                .findFirst()
                .or(() -> own.stream().findFirst())
                .or(() -> entities.stream().findFirst());
    }
}
