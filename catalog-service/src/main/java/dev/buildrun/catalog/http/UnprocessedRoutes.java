package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.UnprocessedReads;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What Backstage's module for unprocessed entities serves: what is not in the catalog though somebody declares it, and why. */
final class UnprocessedRoutes {
    private final CatalogIndex index;
    private final Intake intake;
    private final CatalogAccess access;

    UnprocessedRoutes(CatalogIndex index, Intake intake, CatalogAccess access) {
        this.index = index;
        this.intake = intake;
        this.access = access;
    }

    /** Those that were never good yet, whether they have been tried or not. */
    Response pending(Request request) {
        access.requireOrUnauthorized(request.caller(), CatalogAccess.UNPROCESSED_READ);
        return answer("pending", intake.pending(), request);
    }

    /** Those whose last processing failed, also where what they were before is still served. */
    Response failed(Request request) {
        access.requireOrUnauthorized(request.caller(), CatalogAccess.UNPROCESSED_READ);
        return answer("failed", intake.failed(), request);
    }

    /** An unknown id is no error: the entity is not there, which is what was asked for. */
    Response delete(Request request) {
        access.requireOrUnauthorized(request.caller(), CatalogAccess.UNPROCESSED_DELETE);
        var cause = new Cause("entity:delete", request.caller().actor());
        return EntityChangeRoutes.uuid(request.pathParameter("uid"))
                .map(uid -> EntityChangeRoutes.shown(index, intake.delete(uid, cause)))
                .orElseGet(() -> Response.empty(204));
    }

    /** Where the policy has conditions, only those are told that are in the catalog for the caller; what is not there yet fits none. */
    private Response answer(String type, List<UnprocessedReads.Row> rows, Request request) {
        var owner = request.query().first("owner").filter(text -> !text.isEmpty());
        var answer = Json.object().put("type", type);
        var entities = answer.putArray("entities");
        for (var row : rows) {
            var json = json(row);
            var isOwned = owner.isEmpty()
                    || owner.get()
                            .equals(json.path("unprocessed_entity")
                                    .path("spec")
                                    .path("owner")
                                    .asString(""));
            if (isOwned && access.allows(request.caller(), CatalogAccess.ENTITY_READ, row.ref())) {
                entities.add(json);
            }
        }
        return Response.json(answer);
    }

    /** The names are those of the original's table; when an entity was last declared is not known here. */
    private static ObjectNode json(UnprocessedReads.Row row) {
        var json = Json.object().put("entity_id", row.uid().toString()).put("entity_ref", row.ref());
        json.set("unprocessed_entity", Json.read(row.unprocessedEntity()));
        json.put("unprocessed_hash", row.unprocessedHash());
        json.set(
                "processed_entity", row.processedEntity() == null ? json.nullNode() : Json.read(row.processedEntity()));
        json.put("result_hash", row.resultHash());
        json.set("cache", Json.read(row.cache()));
        json.put(
                "next_update_at",
                row.nextUpdateAt() == null ? null : row.nextUpdateAt().toString());
        json.putNull("last_discovery_at");
        json.set("errors", Json.read(row.errors()));
        json.put("location_key", row.locationKey());
        return json;
    }
}
