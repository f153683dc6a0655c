package dev.buildrun.catalog.entity;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The relations that the fields of the built-in kinds state. */
public final class EntityRelations {
    private static final Field OWNER = new Field("owner", RelationType.OWNED_BY, "Group");
    private static final Field SYSTEM = new Field("system", RelationType.PART_OF, "System");
    private static final Field DEPENDS_ON = new Field("dependsOn", RelationType.DEPENDS_ON, null);
    private static final Field DEPENDENCY_OF = new Field("dependencyOf", RelationType.DEPENDENCY_OF, null);

    private static final Map<String, List<Field>> FIELDS = Map.of(
            "Component",
            List.of(
                    OWNER,
                    new Field("subcomponentOf", RelationType.PART_OF, "Component"),
                    new Field("providesApis", RelationType.PROVIDES_API, "API"),
                    new Field("consumesApis", RelationType.CONSUMES_API, "API"),
                    DEPENDS_ON,
                    DEPENDENCY_OF,
                    SYSTEM),
            "API",
            List.of(OWNER, SYSTEM),
            "Resource",
            List.of(OWNER, DEPENDS_ON, DEPENDENCY_OF, SYSTEM),
            "System",
            List.of(OWNER, new Field("domain", RelationType.PART_OF, "Domain")),
            "Domain",
            List.of(OWNER, new Field("subdomainOf", RelationType.PART_OF, "Domain")),
            "Group",
            List.of(
                    new Field("parent", RelationType.CHILD_OF, "Group"),
                    new Field("children", RelationType.PARENT_OF, "Group"),
                    new Field("members", RelationType.HAS_MEMBER, "User")),
            "User",
            List.of(new Field("memberOf", RelationType.MEMBER_OF, "Group")),
            "Template",
            List.of(OWNER));

    private EntityRelations() {}

    /**
     * A field of the spec that holds one reference or a list of them.
     *
     * @param defaultKind of a reference that names none; null where each must name its own
     */
    private record Field(
            String name, RelationType type, @Nullable String defaultKind) {}

    /**
     * Both directions of every relation, sorted, each once. A reference without a namespace means the entity's own.
     *
     * @throws InvalidReference when one of the references cannot be read
     */
    public static List<Relation> of(Entity entity) throws InvalidReference {
        var relations = new TreeSet<Relation>();
        for (var field : FIELDS.getOrDefault(entity.kind(), List.of())) {
            for (var target : targets(entity.spec().path(field.name()))) {
                var source = entity.ref().toString();
                var ref = parse(target, field.defaultKind(), entity.namespace());
                relations.add(new Relation(field.type().wireName(), source, ref));
                relations.add(new Relation(field.type().inverse().wireName(), ref, source));
            }
        }
        return List.copyOf(relations);
    }

    static List<JsonNode> targets(JsonNode value) {
        if (!value.isArray()) {
            return isAbsent(value) ? List.of() : List.of(value);
        }
        var targets = new ArrayList<JsonNode>();
        value.forEach(targets::add);
        return targets;
    }

    /** What JavaScript takes for nothing. */
    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isString() && value.asString().isEmpty());
    }

    static String parse(JsonNode target, @Nullable String defaultKind, String namespace) throws InvalidReference {
        if (isAbsent(target)) {
            throw new InvalidReference(new EntityError("Error", "Entity reference must not be empty"));
        }
        if (!target.isString()) {
            return parseParts(target, defaultKind, namespace);
        }
        if (!StorableText.isStorable(target.asString())) {
            throw new InvalidReference(
                    new EntityError("Error", "Entity reference " + target + " has characters that cannot be stored"));
        }
        try {
            return EntityRef.parse(target.asString(), defaultKind, namespace).toString();
        } catch (ServiceException exception) {
            var form = exception.getMessage().endsWith("[<kind>:][<namespace>/]<name>");
            throw new InvalidReference(new EntityError(form ? "TypeError" : "Error", exception.getMessage()));
        }
    }

    /** A reference may come in parts, {@code {kind: Group, name: a}}, where no schema keeps it out. */
    private static String parseParts(JsonNode target, @Nullable String defaultKind, String namespace)
            throws InvalidReference {
        var kind = part(target, "kind", defaultKind == null ? "" : defaultKind);
        var name = part(target, "name", "");
        if (kind.isEmpty()) {
            throw new InvalidReference(new EntityError(
                    "Error",
                    "Entity reference " + target
                            + " had missing or empty kind (e.g. did not start with \"component:\" or similar)"));
        }
        if (name.isEmpty() || !StorableText.isStorable(kind + name)) {
            throw new InvalidReference(
                    new EntityError("Error", "Entity reference " + target + " had missing or empty name"));
        }
        return new EntityRef(kind, part(target, "namespace", namespace), name).toString();
    }

    private static String part(JsonNode reference, String key, String absent) {
        var part = reference.path(key);
        return part.isString() && StorableText.isStorable(part.asString()) ? part.asString() : absent;
    }

    /** A reference in a field of an entity that names nothing. */
    public static final class InvalidReference extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient EntityError error;

        InvalidReference(EntityError error) {
            super(error.toString());
            this.error = error;
        }

        public EntityError error() {
            return error;
        }
    }
}
