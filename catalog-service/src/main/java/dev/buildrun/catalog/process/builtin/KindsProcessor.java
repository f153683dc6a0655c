package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityRelations;
import dev.buildrun.catalog.entity.KindCheck;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.catalog.process.ProcessingFault;
import java.util.List;
import java.util.Set;

/** Knows the eight kinds of the catalog: checks them and states their relations. */
final class KindsProcessor implements EntityProcessor {
    private static final Set<String> KINDS =
            Set.of("Component", "API", "Resource", "System", "Domain", "Group", "User", "Location");
    static final List<String> SORTED =
            List.of("providesApis", "consumesApis", "dependsOn", "dependencyOf", "memberOf", "children", "members");

    @Override
    public String name() {
        return "BuiltinKindsEntityProcessor";
    }

    /** Sorts lists of references, whatever the kind, so that their order in the file makes no difference. */
    @Override
    public Entity preProcess(Entity entity, ProcessingContext context) {
        return SortedTexts.in(entity, SORTED);
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
}
