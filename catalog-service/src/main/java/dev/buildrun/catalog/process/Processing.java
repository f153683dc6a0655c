package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.EntityPolicies;
import dev.buildrun.catalog.entity.KindCheck;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one entity through all steps, in Backstage's order: complete it, check it, read what it points to, state its relations,
 * and see that what it points to is allowed. Everything that can go wrong with an entity is a value in the outcome. Safe for
 * many threads at once.
 */
public final class Processing {
    private static final Logger LOG = LoggerFactory.getLogger(Processing.class);

    private final List<EntityProcessor> processors;
    private final LocationTargets targets;
    private final CatalogRules rules;

    /**
     * Puts the steps together.
     *
     * @param processors in the order in which they act
     * @param rules which kinds may come from where
     * @param urls how relative targets become absolute
     */
    public Processing(List<EntityProcessor> processors, CatalogRules rules, SourceUrls urls) {
        this.processors = List.copyOf(processors);
        this.targets = new LocationTargets(this.processors, urls);
        this.rules = rules;
    }

    /**
     * Processes one entity; reads from outside, and may take as long as that takes.
     *
     * @param cache what the last outcome left, {@link ProcessorCache#EMPTY} at first
     */
    public ProcessingOutcome process(UnprocessedEntity unprocessed, ProcessorCache cache) {
        var entity = unprocessed.entity();
        try {
            var location = location(entity, Annotations.MANAGED_BY_LOCATION);
            var origin = location(entity, Annotations.MANAGED_BY_ORIGIN_LOCATION);
            return process(entity, new ProcessingContext(entity.ref().toString(), location, origin, cache));
        } catch (ProcessingFault fault) {
            return new ProcessingOutcome.Failed(List.of(fault.error()), List.of(), cache.afterFailure());
        }
    }

    private ProcessingOutcome process(Entity entity, ProcessingContext context) {
        try {
            var completed = run(entity, context);
            return context.hasErrors() ? context.failed() : context.completed(completed);
        } catch (ProcessingFault fault) {
            context.emitError(fault.error());
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("entityRef", entity.ref())
                    .setCause(bug)
                    .log("Processing failed in a way that it should not");
            context.emitError(new EntityError("Error", "An internal error occurred while processing " + entity.ref()));
        }
        return context.failed();
    }

    private Entity run(Entity unprocessed, ProcessingContext context) {
        var preProcessed = preProcess(unprocessed, context);
        var entity = enforcePolicies(preProcessed);
        checkIdentity(unprocessed, entity);
        checkKind(entity);
        if (entity.kind().equals("Location")) {
            targets.read(entity, context);
        }
        var completed = postProcess(entity, context);
        checkRules(context);
        return completed;
    }

    private Entity preProcess(Entity unprocessed, ProcessingContext context) {
        var entity = unprocessed;
        for (var processor : processors) {
            entity = step(
                    entity,
                    current -> processor.preProcess(current, context),
                    "Processor " + processor.name() + " threw an error while preprocessing");
        }
        return entity;
    }

    private Entity postProcess(Entity checked, ProcessingContext context) {
        var entity = checked;
        for (var processor : processors) {
            entity = step(
                    entity,
                    current -> processor.postProcess(current, context),
                    "Processor " + processor.name() + " threw an error while postprocessing");
        }
        return entity;
    }

    private static Entity step(Entity entity, UnaryOperator<Entity> step, String failure) {
        try {
            return step.apply(entity);
        } catch (ProcessingFault fault) {
            throw new ProcessingFault(EntityError.input(failure, fault.error()));
        } catch (ServiceException exception) {
            throw new ProcessingFault(EntityError.input(failure, EntityError.of(exception)));
        }
    }

    private static Entity enforcePolicies(Entity entity) {
        var fault = EntityPolicies.check(entity).or(() -> SearchFields.keysThatDifferOnlyInCase(entity));
        if (fault.isPresent()) {
            throw new ProcessingFault(EntityError.input("Policy check failed for " + entity.ref(), fault.get()));
        }
        return EntityPolicies.withNamespace(entity);
    }

    private static void checkIdentity(Entity before, Entity after) {
        if (!before.ref().equals(after.ref())) {
            throw new ProcessingFault(new EntityError(
                    "ConflictError", "Fatal: The entity kind, namespace, or name changed during processing"));
        }
    }

    private void checkKind(Entity entity) {
        var known = false;
        for (var processor : processors) {
            known |= switch (processor.checkKind(entity)) {
                case KindCheck.Valid() -> true;
                case KindCheck.Foreign() -> false;
                case KindCheck.Invalid(var error) ->
                    throw new ProcessingFault(EntityError.input(
                            "Processor " + processor.name() + " threw an error while validating the entity "
                                    + entity.ref(),
                            error));
            };
        }
        if (!known) {
            throw new ProcessingFault(EntityError.input("No processor recognized the entity " + entity.ref()
                    + " as valid, possibly caused by a foreign kind or apiVersion"));
        }
    }

    private void checkRules(ProcessingContext context) {
        for (var child : context.emitted()) {
            if (!rules.allows(child.entity(), context.origin())) {
                throw new ProcessingFault(new EntityError(
                        "NotAllowedError",
                        "Entity " + child.ref() + " at " + context.location() + ", originated at " + context.origin()
                                + ", is not of an allowed kind for that location"));
            }
        }
    }

    private static LocationRef location(Entity entity, String annotation) {
        var text = entity.annotation(annotation)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new ProcessingFault(
                        EntityError.input("Entity '" + entity.ref() + "' does not have the annotation " + annotation)));
        try {
            return LocationRef.parse(text);
        } catch (ServiceException exception) {
            throw new ProcessingFault(new EntityError("TypeError", exception.getMessage()));
        }
    }
}
