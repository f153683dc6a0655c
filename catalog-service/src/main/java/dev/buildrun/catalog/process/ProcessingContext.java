package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityEnvelope;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What processors know of the entity at hand besides its body, and where they put what they find. For one run, one thread. */
public final class ProcessingContext {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessingContext.class);
    private static final int MAX_EMITTED = 50_000;
    /** More entities than these are kept as texts, since it takes a while until all of them are found and stored. */
    private static final int MANY = 1_000;

    private static final int MAX_REFRESH_KEY = 255;
    private static final int KEPT_OF_LONG_KEY = 180;

    private final String entityRef;
    private final LocationRef location;
    private final LocationRef origin;
    private final ProcessorCache cache;
    /** How many entities all branches have found together. */
    private final AtomicInteger found;

    private final ObjectNode remembered = Json.object();
    private final List<UnprocessedEntity> emitted = new ArrayList<>();
    private final List<EntityError> errors = new ArrayList<>();
    private final SortedSet<Relation> relations = new TreeSet<>();
    private final SortedSet<String> refreshKeys = new TreeSet<>();
    private @Nullable ProcessingFault fault;

    ProcessingContext(String entityRef, LocationRef location, LocationRef origin, ProcessorCache cache) {
        this(entityRef, location, origin, cache, new AtomicInteger());
    }

    private ProcessingContext(
            String entityRef, LocationRef location, LocationRef origin, ProcessorCache cache, AtomicInteger found) {
        this.entityRef = entityRef;
        this.location = location;
        this.origin = origin;
        this.cache = cache;
        this.found = found;
    }

    /** The file that the entity was read from. */
    public LocationRef location() {
        return location;
    }

    /** The location that somebody registered and that led to the entity. */
    public LocationRef origin() {
        return origin;
    }

    /** One of several that work beside each other on the entity at hand, each with a thread of its own; see {@link #join}. */
    ProcessingContext branch() {
        return new ProcessingContext(entityRef, location, origin, cache, found);
    }

    /** Does what belongs to this branch; a fault is kept until the branch is joined. */
    void run(Runnable work) {
        try {
            work.run();
        } catch (ProcessingFault thrown) {
            fault = thrown;
        }
    }

    /** Takes over what a branch has found, as if it had been found here. */
    void join(ProcessingContext branch) {
        errors.addAll(branch.errors);
        emitted.addAll(branch.emitted);
        relations.addAll(branch.relations);
        refreshKeys.addAll(branch.refreshKeys);
        branch.remembered
                .properties()
                .forEach(processor ->
                        remembered.withObjectProperty(processor.getKey()).setAll((ObjectNode) processor.getValue()));
        if (branch.fault != null) {
            throw branch.fault;
        }
    }

    /** Hands in an entity that was found; its annotations will say where. Not being one is an error of the entity at hand. */
    public void emitEntity(JsonNode json, LocationRef foundAt) {
        var fault = EntityEnvelope.check(json);
        if (fault.isPresent()) {
            emitError(fault.get());
        } else {
            emit(Entity.of((ObjectNode) json), foundAt);
        }
    }

    private void emit(Entity child, LocationRef foundAt) {
        var annotations = child.metadata().path("annotations");
        if (child.ref().toString().equals(entityRef)) {
            LOG.atWarn()
                    .addKeyValue("entityRef", entityRef)
                    .addKeyValue("location", foundAt)
                    .log("Ignored an entity that has the name of the Location that it was read for");
        } else if (!StorableText.isStorable(child.ref().toString())) {
            emitError(
                    EntityError.input("The name " + Json.write(child.metadata().path("name")) + " of a "
                            + Json.write(child.json().path("kind")) + " at " + foundAt
                            + " has characters that cannot be stored"));
        } else if (!annotations.isMissingNode() && !annotations.isNull() && !annotations.isObject()) {
            emitError(EntityError.input("metadata.annotations must be a valid object"));
        } else {
            var number = count();
            var unprocessed = UnprocessedEntity.of(located(child, foundAt), foundAt.toString());
            emitted.add(number > MANY ? unprocessed.compact() : unprocessed);
        }
    }

    private int count() {
        var number = found.incrementAndGet();
        if (number > MAX_EMITTED) {
            throw new ProcessingFault(
                    EntityError.input("Expected at most " + MAX_EMITTED + " entities below " + entityRef));
        }
        return number;
    }

    /** Where an entity comes from is for the catalog to say, whatever the file says. */
    private Entity located(Entity child, LocationRef foundAt) {
        var annotations = Json.object();
        if (child.metadata().path("annotations") instanceof ObjectNode own) {
            annotations.setAll(own);
        }
        annotations.put(Annotations.MANAGED_BY_LOCATION, foundAt.toString());
        annotations.put(Annotations.MANAGED_BY_ORIGIN_LOCATION, origin.toString());
        return child.withMetadata("annotations", annotations);
    }

    /** Fails the entity, but lets processing go on, so that everything that is wrong is told at once. */
    public void emitError(EntityError error) {
        errors.add(error);
    }

    public void emitRelation(Relation relation) {
        relations.add(relation);
    }

    /** Names something outside, {@code url:https://…}, that the outcome depends on. */
    public void emitRefreshKey(String key) {
        refreshKeys.add(key.length() <= MAX_REFRESH_KEY ? key : shortened(key));
    }

    private static String shortened(String key) {
        return key.substring(0, KEPT_OF_LONG_KEY) + "#sha256:" + Digests.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    /** What the processor kept under a key when the entity was last processed. */
    public Optional<JsonNode> recall(String processor, String key) {
        return cache.get(processor, key);
    }

    /** Keeps something until the entity is processed again; what is not kept again then is gone. */
    public void remember(String processor, String key, JsonNode value) {
        remembered.withObjectProperty(processor).set(key, value);
    }

    List<UnprocessedEntity> emitted() {
        return emitted;
    }

    ProcessingOutcome completed(Entity entity) {
        return new ProcessingOutcome.Completed(
                entity,
                List.copyOf(relations),
                emitted,
                List.copyOf(refreshKeys),
                ProcessorCache.afterSuccess(remembered));
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    ProcessingOutcome failed() {
        return new ProcessingOutcome.Failed(errors, List.copyOf(refreshKeys), cache.afterFailure());
    }
}
