package dev.buildrun.catalog.entity;

import dev.buildrun.json.Json;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts together what is served of an entity. */
public final class FinalEntity {
    private static final String REJECTED_URL = "https://backstage.io/annotation-rejected-for-security-reasons";
    private static final String STATUS_TYPE = "backstage.io/catalog-processing";

    private static final List<String> URLS = List.of(Annotations.VIEW_URL, Annotations.EDIT_URL);
    private static final List<String> URL_PATHS =
            URLS.stream().map(key -> "metadata.annotations." + key).toList();

    private FinalEntity() {}

    /**
     * The entity as clients see it. Its etag is the hash of all the rest but the uid, unless the entity brought one along.
     *
     * @param processed the outcome of its last good processing
     * @param relations all whose source it is, whoever stated them; in any order, repeated ones count once
     * @param errors of its last processing, empty where that was good
     * @param uid given when it first came in
     * @param orphan whether nothing declares it any more
     */
    public static Entity assemble(
            Entity processed, List<Relation> relations, List<EntityError> errors, String uid, boolean orphan) {
        var json = decorated(processed, orphan);
        json.set("relations", relations(relations));
        if (!errors.isEmpty()) {
            addStatus(json, errors);
        }
        var hash = CanonicalJson.sha1(json);
        return Entity.of(identified(json, uid, processed.etag().isEmpty() ? hash : null));
    }

    /**
     * The same tree but for the relations, which are left out, with an etag that the caller has made. It belongs to the caller.
     *
     * @param etag not used where the entity brought one along
     */
    public static ObjectNode withoutRelations(
            Entity processed, List<EntityError> errors, String uid, boolean orphan, String etag) {
        var json = decorated(processed, orphan);
        json.remove("relations");
        if (!errors.isEmpty()) {
            addStatus(json, errors);
        }
        return identified(json, uid, processed.etag().isEmpty() ? etag : null);
    }

    private static ObjectNode decorated(Entity processed, boolean orphan) {
        var json = processed.copy();
        var metadata = (ObjectNode) json.get("metadata");
        metadata.remove("uid");
        if (orphan) {
            annotations(metadata).put(Annotations.ORPHAN, "true");
        }
        rejectScripts(metadata.path("annotations"));
        return json;
    }

    private static ObjectNode identified(ObjectNode json, String uid, @Nullable String etag) {
        var metadata = (ObjectNode) json.get("metadata");
        metadata.put("uid", uid);
        if (etag != null) {
            metadata.put("etag", etag);
        }
        return json;
    }

    private static ObjectNode annotations(ObjectNode metadata) {
        return metadata.get("annotations") instanceof ObjectNode annotations
                ? annotations
                : metadata.putObject("annotations");
    }

    private static void rejectScripts(JsonNode annotations) {
        for (var key : URLS) {
            if (annotations instanceof ObjectNode object
                    && Scripts.isScript(object.path(key).asString(""))) {
                object.put(key, REJECTED_URL);
            }
        }
    }

    /** Whether the value of a field, by its path, is not served as it is. */
    static boolean isRejected(String path, String value) {
        return URL_PATHS.contains(path) && Scripts.isScript(value);
    }

    private static ArrayNode relations(List<Relation> relations) {
        var array = Json.MAPPER.createArrayNode();
        for (var relation : new TreeSet<>(relations)) {
            var last = array.isEmpty() ? null : array.get(array.size() - 1);
            var next = Json.object().put("type", relation.type()).put("targetRef", relation.targetRef());
            if (!next.equals(last)) {
                array.add(next);
            }
        }
        return array;
    }

    private static void addStatus(ObjectNode json, List<EntityError> errors) {
        var status = json.get("status") instanceof ObjectNode object ? object : json.putObject("status");
        var items = status.get("items") instanceof ArrayNode array ? array : status.putArray("items");
        for (var error : errors) {
            items.addObject()
                    .put("type", STATUS_TYPE)
                    .put("level", "error")
                    .put("message", error.toString())
                    .set("error", error.toJson());
        }
    }
}
