package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ScmUrl;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Forecast;
import dev.buildrun.scaffolder.action.Forecast.PlannedEffect;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
        var effect = new Effect(AddedLocations.EFFECT, url);
        var id = context.effects()
                .find(effect)
                .flatMap(AddedLocations::idOf)
                .orElseGet(() -> UUID.randomUUID().toString());
        context.effects()
                .intend(
                        effect,
                        AddedLocations.detail(id).put("stepId", context.step().stepId()));
        try {
            catalog.addLocation(id, url, context.step().initiator());
        } catch (ServiceException exception) {
            if (exception.kind() != ErrorKind.CONFLICT || catalog.location(id).isEmpty()) {
                throw exception;
            }
            context.log().info("It is registered already, by an earlier run of this task");
        }
        context.effects().confirm(effect, AddedLocations.detail(id));
    }

    @Override
    public List<Compensation> compensations() {
        return List.of(new AddedLocations(catalog));
    }

    @Override
    public Optional<Forecast<Output>> forecast(ActionContext<Input> context) {
        var url = locationUrl(context.input());
        var entities = new ForeseenEntities(catalog).of(url, context);
        var effect = new PlannedEffect(
                AddedLocations.EFFECT,
                url,
                url,
                "catalog.location.create",
                catalog.hasLocation(url) ? "Location url:" + url + " already exists" : null,
                entities.stream().map(EntityRef::toString).toList(),
                List.of());
        return Optional.of(new Forecast<>(
                List.of(effect),
                new Output(mainOf(entities).map(EntityRef::toString).orElse(null), url)));
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
