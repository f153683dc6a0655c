package dev.buildrun.catalog.entity;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The relations that an AiResource states. */
public final class AiResourceRelations {
    private static final List<Field> EVERY_TYPE = List.of(
            new Field("owner", RelationType.OWNED_BY, "Group", Set.of("group", "user")),
            new Field("system", RelationType.PART_OF, "System", Set.of("system")));
    private static final Map<String, Field> BY_TYPE = Map.of(
            "skill", toOthers("dependsOn", RelationType.DEPENDS_ON),
            "plugin", toOthers("skills", RelationType.HAS_PART),
            "marketplace", toOthers("plugins", RelationType.HAS_PART));

    private AiResourceRelations() {}

    /**
     * A field of the spec that holds one reference or a list of them.
     *
     * @param allowedKinds in lower case; a reference to another kind states nothing
     */
    private record Field(String name, RelationType type, String defaultKind, Set<String> allowedKinds) {
        boolean allows(String ref) {
            return allowedKinds.contains(ref.substring(0, ref.indexOf(':')).toLowerCase(Locale.ROOT));
        }
    }

    private static Field toOthers(String name, RelationType type) {
        return new Field(name, type, "AiResource", Set.of("airesource"));
    }

    /**
     * Both directions of every relation, sorted, each once. A reference without a namespace means the entity's own.
     *
     * @throws EntityRelations.InvalidReference when one of the references cannot be read
     */
    public static List<Relation> of(Entity entity) throws EntityRelations.InvalidReference {
        var relations = new TreeSet<Relation>();
        var source = entity.ref().toString();
        for (var field : fields(entity.spec().path("type").asString(""))) {
            for (var target : EntityRelations.targets(entity.spec().path(field.name()))) {
                if (isText(target)) {
                    var ref = EntityRelations.parse(target, field.defaultKind(), entity.namespace());
                    if (field.allows(ref)) {
                        relations.add(new Relation(field.type().wireName(), source, ref));
                        relations.add(new Relation(field.type().inverse().wireName(), ref, source));
                    }
                }
            }
        }
        return List.copyOf(relations);
    }

    private static List<Field> fields(String type) {
        return Stream.concat(EVERY_TYPE.stream(), Stream.ofNullable(BY_TYPE.get(type)))
                .toList();
    }

    private static boolean isText(JsonNode target) {
        return target.isString() && !target.asString().isEmpty();
    }
}
