package dev.buildrun.catalog.push;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityEnvelope;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.EntityPolicies;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the items of one push, without reading anything from outside, and makes them what a provider declares. Whatever does not
 * depend on a file that an entity refers to is found here, so that a push is stored whole or not at all. For one push, one thread.
 */
final class PushCheck {
    private final String location;
    private final BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing;
    private final Map<String, String> seen = new HashMap<>();
    private final List<PushFault> faults = new ArrayList<>();

    /**
     * For one source.
     *
     * @param location of the source, which entities get that name none of their own
     * @param processing what {@link dev.buildrun.catalog.process.Processing#process} does, with nothing from outside in reach
     */
    PushCheck(String location, BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing) {
        this.location = location;
        this.processing = processing;
    }

    List<PushFault> faults() {
        return faults;
    }

    /** The good ones; what is wrong with the others is among the faults. */
    List<DesiredEntity> entities(String list, List<JsonNode> items) {
        var entities = new ArrayList<DesiredEntity>();
        for (var index = 0; index < items.size(); index++) {
            var item = items.get(index);
            var message = fault(list + "[" + index + "]", item);
            if (message.isPresent()) {
                faults.add(new PushFault(list, index, refOf(item), message.get()));
            } else {
                entities.add(DesiredEntity.of(located(item), location));
            }
        }
        return entities;
    }

    /** The refs, full and in lower case. */
    List<String> refs(String list, List<JsonNode> items) {
        var refs = new ArrayList<String>();
        for (var index = 0; index < items.size(); index++) {
            try {
                var ref = EntityRef.parse(items.get(index).asString("")).toString();
                var fault = duplicate(list + "[" + index + "]", ref);
                if (fault.isPresent()) {
                    faults.add(new PushFault(list, index, ref, fault.get()));
                }
                refs.add(ref);
            } catch (ServiceException exception) {
                faults.add(new PushFault(list, index, null, exception.getMessage()));
            }
        }
        return refs;
    }

    private Optional<String> fault(String path, JsonNode item) {
        var envelope = EntityEnvelope.check(item);
        if (envelope.isPresent()) {
            return envelope.map(error -> "Malformed entity envelope, " + error.message());
        }
        var entity = Entity.of((ObjectNode) item);
        var ref = entity.ref().toString();
        if (!StorableText.isStorable(ref)) {
            return Optional.of("Expected a name without characters that cannot be stored");
        }
        return duplicate(path, ref)
                .or(() -> annotations(entity))
                .or(() -> EntityPolicies.check(entity).map(EntityError::toString))
                .or(() -> hasPlaceholder(item) ? Optional.empty() : process(located(item)));
    }

    private Optional<String> duplicate(String path, String ref) {
        return Optional.ofNullable(seen.putIfAbsent(ref, path))
                .map(first -> "Expected each entity once, found it at " + first + " already");
    }

    private Optional<String> annotations(Entity entity) {
        var annotations = entity.metadata().path("annotations");
        if (!annotations.isMissingNode() && !annotations.isObject()) {
            return Optional.of("metadata.annotations must be a valid object");
        }
        for (var key : List.of(Annotations.MANAGED_BY_LOCATION, Annotations.MANAGED_BY_ORIGIN_LOCATION)) {
            if (annotations.has(key) && !isAllowed(annotations.path(key))) {
                return Optional.of("Expected no annotation " + key + ", or one that is " + location
                        + " or begins with url:, found " + annotations.path(key));
            }
        }
        return Optional.empty();
    }

    private boolean isAllowed(JsonNode value) {
        if (!value.isString()) {
            return false;
        }
        try {
            var given = LocationRef.parse(value.asString());
            return given.type().equals("url") || given.toString().equals(location);
        } catch (ServiceException notALocation) {
            return false;
        }
    }

    /** What a placeholder stands for is read when the entity is processed, so only then can it be checked whole. */
    private static boolean hasPlaceholder(JsonNode node) {
        return isPlaceholder(node) || node.valueStream().anyMatch(PushCheck::hasPlaceholder);
    }

    private static boolean isPlaceholder(JsonNode node) {
        return node.isObject()
                && node.size() == 1
                && node.propertyNames().iterator().next().startsWith("$");
    }

    private Optional<String> process(Entity entity) {
        var outcome = processing.apply(UnprocessedEntity.of(entity, location), ProcessorCache.EMPTY);
        return switch (outcome) {
            case ProcessingOutcome.Completed _ -> Optional.empty();
            case ProcessingOutcome.Failed failed ->
                Optional.of(failed.errors().stream().map(EntityError::toString).collect(Collectors.joining("; ")));
        };
    }

    /** The entity with the two annotations that say where it comes from. */
    private Entity located(JsonNode item) {
        var json = (ObjectNode) item.deepCopy();
        var metadata = (ObjectNode) json.get("metadata");
        var annotations =
                metadata.get("annotations") instanceof ObjectNode own ? own : metadata.putObject("annotations");
        for (var key : List.of(Annotations.MANAGED_BY_LOCATION, Annotations.MANAGED_BY_ORIGIN_LOCATION)) {
            if (!annotations.has(key)) {
                annotations.put(key, location);
            }
        }
        return Entity.of(json);
    }

    private static @Nullable String refOf(JsonNode item) {
        var kind = item.path("kind").asString("");
        var name = item.path("metadata").path("name").asString("");
        var namespace = item.path("metadata").path("namespace").asString(EntityRef.DEFAULT_NAMESPACE);
        return kind.isEmpty() || name.isEmpty() ? null : new EntityRef(kind, namespace, name).toString();
    }
}
