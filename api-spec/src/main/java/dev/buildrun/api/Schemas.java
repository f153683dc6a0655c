package dev.buildrun.api;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The JSON Schemas of entities, compiled once. */
public final class Schemas {
    private static final String ID_PREFIX = "https://buildrun.dev/schema/";
    private static final List<String> KINDS = List.of(
            "Component",
            "API",
            "Resource",
            "System",
            "Domain",
            "Group",
            "User",
            "Location",
            "Template.v1beta3",
            "AiResource");
    private static final List<String> AI_RESOURCE_TYPES = List.of("skill", "rule", "plugin", "marketplace");
    private static final Schemas INSTANCE = new Schemas();

    private final EntitySchema envelope;
    private final EntitySchema entity;
    private final EntitySchema platformContract;
    private final Map<String, EntitySchema> kinds;
    private final Map<String, EntitySchema> aiResources;

    private Schemas() {
        var registry = registry();
        envelope = compile(registry, "EntityEnvelope");
        entity = compile(registry, "Entity");
        platformContract = compile(registry, "PlatformContract");
        kinds = new LinkedHashMap<>();
        KINDS.forEach(kind -> kinds.put(kind.replaceFirst("\\..*", ""), compile(registry, "kinds/" + kind)));
        aiResources = new LinkedHashMap<>();
        AI_RESOURCE_TYPES.forEach(type -> aiResources.put(type, compile(registry, "kinds/AiResource." + type)));
    }

    /** The least that an entity must have to be named: apiVersion, kind and a name. */
    public static EntitySchema envelope() {
        return INSTANCE.envelope;
    }

    /** What holds for entities of every kind, fields that only the catalog writes included. */
    public static EntitySchema entity() {
        return INSTANCE.entity;
    }

    /** What holds for one of the built-in kinds; its name is compared as it is, {@code Component} but not {@code component}. */
    public static Optional<EntitySchema> kind(String kind) {
        return Optional.ofNullable(INSTANCE.kinds.get(kind));
    }

    /** What holds for an AiResource of a type; of a type that is not known, what holds for every AiResource. */
    public static EntitySchema aiResource(String type) {
        var ofType = INSTANCE.aiResources.get(type);
        return ofType != null ? ofType : Objects.requireNonNull(INSTANCE.kinds.get("AiResource"));
    }

    /** The document that an API of type {@code platform-contract} holds; what depends on several of its parts is not in it. */
    public static EntitySchema platformContract() {
        return INSTANCE.platformContract;
    }

    /** The names of the built-in kinds. */
    public static List<String> kinds() {
        return List.copyOf(INSTANCE.kinds.keySet());
    }

    private static EntitySchema compile(SchemaRegistry registry, String name) {
        return new EntitySchema(name, registry.getSchema(SchemaLocation.of(ID_PREFIX + name + ".json")));
    }

    /** Every schema is handed over beforehand, so that none is ever looked for in the network. */
    private static SchemaRegistry registry() {
        var texts = new LinkedHashMap<String, String>();
        for (var name : List.of("EntityEnvelope", "EntityMeta", "Entity", "PlatformContract")) {
            texts.put(ID_PREFIX + name + ".json", text(name));
        }
        KINDS.forEach(kind -> texts.put(ID_PREFIX + "kinds/" + kind + ".json", text("kinds/" + kind)));
        for (var type : AI_RESOURCE_TYPES) {
            var name = "kinds/AiResource." + type;
            texts.put(ID_PREFIX + name + ".json", text(name));
        }
        var config = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .preloadSchema(true)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(texts).schemaRegistryConfig(config));
    }

    private static String text(String name) {
        try (var stream = Schemas.class.getResourceAsStream("/schema/" + name + ".json")) {
            if (stream == null) {
                throw new IllegalStateException("Expected the resource /schema/" + name + ".json in the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
