package dev.buildrun.search;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a result shows of an entity or a section, field by field as Backstage's collators have it. */
final class Documents {
    private static final String DEFAULT_NAMESPACE = "default";

    private Documents() {}

    static ObjectNode ofEntity(Snapshot snapshot, IndexedEntity indexed) {
        var entity = snapshot.own(indexed);
        var metadata = entity.metadata();
        var document = Json.object()
                .put("title", text(metadata.path("title"), metadata.path("name").asString("")))
                .put("text", about(entity));
        type(document, entity);
        return document.put("namespace", text(metadata.path("namespace"), DEFAULT_NAMESPACE))
                .put("kind", kind(entity))
                .put("lifecycle", spec(entity, "lifecycle"))
                .put("owner", spec(entity, "owner"))
                .put("location", catalogLocation(entity));
    }

    static ObjectNode ofSection(Snapshot snapshot, IndexedEntity indexed, Section section) {
        var entity = snapshot.own(indexed);
        var metadata = entity.metadata();
        var namespace = text(metadata.path("namespace"), DEFAULT_NAMESPACE).toLowerCase(Locale.ROOT);
        var kind = kind(entity).toLowerCase(Locale.ROOT);
        var document = Json.object().put("kind", kind).put("namespace", namespace);
        if (metadata.path("annotations").isObject()) {
            document.set("annotations", metadata.path("annotations").deepCopy());
        } else {
            document.put("annotations", "");
        }
        document.put("name", indexed.name())
                .put("title", section.title())
                .put("text", section.text())
                .put("path", section.path());
        type(document, entity);
        document.put("lifecycle", spec(entity, "lifecycle"))
                .put("owner", ownerName(snapshot, indexed))
                .put("location", "/docs/" + namespace + "/" + kind + "/" + indexed.name() + "/" + section.path());
        if (metadata.path("title").isString()) {
            document.put("entityTitle", metadata.path("title").asString());
        }
        return document;
    }

    private static void type(ObjectNode document, Entity entity) {
        var type = text(entity.json().path("spec").path("type"), "other");
        document.put("componentType", type).put("type", type);
    }

    private static String kind(Entity entity) {
        return entity.json().path("kind").asString("");
    }

    private static String spec(Entity entity, String field) {
        return text(entity.json().path("spec").path(field), "");
    }

    private static String text(JsonNode node, String otherwise) {
        var text = node.isValueNode() ? node.asString("") : "";
        return text.isEmpty() ? otherwise : text;
    }

    private static String about(Entity entity) {
        var kind = kind(entity).toLowerCase(Locale.ROOT);
        var profile = entity.json().path("spec").path("profile");
        var isUser = kind.equals("user");
        var displayName = isUser || kind.equals("group") ? text(profile.path("displayName"), "") : "";
        var email = isUser ? text(profile.path("email"), "") : "";
        return String.join(
                " : ",
                Stream.of(text(entity.metadata().path("description"), ""), displayName, email)
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    private static String catalogLocation(Entity entity) {
        var metadata = entity.metadata();
        return ("/catalog/" + encoded(text(metadata.path("namespace"), DEFAULT_NAMESPACE)) + "/"
                        + encoded(kind(entity)) + "/"
                        + encoded(metadata.path("name").asString("")))
                .toLowerCase(Locale.ROOT);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String ownerName(Snapshot snapshot, IndexedEntity entity) {
        return snapshot.relations(entity.ref(), "ownedBy").stream()
                .map(Relation::targetRef)
                .map(ref -> ref.substring(ref.indexOf('/') + 1))
                .findFirst()
                .orElse("");
    }
}
