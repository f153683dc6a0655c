package dev.buildrun.catalog.http;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.location.Location;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.location.OnConflict;
import dev.buildrun.catalog.location.Written;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.integration.LargeReads;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /locations}: what callers have registered to be read. */
final class LocationRoutes {
    private static final Set<String> TRUE = Set.of("y", "yes", "true", "1", "on");
    /** The index keeps no longer value, so the original does not find the location of such an entity either. */
    private static final int MAX_ORIGIN_CHARACTERS = 200;

    private final FreshCatalog catalog;
    private final CatalogIndex index;
    private final Locations locations;
    private final CatalogAccess access;

    LocationRoutes(FreshCatalog catalog, CatalogIndex index, Locations locations, CatalogAccess access) {
        this.catalog = catalog;
        this.index = index;
        this.locations = locations;
        this.access = access;
    }

    Response create(Request request) {
        var parameters = Parameters.of(request, "dryRun", "onConflict");
        var onConflict = parameters
                .oneOf("onConflict", "refresh", "reject")
                .map(name -> OnConflict.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(null);
        var dryRun = parameters
                .text("dryRun")
                .map(text -> TRUE.contains(text.toLowerCase(Locale.ROOT)))
                .orElse(false);
        var body = JsonBody.of(request);
        var target = body.text("target");
        var type = body.text("type");
        LocationInput.check(LocationInput.SHAPE, body.json());
        var presence = body.optionalText("presence").orElse(null);
        if (!dryRun) {
            locations.checkWritable();
        }
        access.require(request.caller(), CatalogAccess.LOCATION_CREATE);
        if (dryRun) {
            return LargeReads.piece(() -> dryRun(type, target, presence));
        }
        var written =
                locations.register(type, target, onConflict, request.caller().actor());
        var answer = Json.object();
        answer.set("location", json(written.location()));
        answer.putArray("entities");
        return indexed(201, answer, written);
    }

    private Response dryRun(String type, String target, @Nullable String presence) {
        var found = locations.dryRun(type, target);
        var answer = Json.object().put("exists", found.exists());
        var location = answer.putObject("location").put("type", type).put("target", target);
        if (presence != null) {
            location.put("presence", presence);
        }
        location.put("id", type + ":" + target)
                .put("entityRef", found.location().entityRef());
        var entities = answer.putArray("entities");
        found.entities().forEach(entity -> entities.add(entity.json()));
        return Response.json(201, answer);
    }

    Response list(Request request) {
        Parameters.of(request);
        var answer = Json.MAPPER.createArrayNode();
        readable(request).forEach(location -> answer.addObject().set("data", json(location)));
        return Response.json(answer);
    }

    /** All of them, or none where the caller may read none. */
    private List<Location> readable(Request request) {
        return mayRead(request) ? locations.list() : List.of();
    }

    private boolean mayRead(Request request) {
        return access.allows(request.caller(), CatalogAccess.LOCATION_READ);
    }

    Response get(Request request) {
        Parameters.of(request);
        if (!mayRead(request)) {
            throw Locations.unknown(request.pathParameter("id"));
        }
        return Response.json(json(locations.get(request.pathParameter("id"))));
    }

    /** The location that led to an entity in the end. */
    Response byEntity(Request request) {
        Parameters.of(request);
        if (!mayRead(request)) {
            throw ServiceException.notFound("");
        }
        var ref = EntityRoutes.ref(request).toString();
        // Backstage tells of entities that the caller may not read, too.
        var snapshot = catalog.snapshot(request);
        var entity = snapshot.byRef(ref).orElseThrow(() -> ServiceException.notFound("found no entity for ref " + ref));
        var origin = snapshot.tree(entity)
                .path("metadata")
                .path("annotations")
                .path(Annotations.MANAGED_BY_ORIGIN_LOCATION)
                .asString("");
        if (origin.isEmpty() || origin.length() > MAX_ORIGIN_CHARACTERS) {
            throw ServiceException.notFound("found no origin annotation for ref " + ref);
        }
        var wanted = LocationRef.parse(origin);
        var location = locations
                .find(wanted.type(), wanted.target())
                .orElseThrow(() -> ServiceException.notFound(
                        "Found no location with type " + wanted.type() + " and target " + wanted.target()));
        return Response.json(json(location));
    }

    Response query(Request request) {
        Parameters.of(request);
        var page = LocationQuery.of(JsonBody.orEmpty(request)).find(readable(request));
        var answer = Json.object();
        var items = answer.putArray("items");
        page.items().forEach(location -> items.add(json(location)));
        answer.put("totalItems", page.totalItems());
        var pageInfo = answer.putObject("pageInfo");
        if (page.nextCursor() != null) {
            pageInfo.put("nextCursor", page.nextCursor());
        }
        return Response.json(answer);
    }

    Response update(Request request) {
        Parameters.of(request);
        var body = JsonBody.of(request);
        var type = body.text("type");
        var target = body.text("target");
        body.only("type", "target");
        locations.checkWritable();
        access.require(request.caller(), CatalogAccess.LOCATION_CREATE);
        var written = locations.update(
                request.pathParameter("id"), type, target, request.caller().actor());
        return indexed(200, json(written.location()), written);
    }

    Response delete(Request request) {
        Parameters.of(request);
        locations.checkWritable();
        var id = request.pathParameter("id");
        access.requireUnregister(catalog.snapshot(request), request.caller(), () -> locations.find(id));
        var written = locations.delete(id, request.caller().actor());
        return EntityChangeRoutes.shown(index, written.position());
    }

    /** Answers when this replica shows the write. */
    private Response indexed(int status, JsonNode body, Written written) {
        index.awaitPosition(written.position(), EntityChangeRoutes.INDEXED_WITHIN);
        var headers = Map.of("Content-Type", Response.JSON, FreshCatalog.POSITION, Long.toString(written.position()));
        return new Response.Complete(status, headers, List.of(Json.writeBytes(body)), true);
    }

    private static ObjectNode json(Location location) {
        return Json.object()
                .put("id", location.id().toString())
                .put("type", location.type())
                .put("target", location.target())
                .put("entityRef", location.entityRef());
    }
}
