package dev.buildrun.catalog.process.builtin;

import dev.buildrun.api.Schemas;
import dev.buildrun.catalog.entity.AiResourceRelations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.EntityRelations;
import dev.buildrun.catalog.entity.KindCheck;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.catalog.process.ProcessingFault;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Knows the kind AiResource, which Backstage describes as a model instead of in code: what holds depends on the type, every fault is told
 * at once, and a reference to another kind than the model has is passed over.
 */
final class AiResourceProcessor implements EntityProcessor {
    private static final String KIND = "AiResource";
    private static final String VERSION = "backstage.io/v1alpha1";
    private static final List<String> SORTED = List.of("dependsOn", "skills", "plugins");

    @Override
    public String name() {
        return "ModelProcessor";
    }

    @Override
    public Entity preProcess(Entity entity, ProcessingContext context) {
        if (!entity.kind().equals(KIND)) {
            return entity;
        }
        if (!entity.apiVersion().equals(VERSION)) {
            throw new ProcessingFault(new EntityError(
                    "TypeError",
                    "Kind \"" + KIND + "\" exists, but has no version matching apiVersion \"" + entity.apiVersion()
                            + "\""));
        }
        return SortedTexts.in(entity, SORTED);
    }

    @Override
    public KindCheck checkKind(Entity entity) {
        if (!entity.kind().equals(KIND)) {
            return new KindCheck.Foreign();
        }
        var faults = Schemas.aiResource(entity.spec().path("type").asString("")).check(entity.json());
        if (faults.isEmpty()) {
            return new KindCheck.Valid();
        }
        return new KindCheck.Invalid(new EntityError(
                "TypeError",
                faults.stream()
                        .map(fault -> fault.textWithParameters())
                        .collect(Collectors.joining("; ", "Validation of " + KIND + " entity failed: ", ""))));
    }

    @Override
    public Entity postProcess(Entity entity, ProcessingContext context) {
        if (entity.kind().equals(KIND)) {
            try {
                AiResourceRelations.of(entity).forEach(context::emitRelation);
            } catch (EntityRelations.InvalidReference invalid) {
                throw new ProcessingFault(invalid.error());
            }
        }
        return entity;
    }
}
