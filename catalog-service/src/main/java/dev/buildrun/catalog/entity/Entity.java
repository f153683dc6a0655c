package dev.buildrun.catalog.entity;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.Json;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entity: a JSON tree that has at least an apiVersion, a kind and a name. It keeps every field, those that nobody here knows
 * included. It never changes; who wants another entity takes a {@link #copy()} and makes a new one of it.
 */
public final class Entity {
    /** Null where there is a text. */
    private final @Nullable ObjectNode tree;

    private final @Nullable String text;
    /** Where it is known without reading the text. */
    private final @Nullable String kind;
    /** What was read of the text last; it takes three times as much memory. */
    private volatile @Nullable WeakReference<ObjectNode> read;

    private Entity(@Nullable ObjectNode tree, @Nullable String text, @Nullable String kind) {
        this.tree = tree;
        this.text = text;
        this.kind = kind;
    }

    /**
     * Takes a tree over as an entity. Nobody may change the tree afterwards.
     *
     * @throws IllegalArgumentException when it breaks the rules of the envelope; what comes from outside is checked with
     *     {@link EntityEnvelope#check} before
     */
    public static Entity of(ObjectNode json) {
        var entity = new Entity(json, null, null);
        if (entity.apiVersion().isEmpty()
                || entity.kind().isEmpty()
                || entity.name().isEmpty()) {
            throw new IllegalArgumentException("Expected apiVersion, kind and metadata.name in " + Json.write(json));
        }
        return entity;
    }

    /** The same for the stored text of an entity. */
    public static Entity parse(String text) {
        return of((ObjectNode) Json.read(text));
    }

    /** The same for what {@link #text} has written; it is read when somebody asks for more than the text. */
    public static Entity ofText(String text) {
        return new Entity(null, text, null);
    }

    /** The same for those who know its kind. */
    public static Entity ofText(String text, String kind) {
        return new Entity(null, text, kind);
    }

    /** Without white space, the keys in their order. */
    public String text() {
        return text == null ? Json.write(json()) : text;
    }

    /** The text, where the entity was made of it. */
    public Optional<String> ownText() {
        return Optional.ofNullable(text);
    }

    /** The tree itself; it must not be changed. */
    public ObjectNode json() {
        if (tree != null) {
            return tree;
        }
        var last = read;
        var known = last == null ? null : last.get();
        if (known == null) {
            known = (ObjectNode) Json.read(Objects.requireNonNull(text));
            read = new WeakReference<>(known);
        }
        return known;
    }

    /** A tree of one's own. */
    public ObjectNode copy() {
        return json().deepCopy();
    }

    /** The same entity with another value in its metadata. It shares the rest of its tree with this one. */
    public Entity withMetadata(String key, JsonNode value) {
        var metadata = Json.object();
        metadata.setAll((ObjectNode) metadata());
        metadata.set(key, value);
        var entity = Json.object();
        entity.setAll(json());
        entity.set("metadata", metadata);
        return of(entity);
    }

    public String apiVersion() {
        return text(json().path("apiVersion"));
    }

    /** In the case in which it was written: {@code Component}. */
    public String kind() {
        return kind == null ? text(json().path("kind")) : kind;
    }

    public String name() {
        return text(metadata().path("name"));
    }

    /** {@code default} where the entity says nothing. */
    public String namespace() {
        var namespace = text(metadata().path("namespace"));
        return namespace.isEmpty() ? EntityRef.DEFAULT_NAMESPACE : namespace;
    }

    public EntityRef ref() {
        return new EntityRef(kind(), namespace(), name());
    }

    public Optional<String> uid() {
        return nonEmpty(metadata().path("uid"));
    }

    public Optional<String> etag() {
        return nonEmpty(metadata().path("etag"));
    }

    /** A missing node where the entity has none. It must not be changed. */
    public JsonNode metadata() {
        return json().path("metadata");
    }

    /** A missing node where the entity has none. It must not be changed. */
    public JsonNode spec() {
        return json().path("spec");
    }

    /** The annotations whose values are text, in their order. */
    public Map<String, String> annotations() {
        var annotations = new LinkedHashMap<String, String>();
        metadata().path("annotations").properties().forEach(annotation -> {
            if (annotation.getValue().isString()) {
                annotations.put(annotation.getKey(), annotation.getValue().asString());
            }
        });
        return annotations;
    }

    public Optional<String> annotation(String key) {
        var value = metadata().path("annotations").path(key);
        return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }

    /** The relations that a served entity shows; empty for one that is not served. */
    public List<Relation> relations() {
        var source = ref().toString();
        var relations = new ArrayList<Relation>();
        json().path("relations")
                .forEach(relation -> relations.add(
                        new Relation(text(relation.path("type")), source, text(relation.path("targetRef")))));
        return relations;
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.asString() : "";
    }

    private static Optional<String> nonEmpty(JsonNode node) {
        return Optional.of(text(node)).filter(text -> !text.isEmpty());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entity entity && entity.json().equals(json());
    }

    @Override
    public int hashCode() {
        return json().hashCode();
    }

    /** The full reference, {@code component:default/web}. */
    @Override
    public String toString() {
        return ref().toString();
    }
}
