package dev.buildrun.catalog.entity;

import dev.buildrun.api.EntitySchema;
import dev.buildrun.api.SchemaFault;
import dev.buildrun.api.Schemas;
import java.util.Set;

/** What a built-in kind has to say of an entity. */
public sealed interface KindCheck {
    /** It is of this kind and has what the kind wants. */
    record Valid() implements KindCheck {}

    /** It is of no kind that was asked, or of a version that the kind does not know. */
    record Foreign() implements KindCheck {}

    /** It is of this kind, but something is wrong. */
    record Invalid(EntityError error) implements KindCheck {}

    /**
     * Asks those of the built-in kinds that are named.
     *
     * @param kinds as in {@link Schemas#kinds}; the entity's own is compared with them letter by letter
     */
    static KindCheck of(Entity entity, Set<String> kinds) {
        if (!kinds.contains(entity.kind())) {
            return new Foreign();
        }
        var faults = Schemas.kind(entity.kind()).orElseThrow().check(entity.json());
        if (faults.isEmpty()) {
            return new Valid();
        }
        return EntitySchema.isForeign(faults) ? new Foreign() : new Invalid(typeError(faults.getFirst()));
    }

    private static EntityError typeError(SchemaFault fault) {
        return new EntityError("TypeError", fault.textWithParameters());
    }
}
