package dev.buildrun.catalog.intake;

import org.jspecify.annotations.Nullable;

/**
 * An entity that a source may not declare, because another one has it.
 *
 * @param ref full, in lower case
 * @param locationKey under which it was declared
 * @param heldBy the location key of the source that has it
 */
public record RefusedDeclaration(
        String ref, @Nullable String locationKey, @Nullable String heldBy) {}
