package dev.buildrun.catalog.location;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.error.ServiceException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Processes what a location leads to, and all that this leads to, without storing anything. */
final class LocationTrial {
    private static final int MAX_ENTITIES = 10_000;

    private final BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing;

    LocationTrial(BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing) {
        this.processing = processing;
    }

    /**
     * Returns the entities, the first one before those that it leads to, and of these the last one first.
     *
     * @throws ServiceException of kind INPUT when one of them is not good, comes twice, or there are too many
     */
    List<Entity> run(UnprocessedEntity first) {
        var open = new ArrayDeque<UnprocessedEntity>();
        open.push(first);
        var done = new LinkedHashMap<String, Entity>();
        while (!open.isEmpty()) {
            var completed = process(open.pop());
            var ref = completed.entity().ref().toString();
            if (done.putIfAbsent(ref, completed.entity()) != null) {
                throw ServiceException.input("Duplicate nested entity: " + ref);
            }
            completed.emitted().forEach(open::push);
            if (done.size() + open.size() > MAX_ENTITIES) {
                throw ServiceException.input(
                        "Expected at most " + MAX_ENTITIES + " entities, found more at " + first.ref());
            }
        }
        return List.copyOf(done.values());
    }

    private ProcessingOutcome.Completed process(UnprocessedEntity entity) {
        return switch (processing.apply(entity, ProcessorCache.EMPTY)) {
            case ProcessingOutcome.Completed completed -> completed;
            case ProcessingOutcome.Failed failed ->
                throw ServiceException.input(
                        failed.errors().stream().map(EntityError::toString).collect(Collectors.joining(", ")));
        };
    }
}
