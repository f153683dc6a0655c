package dev.buildrun.catalog.http;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityEnvelope;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What callers do with entities: delete, ask for a fresh look at the source, and check one before it is committed anywhere. */
final class EntityChangeRoutes {
    /** How long a write waits until its own replica shows it. The write itself is done by then. */
    static final Duration INDEXED_WITHIN = Duration.ofSeconds(10);

    private final CatalogIndex index;
    private final Intake intake;
    private final BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing;
    private final CatalogAccess access;

    EntityChangeRoutes(
            CatalogIndex index,
            Intake intake,
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing,
            CatalogAccess access) {
        this.index = index;
        this.intake = intake;
        this.processing = processing;
        this.access = access;
    }

    /** An unknown uid is no error: the entity is not there, which is what was asked for. */
    Response delete(Request request) {
        Parameters.of(request);
        var uid = uuid(request.pathParameter("uid"));
        access.requireOneOf(
                index.snapshot(), request.caller(), CatalogAccess.ENTITY_DELETE, request.pathParameter("uid"));
        return uid.map(known -> delete(known, request)).orElseGet(() -> Response.empty(204));
    }

    private Response delete(UUID uid, Request request) {
        var position =
                intake.delete(uid, new Cause("entity:delete", request.caller().actor()));
        return shown(index, position);
    }

    /** The answer to a removal, when this replica shows it. */
    static Response shown(CatalogIndex index, long position) {
        index.awaitPosition(position, INDEXED_WITHIN);
        return Response.empty(204).with(FreshCatalog.POSITION, Long.toString(position));
    }

    static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    Response refresh(Request request) {
        Parameters.of(request);
        var body = JsonBody.of(request);
        var ref = body.text("entityRef");
        var token = body.only("entityRef", "authorizationToken").optionalText("authorizationToken");
        refresh(ref, token.filter(text -> !text.isEmpty()).map(access::callerOf).orElseGet(request::caller));
        return Response.empty(200);
    }

    void refresh(String entityRef, Caller caller) {
        access.require(caller, CatalogAccess.ENTITY_REFRESH, entityRef);
        intake.refresh(entityRef, caller.actor());
    }

    /** Answers 200 without a body for a good entity, else 400 with a list of errors, which is not the usual error body. */
    Response validate(Request request) {
        Parameters.of(request);
        var body = JsonBody.of(request);
        var location = body.text("location");
        var errors = errors(body.requiredObject("entity"), location, request.caller());
        return errors.isEmpty() ? Response.empty(200) : Response.json(400, errorBody(errors));
    }

    /** What is wrong with an entity; that it can be told at all comes before the question who asks. */
    List<EntityError> errors(ObjectNode json, String location, Caller caller) {
        var fault = EntityEnvelope.check(json).or(() -> locationFault(location));
        if (fault.isPresent()) {
            return List.of(fault.get());
        }
        access.require(caller, CatalogAccess.ENTITY_VALIDATE);
        return errors(process(json, location));
    }

    private static Optional<EntityError> locationFault(String location) {
        try {
            if (LocationRef.parse(location).type().equals("url")) {
                return Optional.empty();
            }
        } catch (ServiceException exception) {
            return Optional.of(new EntityError("TypeError", exception.getMessage()));
        }
        return Optional.of(new EntityError(
                "TypeError",
                "Invalid location ref " + location + ", only 'url:<target>' is supported, e.g. url:https://host/path"));
    }

    private ProcessingOutcome process(ObjectNode json, String location) {
        var annotated = json.deepCopy();
        var metadata = (ObjectNode) annotated.get("metadata");
        var annotations =
                metadata.get("annotations") instanceof ObjectNode own ? own : metadata.putObject("annotations");
        for (var key : List.of(Annotations.MANAGED_BY_LOCATION, Annotations.MANAGED_BY_ORIGIN_LOCATION)) {
            if (!annotations.has(key)) {
                annotations.put(key, location);
            }
        }
        return processing.apply(UnprocessedEntity.of(Entity.of(annotated), location), ProcessorCache.EMPTY);
    }

    private static List<EntityError> errors(ProcessingOutcome outcome) {
        return switch (outcome) {
            case ProcessingOutcome.Completed _ -> List.of();
            case ProcessingOutcome.Failed failed -> failed.errors();
        };
    }

    private static JsonNode errorBody(List<EntityError> errors) {
        var body = Json.object();
        var list = body.putArray("errors");
        errors.forEach(error -> list.add(error.toJson()));
        return body;
    }
}
