package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.KindCheck;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.ProcessingContext;
import java.util.Set;

/** Knows the templates of the scaffolder: checks them and states who owns them. */
final class TemplateProcessor implements EntityProcessor {
    private static final String KIND = "Template";

    @Override
    public String name() {
        return "ScaffolderEntitiesProcessor";
    }

    @Override
    public KindCheck checkKind(Entity entity) {
        return KindCheck.of(entity, Set.of(KIND));
    }

    @Override
    public Entity postProcess(Entity entity, ProcessingContext context) {
        if (entity.kind().equals(KIND)) {
            KindsProcessor.emitRelations(entity, context);
        }
        return entity;
    }
}
