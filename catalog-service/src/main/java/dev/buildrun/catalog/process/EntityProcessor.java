package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.KindCheck;

/**
 * One step of processing. A processor does what it knows of and leaves the rest alone. It may throw a {@link ProcessingFault} or
 * a {@link dev.buildrun.error.ServiceException} from any of its methods: the entity then keeps what it had before. Called from
 * many threads at once.
 */
public interface EntityProcessor {
    /** The name that error messages and the cache know it by. */
    String name();

    /** Completes or changes the entity before it is checked. Its kind, namespace and name must stay. */
    default Entity preProcess(Entity entity, ProcessingContext context) {
        return entity;
    }

    /** Says whether the entity is of a kind that this processor knows. */
    default KindCheck checkKind(Entity entity) {
        return new KindCheck.Foreign();
    }

    /**
     * Reads one target of a Location and emits what it finds.
     *
     * @return whether targets of this type are this processor's to read; the others are not asked then
     */
    default boolean readLocation(LocationTarget target, ProcessingContext context) {
        return false;
    }

    /** Emits what follows from an entity that has passed all checks, for instance its relations. */
    default Entity postProcess(Entity entity, ProcessingContext context) {
        return entity;
    }
}
