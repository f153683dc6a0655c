package dev.buildrun.testing;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Builds entities as the store hands them out, for tests that need no store. */
public final class StoredEntities {
    private final ObjectNode json = Json.object();
    private final List<Relation> relations = new ArrayList<>();
    private final List<String> parents = new ArrayList<>();
    private final List<EntityError> errors = new ArrayList<>();
    private final String ref;
    private UUID uid;
    private boolean orphan;

    private StoredEntities(String kind, String namespace, String name) {
        json.put("apiVersion", "backstage.io/v1alpha1").put("kind", kind);
        json.putObject("metadata").put("namespace", namespace).put("name", name);
        json.putObject("spec");
        ref = new EntityRef(kind, namespace, name).toString();
        uid = UUID.nameUUIDFromBytes(ref.getBytes(StandardCharsets.UTF_8));
    }

    /** An entity whose uid follows from its name. */
    public static StoredEntities entity(String kind, String name) {
        return entity(kind, "default", name);
    }

    public static StoredEntities entity(String kind, String namespace, String name) {
        return new StoredEntities(kind, namespace, name);
    }

    public StoredEntities uid(String text) {
        uid = UUID.fromString(text);
        return this;
    }

    public StoredEntities spec(String field, String value) {
        json.withObject("/spec").put(field, value);
        return this;
    }

    /** Puts JSON text in under the metadata. */
    public StoredEntities metadata(String field, String jsonText) {
        json.withObject("/metadata").set(field, Json.read(jsonText));
        return this;
    }

    /** How to reach a group or a user, as JSON text. */
    public StoredEntities profile(String jsonText) {
        json.withObject("/spec").set("profile", Json.read(jsonText));
        return this;
    }

    public StoredEntities tags(String... tags) {
        var array = json.withObject("/metadata").putArray("tags");
        List.of(tags).forEach(array::add);
        return this;
    }

    public StoredEntities annotation(String key, String value) {
        json.withObject("/metadata").withObject("/annotations").put(key, value);
        return this;
    }

    /** States a relation in both directions. */
    public StoredEntities states(String type, String inverse, String target) {
        relations.add(new Relation(type, ref, target));
        relations.add(new Relation(inverse, target, ref));
        return this;
    }

    public StoredEntities ownedBy(String owner) {
        return spec("owner", owner).states("ownedBy", "ownerOf", owner);
    }

    public StoredEntities parent(String parentRef) {
        parents.add(parentRef);
        return this;
    }

    public StoredEntities error(String message) {
        errors.add(EntityError.input(message));
        return this;
    }

    public StoredEntities orphan() {
        orphan = true;
        return this;
    }

    public StoredEntity build() {
        return new StoredEntity(
                uid,
                ref,
                Entity.of(json.deepCopy()),
                CanonicalJson.sha1(json),
                errors,
                relations.stream().distinct().sorted().toList(),
                parents.stream().sorted().toList(),
                orphan);
    }
}
