package dev.buildrun.testing;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Entities for tests, good ones unless told otherwise. */
public final class EntityBuilder {
    private final ObjectNode json = Json.object();
    private final ObjectNode metadata;
    private final ObjectNode spec;

    private EntityBuilder(String kind, String name) {
        json.put("apiVersion", "backstage.io/v1alpha1").put("kind", kind);
        metadata = json.putObject("metadata").put("name", name);
        spec = json.putObject("spec");
    }

    /** A service in production that belongs to nobody in particular. */
    public static EntityBuilder component(String name) {
        var builder = new EntityBuilder("Component", name);
        builder.spec.put("type", "service").put("lifecycle", "production").put("owner", "group:default/nobody");
        return builder;
    }

    public static EntityBuilder group(String name) {
        var builder = new EntityBuilder("Group", name);
        builder.spec.put("type", "team").putArray("children");
        return builder;
    }

    /** A user who is in these groups. */
    public static EntityBuilder user(String name, String... groups) {
        var builder = new EntityBuilder("User", name);
        var list = builder.spec.putArray("memberOf");
        for (var group : groups) {
            list.add(group);
        }
        return builder;
    }

    /** A Location that leads to the targets. */
    public static EntityBuilder location(String name, String... targets) {
        var builder = new EntityBuilder("Location", name);
        builder.spec.put("type", "url");
        var list = builder.spec.putArray("targets");
        for (var target : targets) {
            list.add(target);
        }
        return builder;
    }

    public EntityBuilder ownedBy(String ref) {
        spec.put("owner", ref);
        return this;
    }

    /** Puts a group below another one. */
    public EntityBuilder below(String parent) {
        spec.put("parent", parent);
        return this;
    }

    public EntityBuilder described(String text) {
        metadata.put("description", text);
        return this;
    }

    public EntityBuilder annotated(String key, String value) {
        metadata.withObjectProperty("annotations").put(key, value);
        return this;
    }

    public EntityBuilder ofType(String type) {
        spec.put("type", type);
        return this;
    }

    /** Takes a field away that the kind demands. */
    public EntityBuilder withoutLifecycle() {
        spec.remove("lifecycle");
        return this;
    }

    /** Says that it was read from there, as an entity that a provider gives has to. */
    public EntityBuilder from(String location) {
        metadata.withObjectProperty("annotations")
                .put(Annotations.MANAGED_BY_LOCATION, location)
                .put(Annotations.MANAGED_BY_ORIGIN_LOCATION, location);
        return this;
    }

    public Entity build() {
        return Entity.of(json.deepCopy());
    }

    /** The text of a descriptor, which as JSON is YAML too. */
    public String text() {
        return Json.write(json);
    }
}
