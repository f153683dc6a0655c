package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityRelations;
import dev.buildrun.catalog.entity.KindCheck;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.catalog.process.ProcessingFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Knows the eight kinds of the catalog: checks them and states their relations. */
final class KindsProcessor implements EntityProcessor {
    private static final Set<String> KINDS =
            Set.of("Component", "API", "Resource", "System", "Domain", "Group", "User", "Location");
    private static final List<String> SORTED =
            List.of("providesApis", "consumesApis", "dependsOn", "dependencyOf", "memberOf", "children", "members");

    @Override
    public String name() {
        return "BuiltinKindsEntityProcessor";
    }

    /** Sorts lists of references, so that their order in the file makes no difference. */
    @Override
    public Entity preProcess(Entity entity, ProcessingContext context) {
        if (!KINDS.contains(entity.kind())
                || SORTED.stream().noneMatch(field -> isTexts(entity.spec().path(field)))) {
            return entity;
        }
        var json = entity.copy();
        var spec = (ObjectNode) json.get("spec");
        SORTED.stream().filter(field -> isTexts(spec.path(field))).forEach(field -> sort((ArrayNode) spec.get(field)));
        return Entity.of(json);
    }

    @Override
    public KindCheck checkKind(Entity entity) {
        return KindCheck.of(entity, KINDS);
    }

    @Override
    public Entity postProcess(Entity entity, ProcessingContext context) {
        if (KINDS.contains(entity.kind())) {
            emitRelations(entity, context);
        }
        return entity;
    }

    static void emitRelations(Entity entity, ProcessingContext context) {
        try {
            EntityRelations.of(entity).forEach(context::emitRelation);
        } catch (EntityRelations.InvalidReference invalid) {
            throw new ProcessingFault(invalid.error());
        }
    }

    private static boolean isTexts(JsonNode node) {
        return node.isArray() && node.valueStream().allMatch(JsonNode::isString);
    }

    private static void sort(ArrayNode texts) {
        var sorted = new ArrayList<JsonNode>();
        texts.forEach(sorted::add);
        sorted.sort((left, right) -> left.asString().compareTo(right.asString()));
        texts.removeAll();
        texts.addAll(sorted);
    }
}
